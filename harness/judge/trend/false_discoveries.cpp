// The step-up procedure: the last chance that lies below its line.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/trend/false_discoveries.hpp"

#include <algorithm>

namespace assay::judge {

double believable_chance(std::vector<double> chances, std::size_t count, double rate) {
  if (count == 0) return rate;
  std::sort(chances.begin(), chances.end());
  const double each = rate / static_cast<double>(count);
  double limit = each;
  for (std::size_t i = 0; i < chances.size(); ++i) {
    const double line = each * static_cast<double>(i + 1);
    if (chances[i] <= line) limit = line;
  }
  return limit;
}

}  // namespace assay::judge
