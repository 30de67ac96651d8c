// The CPU as a measured device: a pinned team, first-touched memory, the monotonic clock.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/measure/answer_sample.hpp"
#include "harness/measure/cpu_memory.hpp"
#include "harness/measure/session.hpp"
#include "kernels/kernel.hpp"
#include "kernels/machine/team.hpp"

namespace assay::measure {

struct CpuSettings {
  std::vector<int> processors;  ///< one thread is pinned to each
  Target target = Target::cpu_baseline;
  std::uint64_t last_level_cache_bytes = 0;  ///< 0: unknown
  std::uint32_t numa_nodes = 1;
};

/// The thread that makes it is thread 0 of the team: it alone may use it.
class CpuSession final : public DeviceSession {
 public:
  explicit CpuSession(const CpuSettings& settings);

  void set_up(const plan::Case& planned) override;
  Seconds time_sample() override;
  void spoil() override;
  Mismatch verify() override;
  void fill(Inputs inputs) override;
  std::optional<Mismatch> verify_repeat() override;
  std::vector<std::byte> answer_sample() override;
  std::vector<ProcessorWork> processor_work() override;
  std::optional<double> clock_hz() override;

 private:
  CpuSettings settings_;
  Team team_;
  CpuMemory memory_;
  std::vector<double> thread_clocks_hz_;

  Launch launch_;
  Program program_;
  Arrays arrays_;
  Parameters parameters_;
  std::uint64_t iterations_ = 1;
  bool fills_before_samples_ = false;  ///< Kernel::one_use_arrays
  int answer_array_ = kNoArray;
  AnswerSample answer_sample_;
  Stall stall_;
  std::uint32_t working_processors_ = 0;  ///< that leave what they did; 0: the kernel leaves none
};

}  // namespace assay::measure
