// Sorts cases by what they ask for, then by size.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/collective_series.hpp"

#include <algorithm>
#include <tuple>

#include "harness/core/units.hpp"
#include "harness/report/shared_cases.hpp"

namespace assay::report {
namespace {

using document::CaseRecord;

bool belongs_to(const CollectiveSeries& series, const CaseRecord& record) {
  const CaseRecord& first = *series.first;
  const auto &a = first.parameters, &b = record.parameters;
  return first.kernel == record.kernel && first.group == record.group && a.type == b.type &&
         a.placement == b.placement;
}

void add(CollectiveSeries& series, const CaseRecord& record) {
  const auto& p = record.parameters;
  const auto same = std::find_if(series.rows.begin(), series.rows.end(), [&](const auto& row) {
    return row.bytes == p.bytes && row.submission == p.submission;
  });
  CollectiveRow& row = same == series.rows.end() ? series.rows.emplace_back() : *same;
  row.bytes = p.bytes;
  row.submission = p.submission;
  row.by.emplace(p.algorithm, &record);
}

}  // namespace

const CaseRecord* CollectiveRow::of(Algorithm algorithm) const {
  const auto found = by.find(algorithm);
  return found == by.end() ? nullptr : found->second;
}

const CaseRecord& CollectiveRow::ours() const {
  if (const auto* best = of(Algorithm::best)) return *best;
  return *std::max_element(by.begin(), by.end(), [](const auto& one, const auto& other) {
            return one.second->statistics->median < other.second->statistics->median;
          })->second;
}

std::string CollectiveRow::label() const {
  return format_exact_bytes(bytes) + (submission == Submission::graph ? " graph" : "");
}

std::vector<CollectiveSeries> collective_series(const document::Document& document) {
  std::vector<CollectiveSeries> list;
  for (const auto& record : document.cases) {
    const bool ours = is_collective_of_gpus(record) && record.parameters.engine == Engine::sm;
    if (!ours || !record.statistics) continue;
    auto found = std::find_if(list.begin(), list.end(),
                              [&](const auto& one) { return belongs_to(one, record); });
    if (found == list.end()) found = list.insert(list.end(), {.first = &record});
    add(*found, record);
  }
  for (auto& series : list) {
    std::stable_sort(
        series.rows.begin(), series.rows.end(), [](const auto& one, const auto& other) {
          return std::tie(one.bytes, one.submission) < std::tie(other.bytes, other.submission);
        });
  }
  return list;
}

}  // namespace assay::report
