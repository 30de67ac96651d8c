// What is the middle of many values, and how far do they scatter, whatever a few of them do?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <span>

namespace assay::judge {

struct Robust {
  std::size_t count = 0;
  double median = 0;
  /// Median absolute deviation from it, scaled so that of normal noise it estimates the standard
  /// deviation, of few values too. Up to half of the values may be anything.
  double deviation = 0;
};

/// In linear time; the values are left in another order. Of none it is all zero.
Robust robust_of(std::span<double> values);

/// Median alone, likewise.
double median_of(std::span<double> values);

}  // namespace assay::judge
