// Which folders hold the control group of this process and its parents?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>
#include <vector>

#include "harness/probe/tree.hpp"

namespace assay::probe {

/// The controller name under which /proc/self/cgroup lists version 2.
inline constexpr std::string_view kUnifiedHierarchy;

/// From the mount point of the controller's hierarchy down to the group of this process, relative
/// to the root of the tree; empty where the controller is not mounted. A folder need not exist: in
/// a container the group may lie outside what is mounted, and then only the mount point is named.
std::vector<std::string> cgroup_folders(const Tree& tree, std::string_view controller);

}  // namespace assay::probe
