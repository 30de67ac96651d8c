// How are the enumerations of a comparison spelled?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/document/words.hpp"
#include "harness/judge/compare/comparison.hpp"

namespace assay::judge {

inline constexpr document::WordTable<Outcome, 7> kOutcomeWords{{{Outcome::faster, "faster"},
                                                                {Outcome::slower, "slower"},
                                                                {Outcome::same, "same"},
                                                                {Outcome::uncertain, "uncertain"},
                                                                {Outcome::lost, "lost"},
                                                                {Outcome::wrong, "wrong"},
                                                                {Outcome::unpaired, "unpaired"}}};
inline constexpr document::WordTable<Effect, 4> kEffectWords{
    {{Effect::none, "none"},
     {Effect::regression, "regression"},
     {Effect::not_judged, "not_judged"},
     {Effect::wrong_answer, "wrong_answer"}}};

inline const auto& words(Outcome) {
  return kOutcomeWords;
}
inline const auto& words(Effect) {
  return kEffectWords;
}

}  // namespace assay::judge
