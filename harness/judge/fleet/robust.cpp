// nth_element twice; the factor for few values is the published one.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/fleet/robust.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace assay::judge {
namespace {

// 1 / the third quartile of the normal distribution.
constexpr double kNormal = 1.482602218505602;

// The MAD of few values falls short of that: Croux and Rousseeuw, "Time-efficient algorithms for
// two highly robust estimators of scale", COMPSTAT 1992.
double factor_for(std::size_t count) {
  constexpr std::array<double, 10> kFew{1,     1,     1.196, 1.495, 1.363,
                                        1.206, 1.200, 1.140, 1.129, 1.107};
  if (count < kFew.size()) return kFew[count];
  const auto n = static_cast<double>(count);
  return n / (n - 0.8);
}

}  // namespace

double median_of(std::span<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

Robust robust_of(std::span<double> values) {
  Robust made{.count = values.size(), .median = median_of(values)};
  for (double& value : values) value = std::abs(value - made.median);
  made.deviation = kNormal * factor_for(values.size()) * median_of(values);
  return made;
}

}  // namespace assay::judge
