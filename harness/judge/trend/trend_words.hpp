// How are the enumerations of a trend spelled?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/document/words.hpp"
#include "harness/judge/trend/series_trend.hpp"

namespace assay::judge {

inline constexpr document::WordTable<ChangeKind, 2> kChangeKindWords{
    {{ChangeKind::step, "step"}, {ChangeKind::drift, "drift"}}};

inline const auto& words(ChangeKind) {
  return kChangeKindWords;
}

}  // namespace assay::judge
