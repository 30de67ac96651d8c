// The CPU as a device for kernel tests: a team, and memory for one case.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "kernels/kernel.hpp"
#include "kernels/machine/team.hpp"

namespace assay::testing {

/// True where this processor can run code of that target.
inline bool runs_here(Target target) {
  switch (target) {
    case Target::cpu_baseline:
      return true;
#if defined(__x86_64__)
    case Target::cpu_avx2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case Target::cpu_avx512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#endif
    default:
      return false;
  }
}

inline std::string name_of(Target target) {
  constexpr std::array kNames{"cpu_baseline", "cpu_avx2", "cpu_avx512", "gpu"};
  return kNames.at(static_cast<std::size_t>(target));
}

class TestDevice {
 public:
  explicit TestDevice(std::uint32_t threads) : processors_(threads, 0), team_(processors_) {}

  /// Memory filled with 0xA5, so that a kernel that relies on zeros is seen.
  void allocate(const Kernel& kernel, const Parameters& parameters) {
    const ArraySizes sizes = kernel.arrays(parameters, team_.size());
    arrays_ = {};
    mismatch_ = {};
    arrays_.mismatch = &mismatch_;
    arrays_.counted = &counted_;
    if (kernel.per_processor) {
      processor_work_.assign(team_.size(), {.cycles = 1, .flop = 2, .processor = 3});
      arrays_.processor_work = processor_work_.data();
    }
    for (int a = 0; a < kMaxArrays; ++a) {
      if (sizes.bytes[a] == 0) continue;
      const std::uint64_t rounded = (sizes.bytes[a] + 4095) / 4096 * 4096;
      memory_[static_cast<std::size_t>(a)].reset(
          static_cast<std::byte*>(std::aligned_alloc(4096, rounded)));
      std::fill_n(memory_[static_cast<std::size_t>(a)].get(), rounded, std::byte{0xA5});
      arrays_.data[a] = memory_[static_cast<std::size_t>(a)].get();
    }
  }

  Launch launch() { return {&team_, team_.size(), 0}; }
  const Arrays& arrays() const { return arrays_; }
  double counted() const { return counted_; }
  std::vector<ProcessorWork>& processor_work() { return processor_work_; }

  Mismatch verify(const Kernel& kernel, const Parameters& parameters) {
    mismatch_ = {};
    kernel.program.verify(launch(), arrays_, parameters);
    return mismatch_;
  }

 private:
  struct Free {
    void operator()(std::byte* memory) const { std::free(memory); }
  };
  std::vector<int> processors_;
  Team team_;
  std::array<std::unique_ptr<std::byte[], Free>, kMaxArrays> memory_;
  Arrays arrays_;
  Mismatch mismatch_;
  double counted_ = 0;
  std::vector<ProcessorWork> processor_work_;
};

}  // namespace assay::testing
