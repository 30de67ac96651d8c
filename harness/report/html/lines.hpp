// How did a value go over days and months, and when did it change?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>
#include <vector>

#include "harness/document/timestamp.hpp"
#include "harness/report/html/element.hpp"
#include "harness/report/html/plot.hpp"
#include "harness/report/html/scale.hpp"

namespace assay::report::html {

/// A change between two moments, with the levels it leads from and to.
struct MarkedChange {
  document::Timestamp after{}, before{};
  double level_before = 0, level_after = 0;
  std::string words = {};  ///< "step -8.2 %"
};

struct History {
  std::string title;
  std::string unit;
  std::vector<document::Timestamp> at;     ///< rising
  std::vector<double> values;              ///< one for each; NaN: a gap
  std::vector<MarkedChange> changes = {};  ///< in order of time
};

/// A chart with its caption. Each change is a number at the top, between two upright lines or on
/// one; the levels beside it are level lines, and below the chart stands what it is.
Element history_figure(const History& history);

/// Midnights (UTC) every so many days that they are at most so many; labels are month and day, with
/// the year at the first and where it changes.
std::vector<Tick> date_ticks(Interval seconds, std::size_t at_most);

}  // namespace assay::report::html
