// Newton's iteration on the complementary error function; a mixed counter as the lot between ties.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/trend/normal_scores.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace assay::judge {
namespace {

// The finaliser of splitmix64 (Steele, Lea and Flood 2014): neighbours get unrelated numbers.
std::uint64_t lot(std::uint64_t index) {
  std::uint64_t mixed = (index + 1) * 0x9e3779b97f4a7c15U;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
  return mixed ^ (mixed >> 31U);
}

double lower_tail(double x) {
  return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}

}  // namespace

double two_sided_tail(double x) {
  return std::erfc(std::abs(x) / std::numbers::sqrt2);
}

double normal_quantile(double probability) {
  const double tail = std::min(probability, 1 - probability);
  // Where Newton's iteration begins: the leading term of the tail, which lies outside.
  double x = -std::sqrt(std::max(-2 * std::log(2 * tail), 0.0));
  constexpr int kIterations = 60;
  for (int i = 0; i < kIterations; ++i) {
    const double density = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
    // In logarithms, for there the tail is nearly a parabola.
    const double value = lower_tail(x);
    const double step = (std::log(value) - std::log(tail)) * value / density;
    x -= step;
    if (std::abs(step) < 1e-14 * (1 + std::abs(x))) break;
  }
  return probability < 0.5 ? x : -x;
}

std::vector<double> normal_scores(std::size_t count) {
  std::vector<double> scores(count);
  for (std::size_t i = 0; i < (count + 1) / 2; ++i) {
    const bool middle = 2 * i + 1 == count;
    scores[i] =
        middle ? 0 : normal_quantile(static_cast<double>(i + 1) / static_cast<double>(count + 1));
    scores[count - 1 - i] = -scores[i];
  }
  return scores;
}

std::vector<std::uint32_t> rising_order(std::span<const double> values) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (values[a] != values[b]) return values[a] < values[b];
    return lot(a) < lot(b);
  });
  return order;
}

}  // namespace assay::judge
