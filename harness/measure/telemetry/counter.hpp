// How far did a counter rise during the samples, if the driver brings it up to date only now and
// then?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/measure/session.hpp"

namespace assay::measure {

struct CounterReading {
  std::chrono::steady_clock::time_point time;
  double value = 0;
};

/// Of a counter that always rises, but in steps (energy: every 20 to 100 ms). What it rose between
/// two steps is spread evenly over the time between them; before the first and after the last step
/// it goes on as it did beside them, for at most twice as long as the longest time between two. So
/// the samples get their share of the time of each step, gaps between samples theirs. Empty where
/// it fell, or did not step often enough to say.
std::optional<double> stepping_rise(std::span<const CounterReading> readings,
                                    std::span<const SampleInterval> samples);

/// Of a counter that may stand still, which is then what it says. Spread evenly between readings;
/// none before the first and after the last. Empty where it fell or was read less than twice.
std::optional<double> rise(std::span<const CounterReading> readings,
                           std::span<const SampleInterval> samples);

}  // namespace assay::measure
