// Readings and samples on a clock that only the test moves.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <chrono>
#include <cmath>
#include <functional>
#include <vector>

#include "harness/measure/session.hpp"
#include "harness/measure/telemetry/gauge.hpp"

namespace assay::measure {

/// `seconds` after an arbitrary beginning, exact to the nanosecond.
inline std::chrono::steady_clock::time_point at(double seconds) {
  return std::chrono::steady_clock::time_point(std::chrono::hours(1)) +
         std::chrono::nanoseconds(std::llround(seconds * 1e9));
}

inline SampleInterval sample(double begin, double end) {
  return {at(begin), at(end)};
}

/// `count` samples of `length`, `gap` apart.
inline std::vector<SampleInterval> samples(double begin, int count, double length, double gap = 0) {
  std::vector<SampleInterval> made;
  for (int i = 0; i < count; ++i) {
    const double start = begin + i * (length + gap);
    made.push_back(sample(start, start + length));
  }
  return made;
}

/// One reading every `period` from `begin` to before `end`; `fill` is told the seconds.
inline std::vector<Reading> readings(double begin, double end, double period,
                                     const std::function<void(double, Reading&)>& fill) {
  std::vector<Reading> made;
  for (int i = 0; begin + i * period < end; ++i) {
    Reading reading{.time = at(begin + i * period)};
    fill(begin + i * period, reading);
    made.push_back(reading);
  }
  return made;
}

}  // namespace assay::measure
