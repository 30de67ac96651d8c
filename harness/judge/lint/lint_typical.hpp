// Do the typical figures of a part agree with their observations and with what is published?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/catalogue/part.hpp"
#include "harness/judge/lint/lint_words.hpp"

namespace assay::judge {

void check_typical(const catalogue::Part& part, Findings& findings);

}  // namespace assay::judge
