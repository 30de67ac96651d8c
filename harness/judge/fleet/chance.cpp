// Student's t by the continued fraction of the incomplete beta function (DLMF 8.17.22).
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/fleet/chance.hpp"

#include <cmath>

namespace assay::judge {
namespace {

// The MAD of an odd number is told by one value less: its own median is at no distance from itself.
constexpr double kFreedomPerValue = 0.4, kMoreIfEven = 0.8, kMoreIfOdd = 0.3;
// Beyond, t and the normal distribution are the same at every level that is asked for.
constexpr double kNormalFrom = 1e5;

// Evaluated from the front (Lentz's method); `x` below (a + 1) / (a + b + 2) converges at once.
double beta_fraction(double x, double a, double b) {
  constexpr double kLeast = 1e-300, kExact = 1e-14;
  constexpr int kMostTerms = 500;
  const auto term = [&](int j) {
    const double m = j / 2;
    if (j % 2 == 0) return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
  };
  double value = 1, above = 1, below = 0;
  for (int j = 1; j < kMostTerms; ++j) {
    const double d = term(j);
    below = 1 + d * below;
    below = 1 / (std::abs(below) < kLeast ? kLeast : below);
    above = 1 + d / above;
    if (std::abs(above) < kLeast) above = kLeast;
    value *= above * below;
    if (std::abs(above * below - 1) < kExact) break;
  }
  return value;
}

// Of x = 1 - y; both are given, as the smaller of them would be lost in a difference.
double regular_beta(double x, double y, double a, double b) {
  const double log_front =
      a * std::log(x) + b * std::log(y) + std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b);
  if (x < (a + 1) / (a + b + 2)) return std::exp(log_front) / (a * beta_fraction(x, a, b));
  return 1 - std::exp(log_front) / (b * beta_fraction(y, b, a));
}

}  // namespace

double chance_beyond(double deviations, std::size_t count) {
  if (deviations <= 0) return 1;
  const double freedom =
      kFreedomPerValue * static_cast<double>(count) + (count % 2 == 0 ? kMoreIfEven : kMoreIfOdd);
  if (freedom > kNormalFrom) return std::erfc(deviations / std::sqrt(2.0));
  const double square = deviations * deviations, all = freedom + square;
  return regular_beta(freedom / all, square / all, freedom / 2, 0.5);
}

double deviations_for(double chance, std::size_t count) {
  double low = 0, high = 1;
  while (chance_beyond(high, count) > chance && high < 1e12) high *= 2;
  constexpr int kSteps = 60;
  for (int i = 0; i < kSteps; ++i) {
    const double middle = (low + high) / 2;
    (chance_beyond(middle, count) > chance ? low : high) = middle;
  }
  return high;
}

}  // namespace assay::judge
