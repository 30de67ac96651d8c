// How does a fleet look as JSON? As results-schema/fleet.schema.json says.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/fleet/fleet.hpp"

namespace assay::report {

/// Ends with a newline.
std::string fleet_json(const judge::Fleet& fleet);

}  // namespace assay::report
