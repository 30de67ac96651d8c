// Do the numbers of one case agree with one another?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/document/record.hpp"

namespace assay::document {

/// Adds a line to `problems` for everything that disagrees; `at` is the JSON pointer of the case.
void check_case(const CaseRecord& record, const std::string& at,
                std::vector<std::string>& problems);

/// Within what rounding twice may do. Nothing agrees with what is not finite.
bool agree(double a, double b);

}  // namespace assay::document
