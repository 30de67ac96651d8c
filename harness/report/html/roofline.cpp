// One roof a type: the best of its peaks. Their names stand beside them, none over another.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/roofline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "harness/core/units.hpp"
#include "harness/core/words.hpp"
#include "harness/report/case_cells.hpp"
#include "harness/report/html/plot.hpp"
#include "harness/report/html/table.hpp"

namespace assay::report::html {
namespace {

using document::Roofline;
using document::RooflinePeak;

constexpr Area kArea{.left = 46, .right = 214, .top = 24, .bottom = 196};
constexpr double kHeight = 232, kLetterHeight = 10, kPointRadius = 3;
constexpr std::size_t kTicks = 6;
constexpr double kMargin = 2;  // a factor on both sides

bool is_positive(double value) {
  return std::isfinite(value) && value > 0;
}

std::vector<const RooflinePeak*> best_of_types(const Roofline& roofline) {
  std::vector<const RooflinePeak*> best;
  for (const auto& peak : roofline.peaks) {
    if (!is_positive(peak.rate) || !is_positive(peak.ridge)) continue;
    const auto found = std::find_if(best.begin(), best.end(),
                                    [&](const auto* one) { return one->type == peak.type; });
    if (found == best.end()) {
      best.push_back(&peak);
    } else if (peak.rate > (*found)->rate) {
      *found = &peak;
    }
  }
  std::stable_sort(best.begin(), best.end(),
                   [](const auto* one, const auto* other) { return one->rate > other->rate; });
  return best;
}

struct Ranges {
  Interval intensity, rate;
};

Ranges ranges_of(const Roofline& roofline, const std::vector<const RooflinePeak*>& peaks) {
  std::vector<double> intensities, rates;
  for (const auto* peak : peaks) {
    intensities.push_back(peak->ridge);
    rates.push_back(peak->rate);
  }
  for (const auto& point : roofline.points) {
    if (!is_positive(point.intensity) || !is_positive(point.rate)) continue;
    intensities.push_back(point.intensity);
    rates.push_back(point.rate);
  }
  const Interval x = *extent_of(intensities), y = *extent_of(rates);
  return {{x.low / kMargin, x.high * kMargin}, {y.low / kMargin, y.high * kMargin}};
}

Axis logarithmic_axis(std::string title, const AxisUnit& shown, Interval values, Interval pixels) {
  Axis axis{.title = fmt::format("{}, {}", title, shown.name),
            .scale = Scale::logarithmic(values, pixels),
            .ticks = {}};
  for (const double tick : decade_ticks(values, kTicks)) {
    axis.ticks.push_back({tick, shown.shown(tick)});
  }
  return axis;
}

// Names side by side with their lines, moved down where they would touch.
void add_names(Element& chart, const std::vector<const RooflinePeak*>& peaks,
               const Scale& upwards) {
  double lowest_used = kArea.top - kLetterHeight;
  for (const auto* peak : peaks) {
    const double line_at = upwards.at(peak->rate);
    const double at = std::max(line_at, lowest_used + kLetterHeight);
    lowest_used = at;
    chart.add(line(kArea.right, line_at, kArea.right + 8, at, "leader"));
    chart.add(
        label(kArea.right + 10, at + kLetterHeight / 3, "start",
              fmt::format("{} {}", to_string(peak->type),
                          format_quantity(peak->rate, unit_of(Quantity::throughput, peak->type)))));
  }
}

void add_roofs(Element& chart, const Roofline& roofline,
               const std::vector<const RooflinePeak*>& peaks, const Scale& across,
               const Scale& upwards) {
  const double from = std::max(across.values().low, upwards.values().low / roofline.memory.rate);
  const double to = peaks.front()->ridge;
  chart.add(line(across.at(from), upwards.at(from * roofline.memory.rate), across.at(to),
                 upwards.at(to * roofline.memory.rate), "memory"));
  for (const auto* peak : peaks) {
    const double at = upwards.at(peak->rate);
    chart.add(line(across.at(peak->ridge), at, kArea.right, at, "roof"));
  }
}

void add_points(Element& chart, const Roofline& roofline, const Scale& across,
                const Scale& upwards) {
  for (const auto& point : roofline.points) {
    if (!is_positive(point.intensity) || !is_positive(point.rate)) continue;
    const auto words = fmt::format("{}: {:.1f} % of its roof", point.case_name, 100 * point.share);
    chart.add(with_class("circle", "point")
                  .set("cx", across.at(point.intensity))
                  .set("cy", upwards.at(point.rate))
                  .set("r", kPointRadius)
                  .add(Element("title").text(words)));
  }
}

// "gemm.bf16 8192^3 sustained"; a name of no case as it is.
std::string product_of(const document::Document& document, const std::string& case_name) {
  for (const auto& record : document.cases) {
    if (record.name != case_name) continue;
    return fmt::format("{} {}", record.kernel, short_parameters(record, false));
  }
  return case_name;
}

}  // namespace

Element roofline_figure(const Roofline& roofline) {
  const auto peaks = best_of_types(roofline);
  if (peaks.empty() || !is_positive(roofline.memory.rate)) {
    return with_class("p", "quiet").text("Roofline: no rate to draw one");
  }
  const auto ranges = ranges_of(roofline, peaks);
  const Axis x = logarithmic_axis("intensity", {1, "FLOP/B"}, ranges.intensity, kArea.across());
  const Axis y =
      logarithmic_axis("rate", axis_unit(ranges.rate.high, "FLOP/s"), ranges.rate, kArea.upwards());
  const auto words = fmt::format("Roofline of {}: memory {}, {} products under {} roofs",
                                 roofline.device, format_quantity(roofline.memory.rate, "B/s"),
                                 roofline.points.size(), peaks.size());
  Element chart = drawing(kChartWidth, kHeight, words);
  chart.add(axes(kArea, x, y));
  add_roofs(chart, roofline, peaks, x.scale, y.scale);
  add_names(chart, peaks, y.scale);
  add_points(chart, roofline, x.scale, y.scale);
  return figure(words, std::move(chart));
}

Element roofline_table(const document::Document& document, const Roofline& roofline) {
  PageTable table{.columns = {{"product", Align::left},
                              {"FLOP/B", Align::right},
                              {"rate", Align::right},
                              {"roof", Align::right},
                              {"of its roof", Align::right}}};
  for (const auto& point : roofline.points) {
    table.row({product_of(document, point.case_name), fmt::format("{:.4g}", point.intensity),
               format_quantity(point.rate, "FLOP/s"), format_quantity(point.roof, "FLOP/s"),
               fmt::format("{:.1f} %", 100 * point.share)});
  }
  return table_element("Products under the roof", table);
}

}  // namespace assay::report::html
