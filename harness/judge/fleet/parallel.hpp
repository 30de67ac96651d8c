// What do devices lose when all of their node are measured at the same time?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "harness/archive/collection.hpp"
#include "harness/judge/fleet/fleet.hpp"
#include "harness/judge/fleet/populations.hpp"

namespace assay::judge {

/// Of devices that were measured both ways, whatever the levels: the later run of each way counts.
/// Metrics of at least one device, the greatest loss first. A node loses more than the others where
/// both rules of a fleet say so of its devices' median, against at least the fewest members.
std::vector<ParallelLoss> parallel_losses(const archive::Collection& collection,
                                          const FleetSelection& selection,
                                          const FleetOptions& options);

}  // namespace assay::judge
