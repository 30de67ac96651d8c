// Smoothed clock against the level of the case.
#include "harness/measure/telemetry/moving.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include "harness/measure/telemetry/weighted.hpp"

namespace assay::measure {
namespace {

constexpr Seconds kToEachSide{0.05};
constexpr double kPeriodsToEachSide = 2.5;
constexpr double kDeviation = 0.015;

/// One value for each reading, absent where the clock is.
std::vector<std::optional<double>> smooth(std::span<const Reading> readings, Seconds side) {
  std::vector<std::optional<double>> smoothed(readings.size());
  double sum = 0;
  std::size_t count = 0, begin = 0, end = 0;
  const auto add = [&](const Reading& reading, int sign) {
    if (!reading.clock_hz) return;
    sum += sign * *reading.clock_hz;
    count += static_cast<std::size_t>(sign);
  };
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const auto time = readings[i].time;
    while (end < readings.size() && readings[end].time - time <= side) add(readings[end++], +1);
    while (time - readings[begin].time > side) add(readings[begin++], -1);
    if (readings[i].clock_hz) smoothed[i] = sum / static_cast<double>(count);
  }
  return smoothed;
}

}  // namespace

std::vector<bool> moving(const Timeline& timeline, std::span<const SampleInterval> samples,
                         Seconds period) {
  const auto smoothed =
      smooth(timeline.readings(), std::max(kToEachSide, kPeriodsToEachSide * period));
  if (samples.empty()) return {};
  const auto middle = samples.front().begin + (samples.back().end - samples.front().begin) / 2;

  WeightedMedian whole, late;
  std::vector<std::optional<double>> of_sample;
  of_sample.reserve(samples.size());
  for (const SampleInterval& sample : samples) {
    WeightedMean mean;
    timeline.for_each_part(sample, [&](const Timeline::Part& part) {
      if (!smoothed[part.reading]) return;
      mean.add(*smoothed[part.reading], part.weight);
      whole.add(*smoothed[part.reading], part.weight);
      if (sample.end >= middle) late.add(*smoothed[part.reading], part.weight);
    });
    of_sample.push_back(mean.value());
  }
  const auto second_half = late.value();
  const auto level = second_half ? second_half : whole.value();
  if (!level) return {};
  std::vector<bool> flags;
  flags.reserve(samples.size());
  for (const auto& clock : of_sample) {
    flags.push_back(clock && std::abs(*clock - *level) > kDeviation * *level);
  }
  return flags;
}

}  // namespace assay::measure
