// Times are seconds since 1970 on the axis.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <utility>

namespace assay::report::html {
namespace {

constexpr double kDay = 86400, kLeastSpan = 0.05;
constexpr std::size_t kTicksAcross = 5, kTicksUpwards = 5;
constexpr double kNumberAt = 10;  // above the area, beside the title of its axis

double seconds_of(document::Timestamp moment) {
  return static_cast<double>(moment.time_since_epoch().count());
}

std::string date_of(document::Timestamp moment) {
  return document::to_string(moment).substr(0, sizeof "2026-01-31" - 1);
}

document::Timestamp moment_of(double seconds) {
  return document::Timestamp(std::chrono::seconds(std::llround(seconds)));
}

Interval value_range(const History& history) {
  std::vector<double> all = history.values;
  for (const auto& change : history.changes) {
    all.push_back(change.level_before);
    all.push_back(change.level_after);
  }
  Interval range = *extent_of(all);
  const double least = kLeastSpan * std::max(std::abs(range.low), std::abs(range.high));
  const double missing = std::max(0.0, least - (range.high - range.low));
  return {range.low - missing / 2, range.high + missing / 2};
}

class Chart {
 public:
  Chart(const History& history, const Scale& across, const FittedAxis& upwards, const Area& area)
      : history_(history), across_(across), upwards_(upwards), area_(area) {}

  Element path() const {
    std::vector<double> x, y;
    for (const auto& at : history_.at) x.push_back(seconds_of(at));
    for (const double value : history_.values) y.push_back(value * upwards_.factor);
    return with_class("path", "line").set("d", path_of(x, y, across_, upwards_.axis.scale));
  }

  // From the change before to the one after it.
  Element level(double value, double from, double to) const {
    const double at = upwards_.axis.scale.at(value * upwards_.factor);
    return line(across_.at(from), at, across_.at(to), at, "level");
  }

  Element change(std::size_t index) const {
    const auto& one = history_.changes[index];
    const double left = across_.at(seconds_of(one.after)),
                 right = across_.at(seconds_of(one.before));
    Element group = with_class("g", "change").add(Element("title").text(one.words));
    group.add(line(left, area_.top, left, area_.bottom, "change"));
    if (right - left >= 1) group.add(line(right, area_.top, right, area_.bottom, "change"));
    group.add(label((left + right) / 2, kNumberAt, "middle", fmt::format("{}", index + 1)));
    const double from =
        index == 0 ? across_.values().low : seconds_of(history_.changes[index - 1].before);
    const bool last = index + 1 == history_.changes.size();
    const double to = last ? across_.values().high : seconds_of(history_.changes[index + 1].after);
    group.add(level(one.level_before, from, seconds_of(one.after)));
    return group.add(level(one.level_after, seconds_of(one.before), to));
  }

 private:
  const History& history_;
  const Scale& across_;
  const FittedAxis& upwards_;
  const Area& area_;
};

Element list_of(const std::vector<MarkedChange>& changes) {
  Element list("ol");
  for (const auto& one : changes) {
    list.add(Element("li").text(
        fmt::format("{}, {} to {}", one.words, date_of(one.after), date_of(one.before))));
  }
  return list;
}

}  // namespace

std::vector<Tick> date_ticks(Interval seconds, std::size_t at_most) {
  static constexpr std::array<std::int64_t, 11> kDays = {1,   2,   5,   10,  20,  50,
                                                         100, 200, 400, 800, 1600};
  const auto first = static_cast<std::int64_t>(std::ceil(seconds.low / kDay));
  const auto last = static_cast<std::int64_t>(std::floor(seconds.high / kDay));
  const auto most = static_cast<std::int64_t>(at_most);
  const auto* step = std::find_if(kDays.begin(), kDays.end(), [&](std::int64_t days) {
    return (last - first) / days + 1 <= most;
  });
  const std::int64_t days =
      step == kDays.end() ? std::max<std::int64_t>(1, (last - first) / most + 1) : *step;
  std::vector<Tick> ticks;
  std::string year;
  for (std::int64_t day = first; day <= last; day += days) {
    const double at = static_cast<double>(day) * kDay;
    const auto date = date_of(moment_of(at));
    const bool same_year = date.substr(0, 4) == year;
    year = date.substr(0, 4);
    ticks.push_back({at, same_year ? date.substr(5) : date});
  }
  return ticks;
}

Element history_figure(const History& history) {
  if (history.at.empty() || !extent_of(history.values)) {
    return with_class("p", "quiet").text(fmt::format("{}: nothing was measured", history.title));
  }
  const Area area;
  const Interval time = widened({seconds_of(history.at.front()), seconds_of(history.at.back())});
  const Axis x{.title = "date, UTC",
               .scale = Scale::linear(time, area.across()),
               .ticks = date_ticks(time, kTicksAcross)};
  const FittedAxis y =
      fitted_axis("", history.unit, value_range(history), area.upwards(), kTicksUpwards);
  const auto words = fmt::format("{}: {} to {}, {} {}", history.title, date_of(history.at.front()),
                                 date_of(history.at.back()), history.changes.size(),
                                 history.changes.size() == 1 ? "change" : "changes");
  Element chart = drawing(kChartWidth, kChartHeight, words);
  chart.add(axes(area, x, y.axis));
  const Chart parts(history, x.scale, y, area);
  chart.add(parts.path());
  for (std::size_t i = 0; i < history.changes.size(); ++i) chart.add(parts.change(i));
  Element made = figure(words, std::move(chart));
  if (!history.changes.empty()) made.add(list_of(history.changes));
  return made;
}

}  // namespace assay::report::html
