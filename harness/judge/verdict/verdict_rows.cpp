// Joins the cases of a document with the gates of a file.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/verdict/verdict_rows.hpp"

#include <algorithm>

#include "harness/judge/verdict/default_gates.hpp"
#include "harness/plan/glob.hpp"

namespace assay::judge {
namespace {

using catalogue::Metric;
using document::CaseRecord;

VerdictRow& row_for(std::vector<VerdictRow>& rows, const Metric& question,
                    std::optional<std::uint64_t> bytes) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const VerdictRow& row) {
    return row.question == question && row.bytes == bytes;
  });
  if (found != rows.end()) return *found;
  return rows.emplace_back(VerdictRow{.question = question, .bytes = bytes});
}

void add_gate(std::vector<VerdictRow>& rows, const document::Document& document,
              const DeviceEvidence& evidence, const Gate& gate) {
  bool matched = false;
  for (const CaseRecord& record : document.cases) {
    if (record.device != evidence.device) continue;
    const Metric metric = metric_of(record);
    if (!plan::matches(gate.metric, metric.name)) continue;
    Metric asked{.name = metric.name, .parameters = gate.parameters};
    if (metric.parameters.bytes) asked.parameters.bytes = gate.bytes;
    if (!answers(asked, metric)) continue;
    if (gate.bytes && record.parameters.bytes != *gate.bytes) continue;
    Metric question = question_of(metric);
    if (gate.parameters.type) question.parameters.type = metric.parameters.type;
    auto& list = row_for(rows, question, gate.bytes).gates;
    if (std::find(list.begin(), list.end(), &gate) == list.end()) list.push_back(&gate);
    matched = true;
  }
  if (matched) return;
  rows.push_back({.question = {.name = gate.metric, .parameters = gate.parameters},
                  .bytes = gate.bytes,
                  .gates = {&gate},
                  .in_document = false});
}

std::size_t rank_of(const VerdictRow& row) {
  const auto all = catalogue::metrics();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const auto& one) { return one.name == row.question.name; });
  return static_cast<std::size_t>(found - all.begin());
}

}  // namespace

std::vector<VerdictRow> rows_of(const document::Document& document, const DeviceEvidence& evidence,
                                const GatesFile* gates) {
  std::vector<VerdictRow> rows;
  for (const CaseRecord& record : document.cases) {
    if (record.device == evidence.device) row_for(rows, question_of(metric_of(record)), {});
  }
  if (gates) {
    for (const Gate& gate : gates->gates) add_gate(rows, document, evidence, gate);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const VerdictRow& a, const VerdictRow& b) {
    return rank_of(a) < rank_of(b);
  });
  return rows;
}

bool is_about(const VerdictRow& row, const CaseRecord& record) {
  return answers(row.question, metric_of(record)) &&
         (!row.bytes || record.parameters.bytes == *row.bytes);
}

}  // namespace assay::judge
