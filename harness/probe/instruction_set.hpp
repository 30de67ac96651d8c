// Which compilation of the kernels does this processor run, and what does it say of a hypervisor?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>

#include "kernels/kernel.hpp"

namespace assay::probe {

/// What cpuid says; an instruction set is true only if the operating system saves its registers
/// too.
struct ProcessorFeatures {
  bool avx2 = false, fma = false, f16c = false;
  bool avx512f = false, avx512bw = false, avx512dq = false, avx512vl = false;
  std::string hypervisor_signature;  ///< leaf 0x40000000, "KVMKVMKVM"; empty without a hypervisor
};

/// Of the processor this runs on; all false on one that is not x86-64.
ProcessorFeatures processor_features();

Target best_cpu_target(const ProcessorFeatures& features);
Target best_cpu_target();

/// "avx512", "avx2", "baseline".
std::string_view instruction_set_name(Target target);

}  // namespace assay::probe
