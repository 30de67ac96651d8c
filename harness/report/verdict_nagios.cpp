// Keeps no more values than a line can hold.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/verdict_nagios.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/verdict/verdict_words.hpp"
#include "harness/report/mark.hpp"

namespace assay::report {
namespace {

using judge::Alarm;
using judge::DeviceVerdict;
using judge::DocumentVerdict;
using judge::MetricVerdict;
using judge::State;

// A value takes ten bytes at least.
constexpr std::size_t kValuesAtMost = kPluginLineBytes / 10;

// What weighs most stands for the device: a wrong answer, then a failure.
const MetricVerdict* worst_metric(const DeviceVerdict& device) {
  for (const State state : {State::wrong, State::fail}) {
    for (const auto& metric : device.metrics) {
      if (state_of(metric) == state) return &metric;
    }
  }
  return nullptr;
}

// "gemm.bf16 612 TFLOP/s, 77.1 % of the published 794 TFLOP/s: power limit".
std::string metric_sentence(const MetricVerdict& metric) {
  std::string text = metric.metric.name.substr(0, metric.metric.name.find('/'));
  if (metric.measured) {
    text += fmt::format(" {}", judge::shown_value(metric.measured->median, metric.unit));
  }
  if (metric.share_of_published && metric.published) {
    text += fmt::format(", {:.3g} % of the published {}", 100 * *metric.share_of_published,
                        judge::shown_value(metric.published->value, metric.unit));
  }
  const bool explained = metric.cause && !metric.cause->sentence.empty();
  return fmt::format("{}: {}", text, explained ? metric.cause->sentence : metric.reason);
}

std::string device_sentence(const DocumentVerdict& verdict, const DeviceVerdict& device) {
  const MetricVerdict* metric = device.another_part ? nullptr : worst_metric(device);
  return fmt::format("{} {} {}", verdict.hostname, device.device,
                     metric ? metric_sentence(*metric) : device.headline);
}

// Devices aside: the run as a whole.
std::string run_sentence(const DocumentVerdict& verdict) {
  if (!verdict.unreadable.empty()) return fmt::format("{}: {}", verdict.file, verdict.unreadable);
  if (!verdict.slow_hosts.empty()) return slow_host_sentence(verdict.slow_hosts.front());
  if (!verdict.missing.empty()) {
    const auto& missing = verdict.missing.front();
    return fmt::format("{}: {}: {}", verdict.hostname, missing.what, missing.reason);
  }
  return fmt::format("{}: no device was measured", verdict.hostname);
}

std::optional<double> value_of(const std::optional<judge::GateValue>& gate) {
  return gate ? std::optional(gate->value) : std::nullopt;
}

}  // namespace

Alarm plugin_alarm_of(const DocumentVerdict& verdict, Simulated simulated) {
  if (verdict.simulated && simulated == Simulated::refused) return Alarm::unknown;
  return judge::alarm_of(verdict);
}

void VerdictNagios::find(Alarm alarm, std::string sentence) {
  if (!sentence_.empty() && alarm <= alarm_) return;
  alarm_ = judge::more_urgent(alarm_, alarm);
  sentence_ = std::move(sentence);
}

void VerdictNagios::add_device(const DocumentVerdict& verdict, const DeviceVerdict& device) {
  for (const auto& metric : device.metrics) {
    auto& values = state_of(metric) == State::pass ? others_ : urgent_;
    if (!metric.measured || values.size() >= kValuesAtMost) continue;
    values.push_back({.label = fmt::format("{} {} {}", verdict.hostname, device.device,
                                           catalogue::to_string(metric.metric)),
                      .value = metric.measured->median,
                      .unit = metric.unit,
                      .lower = value_of(metric.lower),
                      .upper = value_of(metric.upper)});
  }
}

std::string VerdictNagios::add(const DocumentVerdict& verdict) {
  ++documents_;
  const Alarm alarm = plugin_alarm_of(verdict, simulated_);
  const Mark mark{.simulated = verdict.simulated.has_value(),
                  .injected = !verdict.injected.empty()};
  if (mark_.empty()) mark_ = mark.prefix();
  if (verdict.simulated && simulated_ == Simulated::refused) {
    find(alarm, fmt::format("{}: nothing was measured: it is a simulated {}", verdict.hostname,
                            *verdict.simulated));
  }
  bool found = false;
  for (const auto& device : verdict.devices) {
    if (!device.counts) continue;
    ++devices_;
    if (device.state == State::pass) ++passing_;
    const Alarm own = std::min(alarm, judge::alarm_of(device));
    if (own != Alarm::ok) find(own, device_sentence(verdict, device));
    found = found || own == alarm;
    add_device(verdict, device);
  }
  if (alarm != Alarm::ok && !found) find(alarm, run_sentence(verdict));
  return "";
}

std::string VerdictNagios::end() {
  std::string sentence = fmt::format("{}{} of {} devices pass", mark_, passing_, devices_);
  if (documents_ > 1) sentence += fmt::format(" in {} documents", documents_);
  if (!sentence_.empty())
    sentence = fmt::format("{}{}; {}", mark_, sentence_, sentence.substr(mark_.size()));
  urgent_.insert(urgent_.end(), others_.begin(), others_.end());
  return plugin_line(alarm_, sentence, urgent_);
}

}  // namespace assay::report
