// Where on a chart does a value lie, and which round values are worth a tick?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::report::html {

struct Interval {
  double low = 0, high = 0;
};

/// From the least to the greatest of the values that are finite; absent where none is.
std::optional<Interval> extent_of(const std::vector<double>& values);

/// Of values that are all the same a little to both sides, so that it has a length.
Interval widened(Interval values);

class Scale {
 public:
  /// `pixels.low` is where `values.low` lies, so it may be the larger one. Both intervals are
  /// finite and `values` has a length.
  static Scale linear(Interval values, Interval pixels);
  /// `values` are above zero.
  static Scale logarithmic(Interval values, Interval pixels);

  /// What lies outside is put on the border it is beyond. `value` is no NaN.
  double at(double value) const;
  bool holds(double value) const { return value >= values_.low && value <= values_.high; }
  const Interval& values() const { return values_; }
  const Interval& pixels() const { return pixels_; }

 private:
  Scale(Interval values, Interval pixels, bool logarithmic)
      : values_(values), pixels_(pixels), logarithmic_(logarithmic) {}

  Interval values_, pixels_;
  bool logarithmic_;
};

/// Multiples of 1, 2 or 5 times a power of ten within the interval, at most so many, two at least.
std::vector<double> round_ticks(Interval values, std::size_t at_most);

/// Powers of ten within the interval, which is above zero; every so many that they are at most so
/// many.
std::vector<double> decade_ticks(Interval values, std::size_t at_most);

/// The interval, made longer so that it begins and ends at a round tick.
Interval to_round_ticks(Interval values, std::size_t at_most);

/// One unit for a whole axis: 9.9e14 FLOP/s gives {1e12, "TFLOP/s"}.
struct AxisUnit {
  double factor = 1;
  std::string name;

  /// "750", "0.5".
  std::string shown(double value) const;
};
AxisUnit axis_unit(double largest, std::string_view unit);

}  // namespace assay::report::html
