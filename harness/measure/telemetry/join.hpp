// What was read beside the samples, as the telemetry of a case: one row a sample, and summaries.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <span>

#include "harness/measure/result.hpp"
#include "harness/measure/session.hpp"
#include "harness/measure/telemetry/sampler.hpp"

namespace assay::measure {

/// All that was read while a case ran.
struct Watched {
  Readings readings;
  std::optional<ErrorCounts> errors_before, errors_after;
};

/// `samples` in the order of time. Everything is of the sampled time alone, each reading with the
/// part of it that it speaks for (Timeline). A reading speaks for at most 50 ms to each side, which
/// is how old NVML's own values may be, or for a period where that is longer; a sample that is out
/// of reach of all has none.
/// - Means and shares are weighted with time, and so are the medians.
/// - A clock event's share is of the time that its bits were read for; where the driver counts how
///   long the event was active and that says more (it may come and go between readings), its count.
/// - Energy is by the counter, see stepping_rise().
/// - A counter of errors that fell, or was not there both before and after, is absent.
Telemetry join(const Watched& watched, std::span<const SampleInterval> samples);

}  // namespace assay::measure
