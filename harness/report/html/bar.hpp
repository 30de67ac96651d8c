// How does one metric stand beside what was published, what healthy devices reach, and its gates?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>

#include "harness/report/html/element.hpp"
#include "harness/report/html/scale.hpp"

namespace assay::report::html {

/// All in the unit of the metric; what is absent, infinite or below zero is not drawn.
struct Bar {
  std::optional<double> measured = {};
  std::optional<Interval> interval = {};  ///< of the median
  std::optional<double> published = {};
  std::optional<Interval> typical = {};
  std::optional<double> lower = {}, upper = {};  ///< gates
  std::string words = {};                        ///< the same for those who do not see it
  bool good = true;
};

/// The value that stands at kReferencePlace of the width: what was published, else the best typical
/// one, else a gate, so that bars of one table can be compared; absent: there is nothing to compare
/// with, and no bar.
std::optional<double> reference_of(const Bar& bar);
inline constexpr double kReferencePlace = 0.8;

/// As wide as its place allows. A value beyond the end reaches it, with an arrow.
Element bar_drawing(const Bar& bar);

}  // namespace assay::report::html
