// Why is the measured ratio not the published one?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/judge/gap/gap.hpp"

namespace assay::judge {

/// Of a row that has both ratios; all from the data at hand.
GapExplanation explain(const Side& a, const Side& b, const GapRow& row);

/// "0.150": three significant digits.
std::string ratio_text(double ratio);

}  // namespace assay::judge
