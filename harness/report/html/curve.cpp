// Points closer together than a pixel are thinned by path_of, gaps are kept.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/report/html/plot.hpp"

namespace assay::report::html {
namespace {

constexpr double kLeastSpan = 0.05;  // of the largest value
constexpr std::size_t kTicksAcross = 6, kTicksUpwards = 5;

Interval at_least(Interval values, double span) {
  const double missing = span - (values.high - values.low);
  if (missing <= 0) return values;
  return {values.low - missing / 2, values.high + missing / 2};
}

std::vector<double> scaled(const std::vector<double>& values, double factor) {
  std::vector<double> all;
  for (const double value : values) all.push_back(value * factor);
  return all;
}

Element spans(const Curve& curve, const Scale& across, double factor, const Area& area) {
  Element group = with_class("g", "shaded");
  for (const auto& span : curve.shaded) {
    const double left = across.at(span.low * factor), right = across.at(span.high * factor);
    group.add(Element("rect")
                  .set("x", left)
                  .set("width", std::max(right - left, 1.0))
                  .set("y", area.top)
                  .set("height", area.bottom - area.top));
  }
  return group.add(Element("title").text(curve.shaded_because));
}

std::string words_of(const Curve& curve, const Interval& extent, double seconds) {
  const AxisUnit unit =
      axis_unit(std::max(std::abs(extent.low), std::abs(extent.high)), curve.unit);
  return fmt::format("{}: {:.4g} to {:.4g} {} over {:.4g} s", curve.title, extent.low / unit.factor,
                     extent.high / unit.factor, unit.name, seconds);
}

}  // namespace

Element curve_figure(const Curve& curve) {
  const auto extent = extent_of(curve.values);
  const auto time = extent_of(curve.at_s);
  if (!extent || !time) {
    return with_class("p", "quiet").text(fmt::format("{}: not read", curve.title));
  }
  const Area area;
  const double largest = std::max(std::abs(extent->low), std::abs(extent->high));
  const auto y = fitted_axis(curve.title, curve.unit, at_least(*extent, largest * kLeastSpan),
                             area.upwards(), kTicksUpwards);
  const auto x = fitted_axis("time", "s", *time, area.across(), kTicksAcross);
  const auto words = words_of(curve, *extent, time->high - time->low);
  Element chart = drawing(kChartWidth, kChartHeight, words);
  if (!curve.shaded.empty()) chart.add(spans(curve, x.axis.scale, x.factor, area));
  chart.add(axes(area, x.axis, y.axis));
  chart.add(with_class("path", "line")
                .set("d", path_of(scaled(curve.at_s, x.factor), scaled(curve.values, y.factor),
                                  x.axis.scale, y.axis.scale)));
  return figure(words, std::move(chart));
}

}  // namespace assay::report::html
