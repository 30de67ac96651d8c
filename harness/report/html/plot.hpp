// What do all charts with two axes have in common?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>
#include <vector>

#include "harness/report/html/element.hpp"
#include "harness/report/html/scale.hpp"

namespace assay::report::html {

/// A chart as it is drawn, in units of its own that a browser stretches to the width it has:
/// letters of 11 are legible on a screen 320 pixels wide.
inline constexpr double kChartWidth = 360, kChartHeight = 200;

/// Where the values lie; labels stand around it.
struct Area {
  double left = 46, right = 350, top = 24, bottom = 166;

  Interval across() const { return {left, right}; }
  Interval upwards() const { return {bottom, top}; }
};

struct Tick {
  double value = 0;
  std::string label;
};

struct Axis {
  std::string title;  ///< with its unit
  Scale scale;
  std::vector<Tick> ticks;
};

/// An axis of values from and to a round tick, in their best unit; `values` are given in `unit`.
/// Beside the axis the factor by which values become what its scale takes.
struct FittedAxis {
  Axis axis;
  double factor = 1;
};
FittedAxis fitted_axis(std::string_view title, std::string_view unit, Interval values,
                       Interval pixels, std::size_t ticks);

/// An empty drawing that says in words what it shows.
Element drawing(double width, double height, std::string_view words);

/// Lines, ticks and titles of both.
Element axes(const Area& area, const Axis& x, const Axis& y);

Element line(double x1, double y1, double x2, double y2, Literal classes);

/// `anchor`: "start", "middle" or "end" of the text is at the place.
Element label(double x, double y, Literal anchor, std::string_view text);

/// The drawing with its caption above it.
Element figure(std::string_view caption, Element drawing);

/// The way of an SVG path through the points; it is interrupted where a value is no number. Of the
/// points that share a column of half a unit only the first, the lowest, the highest and the last
/// are kept. `x` rises; both are as long.
std::string path_of(const std::vector<double>& x, const std::vector<double>& y, const Scale& across,
                    const Scale& upwards);

}  // namespace assay::report::html
