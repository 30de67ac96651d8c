// Why did a pair change, or why can that not be said? In words an operator can act on.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/document/record.hpp"
#include "harness/judge/compare/comparison.hpp"

namespace assay::judge {

/// Both figures, the ratio, the outcome and the effect are there already.
std::string reason_of(const ComparedCase& pair, const document::CaseRecord& before,
                      const document::CaseRecord& after, const ComparisonOptions& options);

/// "5 %": three significant digits, no sign.
std::string percent(double share);

}  // namespace assay::judge
