// Can one value of a gate catch what it is there to catch?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>

#include "harness/judge/lint/lint_standard.hpp"
#include "harness/judge/lint/lint_words.hpp"

namespace assay::judge {

/// Holds expected, lower and upper of gate `index` against what is known of one metric.
void check_values(const Gate& gate, std::size_t index, const Standard& standard,
                  Findings& findings);

}  // namespace assay::judge
