// How does a reading go second by second?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/report/html/element.hpp"
#include "harness/report/html/scale.hpp"

namespace assay::report::html {

struct Curve {
  std::string title;                  ///< "SM clock"
  std::string unit;                   ///< "Hz"
  std::vector<double> at_s;           ///< rising
  std::vector<double> values;         ///< one for each; NaN: not read, a gap in the line
  std::vector<Interval> shaded = {};  ///< spans of time, s
  std::string shaded_because = {};    ///< what they are, in words
};

/// A small chart with its caption. Where no value is a number it says so instead. The scale of the
/// values spans 5 % of them at least, so that noise does not look like a fall.
Element curve_figure(const Curve& curve);

}  // namespace assay::report::html
