// Compares what is there with what must be there.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/verdict/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/document/words.hpp"
#include "harness/judge/hang.hpp"

namespace assay::judge {
namespace {

using catalogue::Metric;

// "assay run --device cuda:0 --only tensor.rate".
std::string command_for(const Metric& metric, const std::string& device) {
  return fmt::format("assay run --device {} --only {}", device,
                     metric.name.substr(0, metric.name.find('/')));
}

// Why a case that is there answers nothing; empty where there is none.
std::string reason_of_unmeasured(const DeviceEvidence& evidence, const Metric& metric) {
  for (const auto& one : evidence.unmeasured) {
    if (answers(metric, one.metric)) {
      return fmt::format("{}: {}",
                         one.record->status == measure::Status::ok
                             ? "measured, but does not count"
                             : document::word_of(one.record->status),
                         one.reason);
    }
  }
  return "";
}

void add_requirement(Coverage& coverage, const DeviceEvidence& evidence,
                     const Requirement& requirement) {
  std::string reason;
  for (const Metric& metric : requirement.any_of) {
    if (evidence.find(metric)) return;
    if (reason.empty()) reason = reason_of_unmeasured(evidence, metric);
  }
  coverage.missing.push_back({.what = requirement.what,
                              .reason = reason.empty() ? "not in the document" : reason,
                              .remedy = command_for(requirement.any_of.front(), evidence.device)});
}

bool is_required_anyway(const Metric& metric, const DeviceEvidence& evidence) {
  const Requirement* needed = requirement_for(metric);
  return needed && std::none_of(needed->any_of.begin(), needed->any_of.end(),
                                [&](const Metric& one) { return evidence.find(one) != nullptr; });
}

// A rate of the part that only a fallback was measured of is missing, whoever asks for it.
void add_fallbacks(Coverage& coverage, const DeviceEvidence& evidence) {
  std::vector<Metric> told;
  for (const auto& one : evidence.measurements) {
    if (one.record->parameters.path != Path::fallback) continue;
    const Metric usual = in_the_usual_way(one.metric);
    if (evidence.find(usual) || is_required_anyway(usual, evidence)) continue;
    if (std::find(told.begin(), told.end(), usual) != told.end()) continue;
    told.push_back(usual);
    coverage.missing.push_back(
        {.what = to_string(usual), .reason = reason_of_unmeasured(evidence, usual), .remedy = ""});
  }
}

// What unlike parts reached together stands for none of them.
void add_mixed_parts(Coverage& coverage, const document::Document& document,
                     const document::CaseRecord& record) {
  auto reason = mixed_parts(document, record);
  if (reason.empty()) return;
  const auto told = [&](const Missing& one) {
    return one.what == record.kernel && one.reason == reason;
  };
  if (std::any_of(coverage.missing.begin(), coverage.missing.end(), told)) return;
  coverage.missing.push_back({.what = record.kernel,
                              .reason = std::move(reason),
                              .remedy = "measure like parts together: --device names them"});
}

std::string reason_of(const document::CaseRecord& record) {
  auto reason = fmt::format("{}: {}", document::word_of(record.status), record.reason);
  if (record.hang) reason += "; " + hang_sentence(*record.hang);
  return reason;
}

}  // namespace

const std::vector<Requirement>& requirements() {
  const auto typed = [](const char* name, const char* type) {
    return Metric{.name = name, .parameters = {.type = type}};
  };
  static const std::vector<Requirement> list{
      {"sm.census", {{.name = "sm.census/count"}}},
      {"tensor.rate of a 16-bit type",
       {typed("tensor.rate/rate", "bf16"), typed("tensor.rate/rate", "fp16")}},
      {"fma.rate fp32", {typed("fma.rate/rate", "fp32")}},
      {"fma.rate fp64", {typed("fma.rate/rate", "fp64")}},
      {"memory.capacity", {{.name = "memory.capacity/capacity"}}},
      {"gemm.bf16 or gemm.fp16",
       {{.name = "gemm.bf16/throughput"}, {.name = "gemm.fp16/throughput"}}},
      {"memory.read", {{.name = "memory.read/bandwidth"}}},
      {"memory.copy or memory.triad",
       {{.name = "memory.copy/bandwidth"}, {.name = "memory.triad/bandwidth"}}},
  };
  return list;
}

const Requirement* requirement_for(const Metric& metric) {
  for (const auto& one : requirements()) {
    for (const Metric& question : one.any_of) {
      if (answers(question, metric)) return &one;
    }
  }
  return nullptr;
}

Coverage coverage_of(const document::Document& document, const DeviceEvidence& evidence) {
  Coverage coverage;
  for (const auto& requirement : requirements()) {
    add_requirement(coverage, evidence, requirement);
  }
  add_fallbacks(coverage, evidence);
  for (const auto& record : document.cases) {
    if (record.device != evidence.device) continue;
    ++coverage.planned;
    if (record.status == measure::Status::ok) {
      ++coverage.measured;
      add_mixed_parts(coverage, document, record);
    } else if (record.status != measure::Status::wrong &&
               !is_required_anyway(metric_of(record), evidence)) {
      coverage.missing.push_back({.what = record.name, .reason = reason_of(record), .remedy = ""});
    }
  }
  return coverage;
}

std::vector<Missing> missing_of_run(const document::Document& document) {
  std::vector<Missing> missing;
  if (!document.run.complete) {
    missing.push_back({.what = "the run",
                       .reason = document.run.interrupted_by
                                     ? "was ended by " + *document.run.interrupted_by
                                     : "did not come to its end",
                       .remedy = "repeat it, and let it finish"});
  }
  if (document.cases.empty()) {
    missing.push_back(
        {.what = "every case", .reason = "the document holds none", .remedy = "assay run -o FILE"});
  }
  return missing;
}

}  // namespace assay::judge
