// Clock, power, and the reason that held the clock longest.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/gap/gap_telemetry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "harness/core/units.hpp"

namespace assay::judge {
namespace {

using measure::ClockEvent;
using measure::Telemetry;

constexpr double kWorthNaming = 0.05;  // of the sampled time

// Empty: what does not hold a clock down under load.
std::string_view holder(ClockEvent event) {
  switch (event) {
    case ClockEvent::application_clocks:
      return "clocks that were set";
    case ClockEvent::software_power_cap:
      return "its power limit";
    case ClockEvent::hardware_slowdown:
      return "a hardware slowdown";
    case ClockEvent::sync_boost:
      return "another GPU of its boost group";
    case ClockEvent::software_thermal_slowdown:
    case ClockEvent::hardware_thermal_slowdown:
      return "heat";
    case ClockEvent::hardware_power_brake:
      return "the power brake";
    case ClockEvent::idle:
    case ClockEvent::display_clocks:
      return "";
  }
  return "";
}

std::string held_by(const Telemetry& telemetry) {
  if (!telemetry.clock_events) return "";
  const measure::ClockEventShare* longest = nullptr;
  for (const auto& one : *telemetry.clock_events) {
    if (holder(one.reason).empty() || one.share < kWorthNaming) continue;
    if (!longest || one.share > longest->share) longest = &one;
  }
  if (!longest) return "held by nothing";
  return fmt::format("held by {} in {:.0f} % of the time", holder(longest->reason),
                     100 * longest->share);
}

std::string side_sentence(const Side& side, const GapCell& cell) {
  const auto* measurement = cell.measured ? cell.measured->measurement : nullptr;
  const auto text =
      measurement ? telemetry_sentence(measurement->record->telemetry) : std::string();
  return text.empty() ? "" : fmt::format("{} {}", side.label, text);
}

}  // namespace

std::string telemetry_sentence(const Telemetry& telemetry) {
  const std::string held = held_by(telemetry);
  if (!telemetry.clock_hz && held.empty()) return "";
  std::string text = telemetry.clock_hz
                         ? fmt::format("ran at {}", format_quantity(*telemetry.clock_hz, "Hz"))
                         : "ran";
  if (telemetry.power_w) text += fmt::format(" and {:.0f} W", *telemetry.power_w);
  return held.empty() ? text : text + ", " + held;
}

std::string telemetry_of(const Side& a, const Side& b, const GapRow& row) {
  const std::string one = side_sentence(a, row.a), other = side_sentence(b, row.b);
  if (one.empty() && other.empty()) return "";
  if (one.empty()) return fmt::format("{}; of {} no telemetry is at hand", other, a.label);
  if (other.empty()) return fmt::format("{}; of {} no telemetry is at hand", one, b.label);
  return one + "; " + other;
}

}  // namespace assay::judge
