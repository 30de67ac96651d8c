// What do all ranks but the first do?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/measure/world/rank_work.hpp"
#include "harness/measure/world/world.hpp"

namespace assay::measure {

/// Obeys until told to finish; returns the exit code that rank 0 has chosen for all. Throws
/// WaitError where rank 0 is gone.
int follow(World& world, const OpenWork& open, Seconds first_order_within);

}  // namespace assay::measure
