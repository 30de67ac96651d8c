// Which unit must a figure have, and what can it be at all?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <span>
#include <string_view>

#include "harness/catalogue/metric.hpp"

namespace assay::judge {

/// No value inside stays inside when multiplied or divided by 1000: a test of the table.
struct PhysicalRange {
  std::string_view of;  ///< path of a figure or name of a metric; * stands for one step of it
  std::string_view unit;
  double low = 0, high = 0;

  bool holds(double value) const { return value >= low && value <= high; }
};

std::span<const PhysicalRange> figure_ranges();
std::span<const PhysicalRange> metric_ranges();

/// The most exact entry: the path itself, else with its last step or its middle left open. Null
/// where there is none.
const PhysicalRange* range_of_figure(std::string_view path);

/// Likewise of a metric: the kernel, else its subject. A rate of the tensor cores is held to the
/// range of a GEMM of its type.
const PhysicalRange* range_of_metric(const catalogue::Metric& metric);

}  // namespace assay::judge
