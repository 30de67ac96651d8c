// Which cases does a simulated run hold?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/catalogue/catalogue.hpp"
#include "harness/plan/case.hpp"
#include "harness/simulate/options.hpp"

namespace assay::simulate {

/// On each GPU, in the order of the catalogue's metrics, and then over several: every case for
/// which something published tells what the part does. Their time is the device's; simulating takes
/// next to none. Throws Error(usage) as require_possible() does, and where a glob of `only` matches
/// nothing.
plan::Plan simulated_plan(const catalogue::Catalogue& catalogue, const Options& options);

}  // namespace assay::simulate
