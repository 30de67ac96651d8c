// How are the enumerations of gaps and claims spelled?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/document/words.hpp"
#include "harness/judge/gap/gap.hpp"

namespace assay::judge {

inline constexpr document::WordTable<Ground, 4> kGroundWords{{{Ground::document, "document"},
                                                              {Ground::recorded, "recorded"},
                                                              {Ground::others, "others"},
                                                              {Ground::published, "published"}}};
inline constexpr document::WordTable<Agreement, 5> kAgreementWords{
    {{Agreement::agrees, "agrees"},
     {Agreement::differs, "differs"},
     {Agreement::unverified, "unverified"},
     {Agreement::not_measured, "not_measured"},
     {Agreement::not_published, "not_published"}}};

inline const auto& words(Ground) {
  return kGroundWords;
}
inline const auto& words(Agreement) {
  return kAgreementWords;
}

}  // namespace assay::judge
