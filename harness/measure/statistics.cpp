// Order statistics of the samples.
#include "harness/measure/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "harness/core/words.hpp"

namespace assay::measure {
namespace {

constexpr double kConfidence = 0.95;

double quantile(const std::vector<double>& sorted, double fraction) {
  const double position = fraction * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double weight = position - static_cast<double>(below);
  return sorted[below] + weight * (sorted[above] - sorted[below]);
}

/// Ranks counted from zero: the interval is [sorted[rank], sorted[count - 1 - rank]].
struct MedianInterval {
  std::size_t rank = 0;
  double coverage = 0;
};

// P(B <= k) for B binomial(n, 1/2) is the chance that the median lies below the order statistic of
// rank k, and by symmetry above the one of rank n - 1 - k.
MedianInterval median_interval(std::size_t count) {
  const double n = static_cast<double>(count);
  // Twelve standard deviations below the centre: what is left out is below 1e-30.
  auto k = static_cast<std::size_t>(std::max(0.0, std::floor(n / 2 - 6 * std::sqrt(n))));
  const auto as_double = static_cast<double>(k);
  double probability = std::exp(std::lgamma(n + 1) - std::lgamma(as_double + 1) -
                                std::lgamma(n - as_double + 1) - n * std::log(2.0));
  double below = probability;
  MedianInterval interval{.rank = k, .coverage = 1 - 2 * below};
  while (true) {
    probability *= (n - static_cast<double>(k)) / static_cast<double>(k + 1);
    below += probability;
    if (1 - 2 * below < kConfidence) return interval;
    ++k;
    interval = {.rank = k, .coverage = 1 - 2 * below};
  }
}

}  // namespace

Statistics summarise(std::span<const double> values) {
  if (values.empty()) throw std::logic_error("statistics of no samples");
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());

  Statistics statistics{.count = sorted.size(),
                        .median = quantile(sorted, 0.5),
                        .q1 = quantile(sorted, 0.25),
                        .q3 = quantile(sorted, 0.75),
                        .minimum = sorted.front(),
                        .maximum = sorted.back()};
  statistics.relative_iqr = (statistics.q3 - statistics.q1) / statistics.median;
  const MedianInterval interval = median_interval(sorted.size());
  statistics.interval_low = sorted[interval.rank];
  statistics.interval_high = sorted[sorted.size() - 1 - interval.rank];
  statistics.interval_confidence = std::clamp(interval.coverage, 0.0, kConfidence);
  return statistics;
}

double value_of(Quantity quantity, const Work& work, std::uint64_t iterations, Seconds sample) {
  const double launches = static_cast<double>(iterations);
  switch (quantity) {
    case Quantity::bandwidth:
    case Quantity::bus_bandwidth:
      return work.bytes * launches / sample.count();
    case Quantity::throughput:
    case Quantity::rate:
      return work.flop * launches / sample.count();
    case Quantity::latency:
      return sample.count() / (launches * work.steps);
    case Quantity::count:
    case Quantity::capacity:
      break;  // counted, not timed
  }
  throw std::logic_error("Quantity out of range");
}

void summarise_case(CaseResult& result, std::span<const double> clocks_hz) {
  const Quantity quantity = result.planned.kernel->description().quantity;
  std::vector<double> values = result.samples;
  if (!is_counted(quantity)) {
    for (double& value : values) {
      value = value_of(quantity, result.planned.work, result.planned.iterations, Seconds(value));
    }
  }
  result.statistics = summarise(values);
  if (clocks_hz.empty()) return;
  auto& telemetry = result.telemetry;
  const Statistics clocks = summarise(clocks_hz);
  telemetry.clock_hz = clocks.median;
  telemetry.clock_minimum_hz = clocks.minimum;
  telemetry.clock_maximum_hz = clocks.maximum;
}

}  // namespace assay::measure
