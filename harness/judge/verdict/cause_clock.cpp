// Clock event, power limit and temperature as one phrase with the remedy.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/verdict/cause_clock.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::judge {
namespace {

using measure::ClockEvent;

constexpr double kNotableShare = 0.05;  // of the time
constexpr double kAtLimit = 0.97;       // of the power limit
constexpr double kBelow = 0.99;         // limits are whole watts

// The event that held the clock for the longest; null where none did.
const measure::ClockEventShare* leading_event(const measure::Telemetry& telemetry) {
  const measure::ClockEventShare* leading = nullptr;
  if (!telemetry.clock_events) return leading;
  for (const auto& one : *telemetry.clock_events) {
    if (one.reason == ClockEvent::idle || one.share < kNotableShare) continue;
    if (!leading || one.share > leading->share) leading = &one;
  }
  return leading;
}

std::string for_time(const measure::ClockEventShare* event) {
  return event ? fmt::format(" for {:.0f} % of the time", 100 * event->share) : "";
}

std::optional<double> published_limit(const catalogue::Part& part) {
  const auto limit = part.value("power.default_limit");
  return limit ? limit : part.value("power.board");
}

// What to do about a power limit that holds the clock down.
std::string power_remedy(const catalogue::Part& part, const probe::CudaFacts& facts) {
  const auto published = published_limit(part);
  const double limit = *facts.power_limit_w;
  const double normal = facts.default_power_limit_w.value_or(published.value_or(limit));
  if (limit < normal * kBelow) {
    return fmt::format(": raise it with {}",
                       smi_command(&facts, fmt::format("-pl {:.0f}", normal)));
  }
  if (published && limit < *published * kBelow) {
    return fmt::format(
        ": the part is published with {:.0f} W, so this board is built for less, or is another "
        "part",
        *published);
  }
  return ": a healthy device runs faster within it; check cooling and power supply, and compare "
         "the other devices of the node";
}

ClockCause by_power(const catalogue::Part& part, const probe::CudaFacts* facts, double clock_hz,
                    const measure::ClockEventShare* event) {
  if (!facts || !facts->power_limit_w) {
    return {CauseKind::power,
            fmt::format("held at {} by its power limit{}: the limit was not recorded, see {}",
                        megahertz(clock_hz), for_time(event), smi_command(facts, "-q -d POWER"))};
  }
  const auto normal = facts->default_power_limit_w;
  const std::string beside = !normal ? ""
                             : *facts->power_limit_w < *normal * kBelow
                                 ? fmt::format(" (default {:.0f} W)", *normal)
                                 : " (its default)";
  return {CauseKind::power,
          fmt::format("held at {} by its power limit of {:.0f} W{}{}{}", megahertz(clock_hz),
                      *facts->power_limit_w, beside, for_time(event), power_remedy(part, *facts))};
}

ClockCause by_event(const catalogue::Part& part, const probe::CudaFacts* facts,
                    const measure::Telemetry& telemetry, const measure::ClockEventShare& event) {
  const double clock_hz = *telemetry.clock_hz;
  const std::string clock = megahertz(clock_hz), time = for_time(&event);
  const std::string at =
      telemetry.temperature_c ? fmt::format(" at {:.0f} C", *telemetry.temperature_c) : "";
  switch (event.reason) {
    case ClockEvent::software_power_cap:
      return by_power(part, facts, clock_hz, &event);
    case ClockEvent::software_thermal_slowdown:
    case ClockEvent::hardware_thermal_slowdown:
      return {
          CauseKind::heat,
          fmt::format("clock fell to {} by thermal slowdown{}{}: check cooling", clock, at, time)};
    case ClockEvent::hardware_slowdown:
      return {CauseKind::slowdown,
              fmt::format("clock fell to {} by a hardware slowdown{}{}: check cooling and power "
                          "supply, see {}",
                          clock, at, time, smi_command(facts, "-q -d PERFORMANCE"))};
    case ClockEvent::hardware_power_brake:
      return {CauseKind::slowdown,
              fmt::format("clock fell to {} by the power brake{}: the power supply of the machine "
                          "asks for it, check it",
                          clock, time)};
    case ClockEvent::application_clocks:
      return {CauseKind::set_clock,
              fmt::format("clock set to {} by application clocks{}: release it with {}", clock,
                          time, smi_command(facts, "-rac"))};
    case ClockEvent::sync_boost:
      return {CauseKind::set_clock,
              fmt::format("clock held at {} by sync boost{}: the slowest device of its group "
                          "decides, measure that one",
                          clock, time)};
    case ClockEvent::display_clocks:
      return {CauseKind::set_clock,
              fmt::format("clock held at {} by display settings{}", clock, time)};
    case ClockEvent::idle:
      break;
  }
  return {CauseKind::clock, ""};
}

}  // namespace

std::string megahertz(double hertz) {
  return fmt::format("{:.0f} MHz", hertz / 1e6);
}

std::string smi_command(const probe::CudaFacts* facts, std::string_view arguments) {
  if (!facts || facts->pci_bus_id.empty()) return fmt::format("nvidia-smi {}", arguments);
  return fmt::format("nvidia-smi -i {} {}", facts->pci_bus_id, arguments);
}

ClockCause cause_of_low_clock(const catalogue::Part& part, const probe::CudaFacts* facts,
                              const measure::Telemetry& telemetry, double share) {
  if (const auto* event = leading_event(telemetry)) {
    return by_event(part, facts, telemetry, *event);
  }
  const double clock_hz = *telemetry.clock_hz;
  const bool at_limit = facts && facts->power_limit_w && telemetry.power_w &&
                        *telemetry.power_w >= kAtLimit * *facts->power_limit_w;
  if (at_limit) return by_power(part, facts, clock_hz, nullptr);
  const std::string ran = fmt::format("clock was {}, {:.0f} % of what the published rate assumes",
                                      megahertz(clock_hz), 100 * share);
  if (!telemetry.clock_events) {
    return {CauseKind::clock, fmt::format("{}, and why was not recorded: see {} under load", ran,
                                          smi_command(facts, "-q -d PERFORMANCE"))};
  }
  return {CauseKind::clock,
          fmt::format("{}, without any clock event: look for locked clocks with {}, release them "
                      "with {}",
                      ran, smi_command(facts, "-q -d CLOCK"), smi_command(facts, "-rgc"))};
}

}  // namespace assay::judge
