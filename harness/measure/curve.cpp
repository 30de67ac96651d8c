// Samples and readings, second by second.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/curve.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>

#include "harness/core/words.hpp"
#include "harness/measure/statistics.hpp"

namespace assay::measure {
namespace {

/// What a column holds of samples [begin, end), less what was not read.
std::vector<double> read(const std::vector<double>& column, std::size_t begin, std::size_t end) {
  std::vector<double> values;
  for (std::size_t i = begin; i < std::min(end, column.size()); ++i) {
    if (!std::isnan(column[i])) values.push_back(column[i]);
  }
  return values;
}

template <typename Summary>
std::optional<double> of(const std::vector<double>& values, Summary summary) {
  if (values.empty()) return std::nullopt;
  return summary(values);
}

double median(const std::vector<double>& values) {
  return summarise(values).median;
}
double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}
double highest(const std::vector<double>& values) {
  return *std::max_element(values.begin(), values.end());
}

}  // namespace

std::vector<CurvePoint> curve_of(std::span<const double> samples,
                                 std::span<const SampleInterval> intervals,
                                 const SampleTelemetry& telemetry) {
  std::vector<CurvePoint> curve;
  const std::size_t count = std::min(samples.size(), intervals.size());
  const auto second_of = [&](std::size_t i) {
    return std::floor(Seconds(intervals[i].begin - intervals.front().begin).count());
  };
  for (std::size_t begin = 0, end = 0; begin < count; begin = end) {
    const double second = second_of(begin);
    while (end < count && second_of(end) == second) ++end;
    CurvePoint& point = curve.emplace_back();
    point.at_s = second;
    point.sample_s = median({samples.begin() + static_cast<std::ptrdiff_t>(begin),
                             samples.begin() + static_cast<std::ptrdiff_t>(end)});
    point.clock_hz = of(read(telemetry.clock_hz, begin, end), median);
    point.power_w = of(read(telemetry.power_w, begin, end), mean);
    point.temperature_c = of(read(telemetry.temperature_c, begin, end), highest);
    for (std::size_t i = begin; i < std::min(end, telemetry.clock_events.size()); ++i) {
      point.clock_events |= telemetry.clock_events[i];
    }
  }
  return curve;
}

std::vector<CurvePoint> curve_of(const CaseResult& result,
                                 std::span<const SampleInterval> intervals) {
  if (is_counted(result.planned.kernel->description().quantity) || intervals.empty()) return {};
  // By the clock on the wall: of a simulated case none of it passed.
  if (intervals.back().end - intervals.front().end < kCurveFrom) return {};
  return curve_of(result.samples, intervals, result.telemetry.samples.value_or(SampleTelemetry{}));
}

}  // namespace assay::measure
