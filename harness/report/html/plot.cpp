// Titles of axes stand at their ends, level, so that a phone has room for them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace assay::report::html {
namespace {

constexpr double kTickLength = 4, kLetterHeight = 11, kGap = 3;
constexpr double kColumnsPerUnit = 2;

/// Points of one column of pixels, reduced to what can be seen of them.
class Column {
 public:
  bool empty() const { return count_ == 0; }
  double at() const { return column_; }
  void add(double column, double x, double y) {
    if (count_++ == 0) {
      column_ = column;
      first_ = lowest_ = highest_ = {x, y};
    }
    if (y < lowest_.second) lowest_ = {x, y};
    if (y > highest_.second) highest_ = {x, y};
    last_ = {x, y};
  }
  // In the order in which they came.
  void write(std::string& path, bool begins) {
    std::pair<double, double> points[] = {first_, lowest_, highest_, last_};
    std::stable_sort(std::begin(points), std::end(points),
                     [](const auto& one, const auto& other) { return one.first < other.first; });
    const auto* end = std::unique(std::begin(points), std::end(points));
    ends_alone_ = begins && end == std::begin(points) + 1;
    for (const auto* one = std::begin(points); one != end; ++one) {
      path += fmt::format("{}{} {}", begins ? 'M' : 'L', number(one->first), number(one->second));
      begins = false;
    }
    count_ = 0;
  }

  // What was written is a single point, which only a line without length shows.
  bool ends_alone() const { return ends_alone_; }

 private:
  std::size_t count_ = 0;
  bool ends_alone_ = false;
  double column_ = 0;
  std::pair<double, double> first_, lowest_, highest_, last_;
};

}  // namespace

FittedAxis fitted_axis(std::string_view title, std::string_view unit, Interval values,
                       Interval pixels, std::size_t ticks) {
  const AxisUnit shown = axis_unit(std::max(std::abs(values.low), std::abs(values.high)), unit);
  const Interval range =
      to_round_ticks({values.low / shown.factor, values.high / shown.factor}, ticks);
  const char* comma = title.empty() || shown.name.empty() ? "" : ", ";
  const auto name = fmt::format("{}{}{}", title, comma, shown.name);
  FittedAxis fitted{.axis = {.title = name, .scale = Scale::linear(range, pixels), .ticks = {}},
                    .factor = 1 / shown.factor};
  for (const double tick : round_ticks(range, ticks)) {
    fitted.axis.ticks.push_back({tick, fmt::format("{:.6g}", tick)});
  }
  return fitted;
}

Element drawing(double width, double height, std::string_view words) {
  return Element("svg")
      .set("viewBox", fmt::format("0 0 {} {}", number(width), number(height)))
      .set("role", "img")
      .set("aria-label", words)
      .add(Element("title").text(words));
}

Element line(double x1, double y1, double x2, double y2, Literal classes) {
  return with_class("line", classes).set("x1", x1).set("y1", y1).set("x2", x2).set("y2", y2);
}

Element label(double x, double y, Literal anchor, std::string_view text) {
  return Element("text").set("x", x).set("y", y).set("text-anchor", anchor.view()).text(text);
}

Element axes(const Area& area, const Axis& x, const Axis& y) {
  Element group = with_class("g", "axes");
  for (const auto& tick : y.ticks) {
    if (!y.scale.holds(tick.value)) continue;
    const double at = y.scale.at(tick.value);
    group.add(line(area.left, at, area.right, at, "grid"));
    group.add(label(area.left - kTickLength, at + kLetterHeight / 3, "end", tick.label));
  }
  for (const auto& tick : x.ticks) {
    if (!x.scale.holds(tick.value)) continue;
    const double at = x.scale.at(tick.value);
    group.add(line(at, area.bottom, at, area.bottom + kTickLength, "tick"));
    group.add(label(at, area.bottom + kTickLength + kLetterHeight, "middle", tick.label));
  }
  group.add(line(area.left, area.bottom, area.right, area.bottom, "axis"));
  group.add(label(kGap, kLetterHeight, "start", y.title));
  group.add(
      label(area.right, area.bottom + kTickLength + 2 * kLetterHeight + kGap, "end", x.title));
  return group;
}

Element figure(std::string_view caption, Element drawing) {
  return Element("figure").add(Element("figcaption").text(caption)).add(std::move(drawing));
}

std::string path_of(const std::vector<double>& x, const std::vector<double>& y, const Scale& across,
                    const Scale& upwards) {
  std::string path;
  Column column;
  bool begins = true;
  const auto write_column = [&] {
    if (column.empty()) return;
    column.write(path, begins);
    begins = false;
  };
  const auto end_line = [&] {
    write_column();
    if (!begins && column.ends_alone()) path += "h0";
    begins = true;
  };
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i])) {
      end_line();
      continue;
    }
    const double at = across.at(x[i]), which = std::floor(at * kColumnsPerUnit);
    if (!column.empty() && which != column.at()) write_column();
    column.add(which, at, upwards.at(y[i]));
  }
  end_line();
  return path;
}

}  // namespace assay::report::html
