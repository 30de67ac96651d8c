// Can a claim be decided as it says, and does it say itself what the published figures make of it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/catalogue/catalogue.hpp"
#include "harness/judge/lint/lint_words.hpp"

namespace assay::judge {

void check_claim(const catalogue::Catalogue& catalogue, const catalogue::Claim& claim,
                 Findings& findings);

}  // namespace assay::judge
