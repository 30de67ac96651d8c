// How is a fleet laid out?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/fleet/fleet.hpp"
#include "harness/report/page.hpp"

namespace assay::report {

/// Conclusion first, then what stands out, then what it was compared with.
Page fleet_page(const judge::Fleet& fleet);

/// "the node", "cuda:3", "cuda:3 - cuda:5".
std::string finding_place(const judge::FleetFinding& finding);

}  // namespace assay::report
