// Counters as curves that are straight between what is known of them.
#include "harness/measure/telemetry/counter.hpp"

#include <algorithm>
#include <cstddef>

namespace assay::measure {
namespace {

using Time = std::chrono::steady_clock::time_point;
using Knots = std::vector<CounterReading>;

bool falls(std::span<const CounterReading> readings) {
  return !std::is_sorted(
      readings.begin(), readings.end(),
      [](const CounterReading& a, const CounterReading& b) { return a.value < b.value; });
}

/// The straight line through the two knots around `time`, or the two next to it.
double at(const Knots& knots, Time time) {
  const auto above = std::upper_bound(knots.begin() + 1, knots.end() - 1, time,
                                      [](Time t, const CounterReading& k) { return t < k.time; });
  const auto below = above - 1;
  const double share = Seconds(time - below->time) / Seconds(above->time - below->time);
  return below->value + share * (above->value - below->value);
}

double sum(const Knots& knots, std::span<const SampleInterval> samples, Time from, Time to) {
  double total = 0;
  for (const SampleInterval& sample : samples) {
    total +=
        at(knots, std::clamp(sample.end, from, to)) - at(knots, std::clamp(sample.begin, from, to));
  }
  return total;
}

/// The moments at which the counter was first seen at a new value.
Knots steps(std::span<const CounterReading> readings) {
  Knots knots;
  for (std::size_t i = 1; i < readings.size(); ++i) {
    if (readings[i].value != readings[i - 1].value) knots.push_back(readings[i]);
  }
  return knots;
}

}  // namespace

std::optional<double> stepping_rise(std::span<const CounterReading> readings,
                                    std::span<const SampleInterval> samples) {
  if (samples.empty() || falls(readings)) return std::nullopt;
  const Knots knots = steps(readings);
  if (knots.size() < 2) return std::nullopt;
  Time::duration longest{};
  for (std::size_t i = 1; i < knots.size(); ++i) {
    longest = std::max(longest, knots[i].time - knots[i - 1].time);
  }
  const Time from = knots.front().time - 2 * longest, to = knots.back().time + 2 * longest;
  if (samples.front().begin < from || samples.back().end > to) return std::nullopt;
  return sum(knots, samples, from, to);
}

std::optional<double> rise(std::span<const CounterReading> readings,
                           std::span<const SampleInterval> samples) {
  if (readings.size() < 2 || falls(readings)) return std::nullopt;
  const Knots knots(readings.begin(), readings.end());
  return sum(knots, samples, knots.front().time, knots.back().time);
}

}  // namespace assay::measure
