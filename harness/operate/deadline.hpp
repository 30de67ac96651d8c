// After how long does a case not merely take long, but hang?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>

#include "harness/core/seconds.hpp"
#include "harness/plan/case.hpp"

namespace assay::operate {

/// Four times the estimate of the plan, a minute for what no estimate knows, such as the start of a
/// driver, and the time that one step of the case is given by itself, so that whoever can say more
/// of a hang has said it before. Where it is asked for, `hung_after` is all there is.
inline Seconds deadline_of(const plan::Case& planned, std::optional<Seconds> hung_after) {
  constexpr double kTimesTheEstimate = 4;
  constexpr Seconds kSlack{60};
  return hung_after.value_or(kTimesTheEstimate * planned.estimate + kSlack + planned.deadline);
}

}  // namespace assay::operate
