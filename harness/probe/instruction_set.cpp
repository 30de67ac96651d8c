// How cpuid is asked.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/instruction_set.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace assay::probe {
namespace {

#if defined(__x86_64__)
/// Twelve characters in ebx, ecx, edx, padded with zeros. The leaf means something only where bit
/// 31 of leaf 1's ecx says that a hypervisor is there: otherwise processors answer with unrelated
/// data.
std::string hypervisor_signature() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0 || (ecx >> 31) == 0) return {};
  __cpuid(0x40000000, eax, ebx, ecx, edx);
  std::string signature;
  for (const unsigned word : {ebx, ecx, edx}) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
      signature += static_cast<char>((word >> shift) & 0xff);
    }
  }
  return signature.substr(0, signature.find('\0'));
}
/// Bit 29 of leaf 1's ecx, for which clang before 15 has no name. Its registers are those of AVX,
/// which is asked for beside it.
bool has_f16c() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx >> 29 & 1) != 0;
}
#endif

}  // namespace

ProcessorFeatures processor_features() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  // These ask xgetbv too, so a kernel or hypervisor that hides the wide registers is respected.
  return {.avx2 = __builtin_cpu_supports("avx2") != 0,
          .fma = __builtin_cpu_supports("fma") != 0,
          .f16c = has_f16c(),
          .avx512f = __builtin_cpu_supports("avx512f") != 0,
          .avx512bw = __builtin_cpu_supports("avx512bw") != 0,
          .avx512dq = __builtin_cpu_supports("avx512dq") != 0,
          .avx512vl = __builtin_cpu_supports("avx512vl") != 0,
          .hypervisor_signature = hypervisor_signature()};
#else
  return {};
#endif
}

Target best_cpu_target(const ProcessorFeatures& features) {
  const bool avx2 = features.avx2 && features.fma && features.f16c;
  if (avx2 && features.avx512f && features.avx512bw && features.avx512dq && features.avx512vl) {
    return Target::cpu_avx512;
  }
  return avx2 ? Target::cpu_avx2 : Target::cpu_baseline;
}

Target best_cpu_target() {
  return best_cpu_target(processor_features());
}

std::string_view instruction_set_name(Target target) {
  switch (target) {
    case Target::cpu_avx512:
      return "avx512";
    case Target::cpu_avx2:
      return "avx2";
    default:
      return "baseline";
  }
}

}  // namespace assay::probe
