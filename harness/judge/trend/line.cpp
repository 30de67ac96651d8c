// Slopes between medians of bins, then the median of what the slope leaves.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/trend/line.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::judge {
namespace {

struct Bins {
  std::vector<double> times, values;
};

Bins bins_of(std::span<const double> times, std::span<const double> values) {
  constexpr std::size_t kMost = 64;
  const std::size_t count = std::min(values.size(), kMost);
  Bins bins;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t begin = i * values.size() / count, end = (i + 1) * values.size() / count;
    bins.times.push_back(median_of(times.subspan(begin, end - begin)));
    bins.values.push_back(median_of(values.subspan(begin, end - begin)));
  }
  return bins;
}

}  // namespace

double median_of(std::span<const double> values) {
  std::vector<double> copy(values.begin(), values.end());
  const auto middle = copy.begin() + static_cast<std::ptrdiff_t>(copy.size() / 2);
  std::nth_element(copy.begin(), middle, copy.end());
  if (copy.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(copy.begin(), middle)) / 2;
}

Line line_through(std::span<const double> times, std::span<const double> values) {
  const Bins bins = bins_of(times, values);
  const std::size_t count = bins.values.size();
  std::vector<double> slopes;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = i + 1; j < count; ++j) {
      const double distance = bins.times[j] - bins.times[i];
      if (distance > 0) slopes.push_back((bins.values[j] - bins.values[i]) / distance);
    }
  }
  if (slopes.empty()) return {.at_zero = median_of(values)};
  std::sort(slopes.begin(), slopes.end());
  const auto n = static_cast<double>(count), pairs = static_cast<double>(slopes.size());
  constexpr double kNormal = 1.96;
  const double wide = kNormal * std::sqrt(n * (n - 1) * (2 * n + 5) / 18);
  const auto rank = [&](double at) {
    return slopes[static_cast<std::size_t>(std::clamp(at, 0.0, pairs - 1))];
  };
  Line line{.slope = median_of(slopes),
            .slope_low = rank(std::floor((pairs - wide) / 2) - 1),
            .slope_high = rank(std::ceil((pairs + wide) / 2))};
  std::vector<double> rest;
  for (std::size_t i = 0; i < values.size(); ++i) {
    rest.push_back(values[i] - line.slope * times[i]);
  }
  line.at_zero = median_of(rest);
  return line;
}

}  // namespace assay::judge
