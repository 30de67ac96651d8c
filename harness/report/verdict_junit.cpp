// States become outcomes in one place, outcome_of().
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/verdict_junit.hpp"

#include <fmt/format.h>

#include "harness/judge/verdict/verdict_words.hpp"
#include "harness/report/junit.hpp"
#include "harness/report/mark.hpp"

namespace assay::report {
namespace {

using judge::DeviceVerdict;
using judge::DocumentVerdict;
using judge::State;

Mark mark_of(const DocumentVerdict& verdict) {
  return {.simulated = verdict.simulated.has_value(), .injected = !verdict.injected.empty()};
}

JunitCase metric_case(const judge::MetricVerdict& metric) {
  return {.name = catalogue::to_string(metric.metric),
          .outcome = outcome_of(judge::state_of(metric)),
          .type = std::string(document::word_of(metric.status)),
          .message = metric.reason,
          .text = metric.cause ? metric.cause->sentence : ""};
}

JunitCase missing_case(const judge::Missing& missing) {
  return {.name = fmt::format("coverage: {}", missing.what),
          .outcome = JunitOutcome::error,
          .type = "missing",
          .message = missing.reason,
          .text = missing.remedy};
}

JunitCase verdict_case(const DeviceVerdict& device) {
  return {.name = "verdict",
          .outcome = outcome_of(device.state),
          .type = std::string(to_string(device.state)),
          .message = device.headline,
          .text = device.identity ? device.identity->sentence : ""};
}

std::vector<JunitCase> device_cases(const DeviceVerdict& device) {
  if (!device.counts) {
    return {{.name = "verdict",
             .outcome = JunitOutcome::skipped,
             .message = "a CPU beside GPUs is judged for wrong answers alone"}};
  }
  std::vector<JunitCase> cases{verdict_case(device)};
  for (const auto& metric : device.metrics) {
    if (is_judged(metric)) cases.push_back(metric_case(metric));
  }
  for (const auto& missing : device.coverage.missing) cases.push_back(missing_case(missing));
  if (device.coverage.complete()) cases.push_back({.name = "coverage"});
  return cases;
}

JunitSuite device_suite(const DocumentVerdict& verdict, const DeviceVerdict& device) {
  return {.name = fmt::format("{}{} {} {}", mark_of(verdict).prefix(), verdict.hostname,
                              device.device, device.part.empty() ? "(no part)" : device.part),
          .host = verdict.hostname,
          .started_at = verdict.started_at,
          .class_name = fmt::format("assay.{}.{}", verdict.hostname, device.device),
          .properties = {{"file", verdict.file},
                         {"host", verdict.hostname},
                         {"run_id", verdict.run_id},
                         {"device", device.device},
                         {"name", device.name},
                         {"uuid", device.uuid},
                         {"serial", device.serial},
                         {"part", device.part},
                         {"evidence", evidence_word(verdict)},
                         {"tool_version", verdict.tool_version}},
          .cases = device_cases(device)};
}

JunitCase run_error(std::string_view type, std::string message) {
  return {.name = "run",
          .outcome = JunitOutcome::error,
          .type = std::string(type),
          .message = std::move(message)};
}

std::vector<JunitCase> run_cases(const DocumentVerdict& verdict, Simulated simulated) {
  std::vector<JunitCase> cases;
  if (!verdict.unreadable.empty()) return {run_error("unreadable", verdict.unreadable)};
  if (verdict.devices.empty()) cases.push_back(run_error("missing", "no device was measured"));
  if (verdict.simulated && simulated == Simulated::refused) {
    cases.push_back(run_error("simulated", fmt::format("nothing was measured: it is a simulated {}",
                                                       *verdict.simulated)));
  }
  for (const auto& missing : verdict.missing) cases.push_back(missing_case(missing));
  for (const auto& host : verdict.slow_hosts) {
    cases.push_back({.name = fmt::format("host {}", host.host),
                     .outcome = JunitOutcome::failed,
                     .type = "slow_host",
                     .message = judge::slow_host_sentence(host)});
  }
  if (cases.empty()) cases.push_back({.name = "run"});
  return cases;
}

JunitSuite run_suite(const DocumentVerdict& verdict, Simulated simulated) {
  const std::string& whose = verdict.hostname.empty() ? verdict.file : verdict.hostname;
  return {.name = fmt::format("{}{} run", mark_of(verdict).prefix(), whose),
          .host = verdict.hostname,
          .started_at = verdict.started_at,
          .class_name = fmt::format("assay.{}.run", whose),
          .properties = {{"file", verdict.file},
                         {"host", verdict.hostname},
                         {"run_id", verdict.run_id},
                         {"evidence", evidence_word(verdict)}},
          .cases = run_cases(verdict, simulated)};
}

}  // namespace

std::string VerdictJunit::head_once() {
  if (begun_) return "";
  begun_ = true;
  return junit_head();
}

std::string VerdictJunit::add(const DocumentVerdict& verdict) {
  std::string xml = head_once();
  xml += junit_suite(run_suite(verdict, simulated_), suites_++);
  for (const auto& device : verdict.devices) {
    xml += junit_suite(device_suite(verdict, device), suites_++);
  }
  return xml;
}

std::string VerdictJunit::end() {
  return head_once() + junit_tail();
}

}  // namespace assay::report
