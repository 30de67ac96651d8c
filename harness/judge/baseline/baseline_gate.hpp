// How does one metric of many devices become a gate?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "harness/archive/collection.hpp"
#include "harness/judge/baseline/baseline.hpp"
#include "harness/judge/fleet/populations.hpp"

namespace assay::judge {

/// Adds one gate for each metric, and names those that can have none. `chosen`: of the strata.
void add_gates(const archive::Collection& collection, const Populations& populations,
               const std::vector<char>& chosen, Baseline& baseline);

}  // namespace assay::judge
