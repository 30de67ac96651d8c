// How does a comparison look as JSON? As results-schema/comparison.schema.json says.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/compare/comparison.hpp"

namespace assay::report {

/// Ends with a newline.
std::string comparison_json(const judge::Comparison& comparison);

}  // namespace assay::report
