// How is a baseline written as a gates file? As results-schema/gates.schema.json says.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/baseline/baseline.hpp"

namespace assay::report {

/// Ends with a newline. Values have six digits.
std::string baseline_gates_json(const judge::Baseline& baseline);

}  // namespace assay::report
