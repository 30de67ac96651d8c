// How much processor time and memory do the control groups leave to this process?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>

#include "harness/probe/tree.hpp"

namespace assay::probe {

/// The tightest limit of the group of this process and of every parent that is visible here,
/// version 1 and version 2 alike. Absent: no limit.
struct CgroupLimits {
  std::optional<double> processors;  ///< CPU quota over its period
  std::optional<std::uint64_t> memory_bytes;
  /// What can still be used below the limits; page cache that the kernel can drop counts as unused.
  std::optional<std::uint64_t> memory_unused_bytes;
};

CgroupLimits cgroup_limits(const Tree& tree);

}  // namespace assay::probe
