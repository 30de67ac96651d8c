// Which GPUs can work on one case together, and what do the kernels for several of them measure?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <vector>

#include "harness/plan/case.hpp"
#include "harness/plan/device.hpp"
#include "harness/plan/options.hpp"
#include "harness/probe/facts.hpp"

namespace assay::plan {

/// A case of a group before anything is known of time and memory.
struct GroupCase {
  Parameters parameters;
  std::vector<DeviceId> group;  ///< by rank
  std::string unavailable = {};
  /// No GPUs of this machine are made for it, as where there is but one: nothing is missing.
  bool beyond_devices = false;
};

/// What `kernel`, which is for groups, measures over the GPUs among options.devices, in order:
/// where its pattern is Pattern::pair, over every ordered pair of them, or every pair where both
/// directions are one case. A single GPU gets its cases too, beyond what it is made for.
std::vector<GroupCase> group_cases(const Kernel& kernel, const probe::Facts& facts,
                                   const Options& options);

/// Every case once at each of the sizes, instead of those the kernel chose; no sizes: as it chose.
void replace_sizes(std::vector<Parameters>& list, const std::vector<std::uint64_t>& sizes);

/// The slowest and smallest of the devices, for estimates of time and memory.
DeviceTraits weakest_of(const std::vector<DeviceId>& group, const probe::Facts& facts);

}  // namespace assay::plan
