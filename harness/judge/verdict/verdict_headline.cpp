// Names what decided, and counts the rest.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/verdict/verdict_headline.hpp"

#include <fmt/format.h>

#include <vector>

namespace assay::judge {
namespace {

constexpr std::size_t kNamedAtMost = 3;

std::string kernel_of(const MetricVerdict& metric) {
  std::string name = metric.metric.name.substr(0, metric.metric.name.find('/'));
  if (metric.metric.parameters.type) name += " " + *metric.metric.parameters.type;
  return name;
}

// "gemm.bf16, memory.read and 4 more".
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kNamedAtMost; ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kNamedAtMost) {
    text += fmt::format(" and {} more", names.size() - kNamedAtMost);
  }
  return text;
}

std::vector<std::string> with_status(const DeviceVerdict& verdict, MetricStatus status) {
  std::vector<std::string> names;
  for (const auto& metric : verdict.metrics) {
    if (metric.status == status) names.push_back(kernel_of(metric));
  }
  return names;
}

enum class Failure { gates, slow_processors };

std::vector<std::string> failed(const DeviceVerdict& verdict, Failure by) {
  std::vector<std::string> names;
  for (const auto& metric : verdict.metrics) {
    if (metric.status != MetricStatus::fail) continue;
    const bool slow = metric.cause && metric.cause->kind == CauseKind::slow_processors;
    if (slow == (by == Failure::slow_processors)) names.push_back(kernel_of(metric));
  }
  return names;
}

}  // namespace

std::string headline_of(const DeviceVerdict& verdict, bool run_incomplete) {
  std::string text;
  const auto add = [&](std::string_view what, const std::vector<std::string>& names) {
    if (names.empty()) return;
    text += fmt::format("{}{}{}", text.empty() ? "" : "; ", what, listed(names));
  };
  add("wrong answers from ", with_status(verdict, MetricStatus::wrong));
  if (verdict.another_part) {
    text += fmt::format("{}identity: {}", text.empty() ? "" : "; ", verdict.identity->sentence);
    return text;
  }
  add("with slow SMs: ", failed(verdict, Failure::slow_processors));
  add("outside their gates: ", failed(verdict, Failure::gates));
  add("more than is possible: ", with_status(verdict, MetricStatus::invalid));
  std::vector<std::string> missing;
  for (const Missing& one : verdict.coverage.missing) missing.push_back(one.what);
  add("not covered: ", missing);
  if (run_incomplete) add("", {"the run is incomplete"});
  std::vector<std::string> without_gate;
  for (const auto& metric : verdict.metrics) {
    const bool lacks = metric.status == MetricStatus::no_gate && state_of(metric) != State::pass;
    if (lacks) without_gate.push_back(kernel_of(metric));
  }
  add("without a gate: ", without_gate);
  for (const auto& metric : verdict.metrics) {
    if (!text.empty()) break;
    if (state_of(metric) != State::pass) add("not measured: ", {kernel_of(metric)});
  }
  return text;
}

}  // namespace assay::judge
