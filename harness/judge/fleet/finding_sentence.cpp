// Who, how bad, and what else was seen; the worst metric stands for the others.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <set>

#include "harness/core/units.hpp"
#include "harness/judge/fleet/finding_list.hpp"

namespace assay::judge {
namespace {

// Below, clocks are alike.
constexpr double kSameClock = 0.02;
// Warmer by this much than the middle of the others is worth a word.
constexpr double kWarmerC = 10;

std::string quantity(double value, const std::string& unit) {
  if (unit == "1") return fmt::format("{:.6g}", value);
  return format_quantity(value, unit);
}

std::string described(const FleetDevice& device) {
  std::string text = fmt::format("{} ({}", device.device, device.key);
  if (!device.serial.empty()) text += fmt::format(", serial {}", device.serial);
  if (!device.slot.empty()) text += fmt::format(", slot {}", device.slot);
  return text + ")";
}

std::string subject_of(const FleetFinding& finding) {
  switch (finding.subject) {
    case FleetSubject::node:
      return finding.host;
    case FleetSubject::device:
      return fmt::format("{} {}", finding.host, described(finding.devices.front()));
    case FleetSubject::link:
      return fmt::format("{} way between {} and {}", finding.host,
                         described(finding.devices.front()), described(finding.devices.back()));
  }
  return finding.host;
}

std::string condition_words(const FleetDeviation& worst) {
  std::string text;
  const auto& clock = worst.clock_hz;
  if (clock && clock->median > 0 && std::abs(clock->value / clock->median - 1) > kSameClock) {
    text += fmt::format("; its clock is {} against {}", format_quantity(clock->value, "Hz"),
                        format_quantity(clock->median, "Hz"));
  }
  const auto& heat = worst.temperature_c;
  if (heat && heat->value > heat->median + kWarmerC) {
    text += fmt::format("; it is {:.0f} C warm against {:.0f} C", heat->value, heat->median);
  }
  return text;
}

bool all_ways(const FleetFinding& finding) {
  return finding.subject == FleetSubject::device && !finding.deviations.empty() &&
         finding.deviations.front().of > 1;
}

// What the kind of finding speaks for.
std::string meaning(const FleetFinding& finding) {
  if (finding.side == FleetSide::better) {
    return "; too good is as suspicious: another part, another clock, or work that was left out";
  }
  if (finding.deviations.empty()) return "";
  const FleetDeviation& worst = finding.deviations.front();
  if (finding.subject == FleetSubject::node) {
    return worst.of > 1 ? fmt::format(
                              "; {} of {} are out by themselves, so that it is the node: "
                              "cooling, power, PCIe, a setting of the host",
                              worst.out, worst.of)
                        : "";
  }
  if (all_ways(finding)) {
    return fmt::format("; {} of its {} ways are, so that it is its own links", worst.out, worst.of);
  }
  return finding.subject == FleetSubject::link ? "; no other way of the two is" : "";
}

std::size_t metrics_of(const FleetFinding& finding) {
  std::set<std::string_view> names;
  for (const auto& one : finding.deviations) names.insert(one.metric);
  return names.size();
}

}  // namespace

std::string deviation_words(const FleetDeviation& one) {
  std::string text = fmt::format(
      "{} is {}, {:.3g} % {} the median of {} ({}", one.metric, quantity(one.value, one.unit),
      100 * std::abs(one.share), one.share < 0 ? "below" : "above",
      one.basis == FleetBasis::fleet ? fmt::format("{} values", one.members)
                                     : fmt::format("the {} others of its node", one.members),
      quantity(one.median, one.unit));
  if (one.deviations) text += fmt::format(", {:.3g} deviations", std::abs(*one.deviations));
  return text + ")";
}

std::string finding_sentence(const FleetFinding& finding) {
  std::string text = subject_of(finding) + ": ";
  if (finding.wrong != 0) {
    text += fmt::format("computed a wrong answer in {} case{}", finding.wrong,
                        finding.wrong == 1 ? "" : "s");
    if (finding.deviations.empty()) return text;
    text += "; ";
  }
  const std::size_t count = metrics_of(finding);
  const bool worse = finding.side == FleetSide::worse;
  const auto& worst = finding.deviations.front();
  text += fmt::format("{} in {} metric{}; {}{}", worse ? "worse" : "better", count,
                      count == 1 ? "" : "s", count == 1 ? "" : "most in ", deviation_words(worst));
  return text + condition_words(worst) + meaning(finding);
}

}  // namespace assay::judge
