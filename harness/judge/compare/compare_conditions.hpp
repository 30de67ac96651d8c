// What else differs between two runs, so that a change need not be the device's doing?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <utility>
#include <vector>

#include "harness/document/document.hpp"
#include "harness/judge/compare/comparison.hpp"

namespace assay::judge {

/// The record of a case in OLD and in NEW.
using RecordPair = std::pair<const document::CaseRecord*, const document::CaseRecord*>;

/// Of run, tool, host and the devices that cases ran on; then of the pairs, which all have results.
std::vector<Condition> conditions_of(const document::Document& before,
                                     const document::Document& after,
                                     const std::vector<RecordPair>& pairs);

}  // namespace assay::judge
