// Who did not arrive where a case did not end, for people?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/document/record.hpp"

namespace assay::judge {

/// "rank 1 (cuda:2) did not arrive: rank 0, block 3 waited for a line, for 7, and saw 6".
std::string hang_sentence(const measure::Hang& hang);

}  // namespace assay::judge
