// Places are shares of the width, so that nothing is stretched where the bar becomes wide or
// narrow. SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/bar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace assay::report::html {
namespace {

constexpr double kHeight = 20, kTypicalHeight = 14, kBarHeight = 8;

bool is_drawn(const std::optional<double>& value) {
  return value && std::isfinite(*value) && *value >= 0;
}

class Places {
 public:
  explicit Places(double reference)
      : scale_(Scale::linear({0, reference / kReferencePlace}, {0, 100})) {}

  double of(double value) const { return scale_.at(value); }
  bool holds(double value) const { return scale_.holds(value); }

 private:
  Scale scale_;
};

std::string percent(double place) {
  return number(place) + '%';
}

Element box(double from, double to, double height, Literal classes) {
  return with_class("rect", classes)
      .set("x", percent(from))
      .set("width", percent(to - from))
      .set("y", (kHeight - height) / 2)
      .set("height", height);
}

Element upright(double at, double height, Literal classes) {
  return with_class("line", classes)
      .set("x1", percent(at))
      .set("x2", percent(at))
      .set("y1", (kHeight - height) / 2)
      .set("y2", (kHeight + height) / 2);
}

Element level(const Interval& interval, const Places& places) {
  return with_class("line", "interval")
      .set("x1", percent(places.of(interval.low)))
      .set("x2", percent(places.of(interval.high)))
      .set("y1", kHeight / 2)
      .set("y2", kHeight / 2);
}

void add_measured(Element& drawing, const Bar& bar, const Places& places) {
  if (!is_drawn(bar.measured)) return;
  const double end = places.of(*bar.measured);
  drawing.add(bar.good ? box(0, end, kBarHeight, "value good")
                       : box(0, end, kBarHeight, "value bad"));
  if (bar.interval && is_drawn(bar.interval->low) && is_drawn(bar.interval->high)) {
    drawing.add(level(*bar.interval, places));
  }
  if (!places.holds(*bar.measured)) {
    drawing.add(
        Element("text").set("x", "100%").set("y", kHeight - 5).set("text-anchor", "end").text(">"));
  }
}

}  // namespace

std::optional<double> reference_of(const Bar& bar) {
  const auto best = bar.typical ? std::optional(bar.typical->high) : std::nullopt;
  for (const auto& value : {bar.published, best, bar.lower, bar.upper}) {
    if (is_drawn(value) && *value > 0) return value;
  }
  return std::nullopt;
}

Element bar_drawing(const Bar& bar) {
  const auto reference = reference_of(bar);
  if (!reference) return with_class("span", "quiet").text("nothing to compare with");
  const Places places(*reference);
  Element drawing = with_class("svg", "bar")
                        .set("width", "100%")
                        .set("height", kHeight)
                        .set("role", "img")
                        .set("aria-label", bar.words)
                        .add(Element("title").text(bar.words))
                        .add(box(0, 100, kBarHeight, "track"));
  if (bar.typical && is_drawn(bar.typical->low) && is_drawn(bar.typical->high)) {
    drawing.add(
        box(places.of(bar.typical->low), places.of(bar.typical->high), kTypicalHeight, "typical"));
  }
  add_measured(drawing, bar, places);
  for (const auto& gate : {bar.lower, bar.upper}) {
    if (is_drawn(gate) && places.holds(*gate))
      drawing.add(upright(places.of(*gate), kHeight, "gate"));
  }
  if (is_drawn(bar.published)) {
    drawing.add(upright(places.of(*bar.published), kHeight, "published"));
  }
  return drawing;
}

}  // namespace assay::report::html
