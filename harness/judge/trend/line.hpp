// How fast does a level rise or fall, unimpressed by single nights?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <span>

namespace assay::judge {

/// value = at_zero + slope * time.
struct Line {
  double at_zero = 0, slope = 0;
  double slope_low = 0, slope_high = 0;  ///< 95 % interval

  double at(double time) const { return at_zero + slope * time; }
};

/// Median of the slopes between all pairs (Theil 1950; interval by Sen 1968), of at most 64 medians
/// of neighbouring points, so that the cost is linear. Two points or more.
Line line_through(std::span<const double> times, std::span<const double> values);

/// The middle one; of an even number the mean of the two. One value or more.
double median_of(std::span<const double> values);

}  // namespace assay::judge
