// The verdict itself is asked, so that what is doubted and what fails cannot differ.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/confirmation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/document/words.hpp"
#include "harness/judge/verdict/verdict.hpp"
#include "harness/judge/verdict/verdict_words.hpp"

namespace assay::operate {
namespace {

using document::CaseRecord;
using measure::Status;

void add(std::vector<Doubt>& doubts, const document::Document& document,
         const judge::MetricVerdict& metric) {
  if (metric.status != judge::MetricStatus::fail) return;
  for (std::size_t i = 0; i < document.cases.size(); ++i) {
    const CaseRecord& record = document.cases[i];
    if (record.name != metric.case_name || record.status != Status::ok || record.first) continue;
    const auto same = [&](const Doubt& one) { return one.index == i; };
    if (std::none_of(doubts.begin(), doubts.end(), same)) doubts.push_back({i, metric.reason});
  }
}

}  // namespace

std::vector<Doubt> doubts_of(const catalogue::Catalogue& catalogue,
                             const document::Document& document) {
  std::vector<Doubt> doubts;
  const auto verdict = judge::judge_document(catalogue, document, "", {});
  for (const judge::DeviceVerdict& device : verdict.devices) {
    if (device.another_part) continue;
    for (const auto& metric : device.metrics) add(doubts, document, metric);
  }
  std::sort(doubts.begin(), doubts.end(),
            [](const Doubt& a, const Doubt& b) { return a.index < b.index; });
  return doubts;
}

CaseRecord confirmed(CaseRecord again, const CaseRecord& before, const std::string& reason) {
  if (again.status == Status::skipped || !before.statistics) return before;
  again.first = {.reason = reason,
                 .samples = before.samples,
                 .statistics = *before.statistics,
                 .elapsed = before.elapsed,
                 .telemetry = before.telemetry};
  again.first->telemetry.samples.reset();
  return again;
}

std::string both_values(const CaseRecord& record) {
  const auto text = [&](double value) {
    return judge::shown_value(value, unit_of(record.quantity, record.parameters.type));
  };
  return fmt::format("{}: {} at first, {} then", record.name, text(record.first->statistics.median),
                     record.statistics ? text(record.statistics->median)
                                       : std::string(document::word_of(record.status)));
}

}  // namespace assay::operate
