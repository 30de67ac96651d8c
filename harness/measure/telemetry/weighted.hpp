// Mean, median and maximum of values that count for different lengths of time.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace assay::measure {

class WeightedMean {
 public:
  void add(double value, double weight) {
    if (weight <= 0) return;
    weight_ += weight;
    mean_ += (value - mean_) * (weight / weight_);  // exact where all values are the same
  }
  std::optional<double> value() const {
    if (weight_ <= 0) return std::nullopt;
    return mean_;
  }

 private:
  double mean_ = 0, weight_ = 0;
};

class WeightedMedian {
 public:
  void add(double value, double weight) {
    if (weight > 0) values_.emplace_back(value, weight);
  }
  /// The smallest value that, with all below it, has at least half the weight.
  std::optional<double> value() {
    if (values_.empty()) return std::nullopt;
    std::sort(values_.begin(), values_.end());
    double total = 0;
    for (const auto& [value, weight] : values_) total += weight;
    double below = 0;
    for (const auto& [value, weight] : values_) {
      below += weight;
      if (below >= total / 2) return value;
    }
    return values_.back().first;
  }

 private:
  std::vector<std::pair<double, double>> values_;
};

}  // namespace assay::measure
