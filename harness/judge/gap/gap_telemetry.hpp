// What does the telemetry of a measurement say about its rate?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/gap/gap.hpp"

namespace assay::judge {

/// Both sides of a row, "h100-sxm was held by its power limit ...; h20 ran at ..."; empty where no
/// document of either side holds any.
std::string telemetry_of(const Side& a, const Side& b, const GapRow& row);

/// "ran at 1.85 GHz and 420 W, held by nothing"; empty where nothing was read.
std::string telemetry_sentence(const measure::Telemetry& telemetry);

}  // namespace assay::judge
