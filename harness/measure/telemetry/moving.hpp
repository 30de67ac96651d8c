// In which samples was the clock still on its way?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <span>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/measure/session.hpp"
#include "harness/measure/telemetry/timeline.hpp"

namespace assay::measure {

/// The clock is averaged over what surrounds each reading: 50 ms to both sides, or two readings
/// where those are further apart. The level of a case is the median of that over the second half of
/// its samples, by time (over all, where none was read there). A sample is moving where the average
/// differs from the level by more than 1.5 %: so a clock that rises, or falls after a while, is
/// seen, and one that changes around its level at the power limit is not. A sample without a
/// reading is not marked. Empty where no clock was read.
std::vector<bool> moving(const Timeline& timeline, std::span<const SampleInterval> samples,
                         Seconds period);

}  // namespace assay::measure
