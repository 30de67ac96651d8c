// Which cases does one worker measure after the other, and which workers at the same time?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/plan/case.hpp"

namespace assay::operate {

enum class Devices : std::uint8_t {
  one_at_a_time,
  in_parallel,  ///< GPUs, in what needs nothing that they share
  in_one_worker,
};

/// Whether a case may go on beside those of other devices.
bool goes_beside_others(const plan::Case& planned, Devices devices);

/// The work of one worker.
struct Task {
  std::string name;                ///< "cpu", "cuda:0", "group"
  std::vector<std::size_t> cases;  ///< by index in the plan, rising
};

/// Those of a stage go on at the same time; the next stage begins when all of them have ended.
using Stage = std::vector<Task>;

/// Every case that can be measured, and was not dealt with before, once. The CPU is always alone,
/// for it drives the GPUs; cases that several devices share come last.
std::vector<Stage> stages_of(const plan::Plan& plan, Devices devices,
                             const std::vector<bool>& dealt_with = {});

/// By the plan's estimates, what goes on at the same time counted once.
Seconds time_of(const plan::Plan& plan, Devices devices);

}  // namespace assay::operate
