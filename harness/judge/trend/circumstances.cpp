// Facts of two runs side by side, then what their samples were taken under.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/trend/circumstances.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/core/units.hpp"
#include "harness/judge/trend/line.hpp"

namespace assay::judge {
namespace {

using Differences = std::vector<Difference>;

void differ(Differences& list, const char* subject, const std::string& before,
            const std::string& after) {
  if (before != after) list.push_back({.subject = subject, .before = before, .after = after});
}

std::string watts(const std::optional<double>& power) {
  return power ? fmt::format("{:.4g} W", *power) : "";
}

const archive::Device* find(const Moment& moment, const std::string& key) {
  const auto found = std::find_if(moment.devices.begin(), moment.devices.end(),
                                  [&](const archive::Device& device) { return device.key == key; });
  return found == moment.devices.end() ? nullptr : &*found;
}

// Those of `these` that are not in `others`, three by name.
std::string missing_from(const Moment& these, const Moment& others) {
  constexpr std::size_t kNamed = 3;
  std::string names;
  std::size_t count = 0;
  for (const archive::Device& device : these.devices) {
    if (find(others, device.key)) continue;
    if (++count <= kNamed) names += fmt::format("{}{}", names.empty() ? "" : ", ", device.key);
  }
  return count > kNamed ? fmt::format("{} and {} more", names, count - kNamed) : names;
}

void add_neighbours(Differences& list, const Moment& before, const Moment& after) {
  const std::string gone = missing_from(before, after), come = missing_from(after, before);
  if (gone.empty() && come.empty()) return;
  const auto side = [](const Moment& moment, const std::string& names) {
    return fmt::format("{} device{}{}", moment.devices.size(),
                       moment.devices.size() == 1 ? "" : "s",
                       names.empty() ? "" : fmt::format(", with {}", names));
  };
  list.push_back(
      {.subject = "devices of the host", .before = side(before, gone), .after = side(after, come)});
}

// One quantity of the points, where it was read.
template <class Value>
std::vector<double> readings(const archive::Series& series, std::uint32_t begin, std::uint32_t end,
                             Value value) {
  std::vector<double> list;
  for (std::uint32_t i = begin; i < end; ++i) {
    const auto reading = static_cast<double>(series.points[i].*value);
    if (std::isfinite(reading)) list.push_back(reading);
  }
  return list;
}

// Variance of the median, taken as normal: pi / 2 times that of the mean.
double median_variance(const std::vector<double>& values, double median) {
  std::vector<double> off;
  for (const double value : values) off.push_back(std::abs(value - median));
  constexpr double kNormal = 1.4826, kMedian = 1.5708;
  const double spread = kNormal * median_of(off);
  return kMedian * spread * spread / static_cast<double>(values.size());
}

template <class Value, class Show>
void add_shift(Differences& list, const archive::Series& series, const Change& change,
               const char* subject, Value value, double least_share, double least, Show show) {
  constexpr std::uint32_t kMost = 60;
  const auto begin = std::max(change.begin, change.split - std::min(change.split, kMost));
  const auto before = readings(series, begin, change.split, value);
  const auto after =
      readings(series, change.split, std::min(change.end, change.split + kMost), value);
  if (before.size() < kFewestInLevel || after.size() < kFewestInLevel) return;
  const double left = median_of(before), right = median_of(after);
  const double error = std::sqrt(median_variance(before, left) + median_variance(after, right));
  const double needed = std::max({3 * error, least_share * std::abs(left), least});
  if (std::abs(right - left) <= needed) return;
  list.push_back({.subject = subject, .before = show(left), .after = show(right)});
}

}  // namespace

Differences differences_between(const Moment& before, const Moment& after,
                                const std::string& device) {
  Differences list;
  differ(list, "host", before.run.host, after.run.host);
  const archive::Device *left = find(before, device), *right = find(after, device);
  if (left && right) {
    differ(list, "slot", left->slot, right->slot);
    differ(list, "VBIOS", left->vbios, right->vbios);
    differ(list, "power limit", watts(left->power_limit_w), watts(right->power_limit_w));
  }
  differ(list, "driver", before.run.driver, after.run.driver);
  differ(list, "kernel", before.run.kernel, after.run.kernel);
  differ(list, "assay", before.run.tool_version, after.run.tool_version);
  differ(list, "level", std::string(plan::to_string(before.run.level)),
         std::string(plan::to_string(after.run.level)));
  // In another host everything beside it is another.
  if (before.run.host == after.run.host) add_neighbours(list, before, after);
  return list;
}

Differences telemetry_differences(const archive::Series& series, const Change& change) {
  Differences list;
  constexpr double kClock = 0.01, kPower = 0.02, kDegrees = 3;
  add_shift(list, series, change, "clock", &archive::Point::clock_hz, kClock, 0,
            [](double value) { return format_quantity(value, "Hz"); });
  add_shift(list, series, change, "temperature", &archive::Point::temperature_c, 0, kDegrees,
            [](double value) { return fmt::format("{:.3g} C", value); });
  add_shift(list, series, change, "power", &archive::Point::power_w, kPower, 0,
            [](double value) { return fmt::format("{:.3g} W", value); });
  return list;
}

}  // namespace assay::judge
