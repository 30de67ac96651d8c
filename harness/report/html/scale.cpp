// Pixels only: nothing in here says anything about a device.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "harness/core/decimal_prefix.hpp"

namespace assay::report::html {
namespace {

// Rounding must not lose the tick at the end of an interval.
constexpr double kSlack = 1e-9;

// The smallest of 1, 2 and 5 times a power of ten that parts the length into no more steps.
double round_step(double length, std::size_t steps) {
  const double least = length / static_cast<double>(std::max<std::size_t>(steps, 1));
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double digit : {1.0, 2.0, 5.0}) {
    if (digit * power >= least * (1 - kSlack)) return digit * power;
  }
  return 10 * power;
}

struct NamedFactor {
  double factor;
  const char* name;
};

constexpr std::array<NamedFactor, 4> kSizes = {
    {{0x1p40, "TiB"}, {0x1p30, "GiB"}, {0x1p20, "MiB"}, {0x1p10, "KiB"}}};
// s; from here on minutes, then hours are read more easily.
constexpr double kManyMinutes = 300, kManyHours = 10800;

AxisUnit size_unit(double bytes) {
  for (const auto& [factor, name] : kSizes) {
    if (bytes >= factor) return {factor, name};
  }
  return {1, "B"};
}

AxisUnit time_unit(double seconds) {
  if (seconds >= kManyHours) return {3600, "h"};
  return {60, "min"};
}

}  // namespace

std::optional<Interval> extent_of(const std::vector<double>& values) {
  std::optional<Interval> extent;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    if (!extent) extent = Interval{value, value};
    extent->low = std::min(extent->low, value);
    extent->high = std::max(extent->high, value);
  }
  return extent;
}

Interval widened(Interval values) {
  if (values.high > values.low) return values;
  const double margin = values.low == 0 ? 1 : std::abs(values.low) * 0.05;
  return {values.low - margin, values.high + margin};
}

Scale Scale::linear(Interval values, Interval pixels) {
  return Scale(values, pixels, false);
}

Scale Scale::logarithmic(Interval values, Interval pixels) {
  return Scale(values, pixels, true);
}

double Scale::at(double value) const {
  const double inside = std::clamp(value, values_.low, values_.high);
  const double share = logarithmic_
                           ? std::log(inside / values_.low) / std::log(values_.high / values_.low)
                           : (inside - values_.low) / (values_.high - values_.low);
  return pixels_.low + share * (pixels_.high - pixels_.low);
}

std::vector<double> round_ticks(Interval values, std::size_t at_most) {
  const double step = round_step(values.high - values.low, at_most - 1);
  std::vector<double> ticks;
  const double first = std::ceil(values.low / step - kSlack);
  const double last = std::floor(values.high / step + kSlack);
  for (double at = first; at <= last; ++at) ticks.push_back(at == 0 ? 0 : at * step);
  return ticks;
}

std::vector<double> decade_ticks(Interval values, std::size_t at_most) {
  const int first = static_cast<int>(std::ceil(std::log10(values.low) - kSlack));
  const int last = static_cast<int>(std::floor(std::log10(values.high) + kSlack));
  const int count = last - first + 1, most = static_cast<int>(at_most);
  const int step = std::max(1, (count + most - 1) / most);
  std::vector<double> ticks;
  for (int power = first; power <= last; power += step) ticks.push_back(std::pow(10, power));
  return ticks;
}

Interval to_round_ticks(Interval values, std::size_t at_most) {
  const Interval wide = widened(values);
  const double step = round_step(wide.high - wide.low, at_most - 1);
  return {std::floor(wide.low / step + kSlack) * step, std::ceil(wide.high / step - kSlack) * step};
}

std::string AxisUnit::shown(double value) const {
  return fmt::format("{:.6g}", value / factor);
}

AxisUnit axis_unit(double largest, std::string_view unit) {
  if (unit == "1" || unit.empty()) return {1, ""};
  const double magnitude = std::abs(largest);
  if (unit == "B") return size_unit(magnitude);
  if (unit == "s" && magnitude >= kManyMinutes) return time_unit(magnitude);
  for (const auto& [factor, prefix] : kDecimalPrefixes) {
    if (magnitude >= factor) return {factor, fmt::format("{}{}", prefix, unit)};
  }
  return {1, std::string(unit)};
}

}  // namespace assay::report::html
