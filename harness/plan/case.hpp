// A plan is an ordered list of cases: kernel x parameters x device.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/seconds.hpp"
#include "kernels/kernel.hpp"

namespace assay::plan {

enum class Level { quick, standard, soak };
std::string_view to_string(Level level);

/// "cpu", or "cuda:N" with the driver's index.
struct DeviceId {
  enum class Kind { cpu, cuda } kind = Kind::cpu;
  int index = 0;

  friend bool operator==(const DeviceId&, const DeviceId&) = default;
};
std::string to_string(DeviceId device);

struct Case {
  const KernelEntry* kernel = nullptr;
  Parameters parameters;
  DeviceId device;                   ///< of rank 0, where it is a group
  std::vector<DeviceId> group = {};  ///< by rank; empty: the device alone, or hosts
  Work work;                         ///< of one iteration
  std::uint64_t iterations = 1;      ///< launches inside one sample
  Seconds minimum_time{};            ///< timed for at least so long
  std::uint64_t minimum_samples = 1;
  Seconds estimate{};            ///< of the whole case: set-up, checks, warm-up, samples
  Seconds deadline{};            ///< of any one step of it; 0: none
  Seconds settle{};              ///< warm-up goes on for at most so long until clocks are level
  std::string instruction = {};  ///< that does the arithmetic; empty: not worth saying
  std::string unavailable;       ///< not empty: cannot run, and why
  bool swept = false;            ///< one of several variants: its name says which
  bool with_reference = true;    ///< where its kernel has one

  /// "memory.copy/bandwidth [bytes=1GiB type=fp32] cpu": unique within a plan, for people and for
  /// --only.
  std::string name() const;
  /// Several devices, or several hosts, work on it together.
  bool is_shared() const { return !group.empty() || parameters.nodes != 0; }
};

/// What a level would measure and this device is not made for, such as FP8 on an A100.
struct LeftOut {
  std::string kernel, device, reason;
  std::size_t cases = 1;
};

struct Plan {
  Level level = Level::quick;
  std::uint64_t seed = 0;
  std::vector<Case> cases;
  /// Not in `cases`: nothing is missing of a run that lacks them. Asked for by --only and nothing
  /// else, they are cases, and unavailable.
  std::vector<LeftOut> left_out = {};

  Seconds estimate() const;
};

}  // namespace assay::plan
