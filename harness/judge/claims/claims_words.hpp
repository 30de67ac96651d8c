// How are the enumerations of judged claims spelled? As the catalogue does.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/catalogue/claim.hpp"
#include "harness/document/words.hpp"

namespace assay::catalogue {

inline constexpr document::WordTable<ClaimState, 3> kClaimStateWords{
    {{ClaimState::confirmed, "confirmed"},
     {ClaimState::refuted, "refuted"},
     {ClaimState::undecided, "undecided"}}};
inline constexpr document::WordTable<Basis, 3> kBasisWords{{{Basis::published, "published"},
                                                            {Basis::measured, "measured"},
                                                            {Basis::reported, "reported"}}};

inline const auto& words(ClaimState) {
  return kClaimStateWords;
}
inline const auto& words(Basis) {
  return kBasisWords;
}

}  // namespace assay::catalogue
