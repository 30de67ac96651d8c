// How did speed, clock and power of a long case change from second to second?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <span>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/measure/result.hpp"
#include "harness/measure/session.hpp"

namespace assay::measure {

/// Cases whose samples end within less have no curve.
inline constexpr Seconds kCurveFrom{10};

/// One point for every second that a sample began in, since the first sample. `samples` in s and
/// `intervals` are of the same samples, in the order of time; so are the columns of `telemetry`,
/// which may be empty, or hold NaN where nothing was read. The clock is the median of what was read
/// beside the samples of that second, power the mean, temperature the highest.
std::vector<CurvePoint> curve_of(std::span<const double> samples,
                                 std::span<const SampleInterval> intervals,
                                 const SampleTelemetry& telemetry);

/// Of a case that was timed; what is counted has none.
std::vector<CurvePoint> curve_of(const CaseResult& result,
                                 std::span<const SampleInterval> intervals);

}  // namespace assay::measure
