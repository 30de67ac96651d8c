// What is behind the values that stand out: a node, a device, or the way between two?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/judge/fleet/finding_list.hpp"
#include "harness/judge/fleet/fleet.hpp"
#include "harness/judge/fleet/populations.hpp"

namespace assay::judge {

/// Where most devices of a node are out in the same metric, or their median is and the rest shares
/// it, it is the node, and a device is named beside it only where it is out among them too.
std::vector<FleetFinding> findings_of(const archive::Collection& collection,
                                      const FleetSelection& selection,
                                      const Populations& populations);

/// Ways of one metric in one node, some of which are out. A device whose ways nearly all are out is
/// to blame for them, the node where that is so of most devices; else each pair by itself.
void add_link_findings(const archive::Collection& collection, const Group& group,
                       const std::vector<Flag>& flags, FindingList& list);

/// Devices far from the others of their node, where a stratum is too small to be judged.
std::vector<std::string> hints_of(const archive::Collection& collection,
                                  const FleetSelection& selection, const Populations& populations);

}  // namespace assay::judge
