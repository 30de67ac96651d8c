// What else would have to be measured to tell more?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/judge/identity/identity_features.hpp"

namespace assay::judge {

/// Metrics that were not measured and whose figures differ among these parts, the farthest first.
std::vector<std::string> deciding_cases(const catalogue::Catalogue& catalogue,
                                        const std::vector<std::string>& parts,
                                        const std::vector<MeasuredFeature>& features);

/// Metrics that every identification should rest on, and that were not measured.
std::vector<std::string> basic_cases(const std::vector<MeasuredFeature>& features);

}  // namespace assay::judge
