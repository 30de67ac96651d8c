// How do explanations look as JSON? As results-schema/explanations.schema.json says.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/catalogue/part.hpp"
#include "harness/judge/explain/explained.hpp"

namespace assay::report {

/// Ends with a newline. `part` may be null.
std::string explanations_json(const std::vector<judge::Explained>& metrics,
                              const catalogue::Part* part);

}  // namespace assay::report
