// How did one case change, given what both runs recorded of it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/document/record.hpp"
#include "harness/judge/compare/comparison.hpp"

namespace assay::judge {

/// Quotient of two figures and of the ends of their intervals, turned so that above 1 is better.
Ratio ratio_of(const Figure& before, const Figure& after, Quantity quantity);

/// Two records of the same name. `after` may be null: NEW does not hold the case.
ComparedCase compare_case(const document::CaseRecord& before, const document::CaseRecord* after,
                          const ComparisonOptions& options);

/// A case that only NEW holds.
ComparedCase only_after(const document::CaseRecord& after);

}  // namespace assay::judge
