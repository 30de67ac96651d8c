// Which quantities does a gap show, in which order, and where is each of them found?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/judge/gap/gap.hpp"

namespace assay::judge {

/// The rows, without agreement and explanation.
std::vector<GapRow> gap_rows(const Side& a, const Side& b, GapRows rows);

/// With ends: the least and the greatest that both intervals allow. Empty where a value is missing.
std::optional<GapRatio> ratio_of(const std::optional<SideValue>& a,
                                 const std::optional<SideValue>& b);

}  // namespace assay::judge
