// One constant per length, from simulation; the shape of the tail is that of a normal variable's
// greatest absolute value. SPDX-License-Identifier: Apache-2.0
#include "harness/judge/trend/significance.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/judge/trend/normal_scores.hpp"
#include "harness/judge/trend/scan.hpp"

namespace assay::judge {
namespace {

// Chance = factor * clarity * exp(-clarity^2 / 2), the leading term for the greatest of many
// correlated normal variables (Siegmund 1985, "Sequential analysis", ch. 11), whose factor grows
// with the number of windows and splits. Simulated with scripts/bench/trend_accuracy --calibrate:
// right at a chance of 0.05.
double factor_of(std::size_t count) {
  constexpr double kPerPoint = 0.155, kOffset = 0.9;
  return kPerPoint * static_cast<double>(count) - kOffset;
}

// Ranks are bounded, so that great clarities are rarer than those of a normal variable. The
// simulation went to 1e-5; what is rarer gets no further discount.
double discount(double chance) {
  constexpr double kRight = 0.05, kSimulated = 1e-5, kPower = 0.07;
  return chance >= kRight ? 1 : std::pow(std::max(chance, kSimulated) / kRight, kPower);
}

// Mean square of the differences of values so many apart within a level, without the greatest
// tenth.
double trimmed_square(std::span<const double> values, std::span<const std::uint32_t> splits,
                      std::size_t lag) {
  std::vector<double> squares;
  std::size_t begin = 0, next = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (next < splits.size() && splits[next] == i) begin = splits[next++];
    if (i < begin + lag) continue;
    squares.push_back((values[i] - values[i - lag]) * (values[i] - values[i - lag]));
  }
  if (squares.empty()) return 0;
  const std::size_t kept = squares.size() - squares.size() / 10;
  std::nth_element(squares.begin(), squares.begin() + static_cast<std::ptrdiff_t>(kept - 1),
                   squares.end());
  double sum = 0;
  for (std::size_t i = 0; i < kept; ++i) sum += squares[i];
  return sum / static_cast<double>(kept);
}

// The step's part is the greater one: drifts are rarer, and most show as a step as well.
constexpr double kDriftPart = 0.25;

}  // namespace

double chance_of_clarity(double clarity, std::size_t count) {
  if (clarity <= 1) return 1;  // below its greatest value the formula falls again
  const double chance = factor_of(count) * clarity * std::exp(-clarity * clarity / 2);
  return std::min(1.0, chance * discount(chance));
}

double clarity_of_chance(double chance, std::size_t count) {
  double low = 1, high = 40;
  constexpr int kHalvings = 60;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (chance_of_clarity(middle, count) > chance ? low : high) = middle;
  }
  return high;
}

double resemblance(std::span<const double> values, std::span<const std::uint32_t> splits) {
  constexpr std::size_t kFar = 4, kFewest = 24;
  if (values.size() < kFewest) return 1;
  const double near = trimmed_square(values, splits, 1);
  const double far = trimmed_square(values, splits, kFar);
  if (near >= far) return 1;
  // Of a chain in which each night resembles the one before by r, far / near = 1 + r + r^2 + r^3.
  constexpr double kMost = 0.9;
  double low = 0, high = kMost;
  constexpr int kHalvings = 30;
  for (int i = 0; i < kHalvings; ++i) {
    const double r = (low + high) / 2;
    ((1 + r + r * r + r * r * r) * near < far ? low : high) = r;
  }
  constexpr double kNoise = 2.5;  // of independent nights 5 % exceed kNoise / sqrt(count)
  if (low < kNoise / std::sqrt(static_cast<double>(values.size()))) return 1;
  return std::sqrt((1 + low) / (1 - low));
}

double joint_chance(double step_chance, double drift_chance) {
  return std::min({1.0, step_chance / (1 - kDriftPart), drift_chance / kDriftPart});
}
double step_share(double chance) {
  return chance * (1 - kDriftPart);
}
double drift_share(double chance) {
  return chance * kDriftPart;
}

}  // namespace assay::judge
