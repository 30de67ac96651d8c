// https://www.monitoring-plugins.org/doc/guidelines.html, "Plugin Return Codes".
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/verdict/alarm.hpp"

#include <algorithm>

namespace assay::judge {
namespace {

bool is_bad(State state) {
  return state == State::fail || state == State::wrong;
}

}  // namespace

std::string_view to_string(Alarm alarm) {
  switch (alarm) {
    case Alarm::ok:
      return "OK";
    case Alarm::unknown:
      return "UNKNOWN";
    case Alarm::critical:
      return "CRITICAL";
  }
  return "UNKNOWN";
}

Alarm more_urgent(Alarm one, Alarm other) {
  return std::max(one, other);
}

int plugin_exit_code(Alarm alarm) {
  constexpr int kOk = 0, kCritical = 2, kUnknown = 3;
  switch (alarm) {
    case Alarm::ok:
      return kOk;
    case Alarm::critical:
      return kCritical;
    case Alarm::unknown:
      break;
  }
  return kUnknown;
}

Alarm alarm_of(const DeviceVerdict& device) {
  if (!device.counts) return Alarm::ok;
  const bool any_bad = std::any_of(device.metrics.begin(), device.metrics.end(),
                                   [](const auto& metric) { return is_bad(state_of(metric)); });
  if (is_bad(device.state) || device.another_part || any_bad) return Alarm::critical;
  return device.state == State::pass ? Alarm::ok : Alarm::unknown;
}

Alarm alarm_of(const DocumentVerdict& verdict) {
  Alarm alarm = verdict.state == State::pass ? Alarm::ok : Alarm::unknown;
  if (is_bad(verdict.state) || !verdict.slow_hosts.empty()) alarm = Alarm::critical;
  for (const auto& device : verdict.devices) alarm = more_urgent(alarm, alarm_of(device));
  return alarm;
}

}  // namespace assay::judge
