// A case with the status error was tried, and failed.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/claims/claims_execution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace assay::judge {
namespace {

std::string_view subject(const catalogue::Metric& metric) {
  return std::string_view(metric.name).substr(0, metric.name.find('.'));
}

bool is_ratio_of_types(const catalogue::Metric& above, const catalogue::Metric& below) {
  return subject(above) == subject(below) && !type_of(above).empty() && !type_of(below).empty() &&
         type_of(above) != type_of(below);
}

}  // namespace

std::optional<std::string> not_executed(const Exhibit& exhibit, const catalogue::Term& above,
                                        const catalogue::Term& below) {
  if (!is_ratio_of_types(*above.metric, *below.metric)) return std::nullopt;
  const document::CaseRecord* failed = nullptr;
  for (const auto& one : exhibit.evidence.unmeasured) {
    if (one.metric.name != above.metric->name) continue;
    if (one.record->status != measure::Status::error) return std::nullopt;
    failed = one.record;
  }
  if (!failed) return std::nullopt;
  return fmt::format("{} ({} did not execute: {})", exhibit.name(), failed->name, failed->reason);
}

}  // namespace assay::judge
