// Pairs the cases, then sums up.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/compare/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>

#include "harness/judge/compare/compare_conditions.hpp"
#include "harness/judge/compare/compare_pair.hpp"
#include "harness/judge/compare/compare_reason.hpp"
#include "harness/judge/compare/comparison_words.hpp"

namespace assay::judge {
namespace {

using document::CaseRecord;
using document::Document;

ComparedRun run_of(const Document& document) {
  ComparedRun run{.id = document.run.id,
                  .started_at = document.run.started_at,
                  .hostname = document.facts.host.hostname,
                  .tool_version = document.tool.version,
                  .simulated = {},
                  .injected = !document.run.injected.empty()};
  if (document.run.simulated) run.simulated = document.run.simulated->part;
  return run;
}

// Fills the cases; returns the records of those that have a result on both sides.
std::vector<RecordPair> pair_cases(const Document& before, const Document& after,
                                   Comparison& comparison) {
  std::unordered_map<std::string_view, const CaseRecord*> in_after;
  for (const auto& record : after.cases) in_after.emplace(record.name, &record);
  std::vector<RecordPair> pairs;
  for (const auto& record : before.cases) {
    const auto found = in_after.find(record.name);
    const CaseRecord* other = found == in_after.end() ? nullptr : found->second;
    auto& compared = comparison.cases.emplace_back(compare_case(record, other, comparison.options));
    if (compared.ratio) pairs.emplace_back(&record, other);
    if (other != nullptr) in_after.erase(found);
  }
  for (const auto& record : after.cases) {
    if (in_after.contains(record.name)) comparison.cases.push_back(only_after(record));
  }
  return pairs;
}

std::vector<MeanRatio> means_of(const std::vector<ComparedCase>& cases) {
  std::vector<MeanRatio> means;
  for (const auto& compared : cases) {
    if (!compared.ratio) continue;
    const auto same = [&](const MeanRatio& mean) { return mean.quantity == compared.quantity; };
    auto mean = std::find_if(means.begin(), means.end(), same);
    if (mean == means.end()) {
      mean = means.insert(means.end(), {.quantity = compared.quantity, .count = 0, .ratio = 0});
    }
    ++mean->count;
    mean->ratio += std::log(compared.ratio->value);
  }
  for (auto& mean : means) mean.ratio = std::exp(mean.ratio / static_cast<double>(mean.count));
  return means;
}

constexpr std::string_view kNothingCompared =
    "no case has a result in both OLD and NEW, so nothing was compared: run both with the same "
    "--device, --level, --bytes and --only";

// "12 cases: 1 slower, 11 same; 1 lost more than is tolerated".
std::string conclusion_of(const Comparison& comparison, bool any_pair) {
  const auto count = [&](auto has) {
    return std::count_if(comparison.cases.begin(), comparison.cases.end(), has);
  };
  std::vector<std::string> parts;
  for (const auto& [outcome, word] : kOutcomeWords) {
    const auto n = count([&, wanted = outcome](const auto& one) { return one.outcome == wanted; });
    if (n != 0) parts.push_back(fmt::format("{} {}", n, word));
  }
  std::string text =
      fmt::format("{} case{}", comparison.cases.size(), comparison.cases.size() == 1 ? "" : "s");
  if (!parts.empty()) text += fmt::format(": {}", fmt::join(parts, ", "));
  const auto effect_count = [&](Effect effect) {
    return count([effect](const auto& one) { return one.effect == effect; });
  };
  if (const auto n = effect_count(Effect::wrong_answer)) {
    text += fmt::format("; {} computed a wrong answer in NEW", n);
  }
  if (const auto n = effect_count(Effect::not_judged)) {
    text += fmt::format("; {} could not be judged", n);
  }
  if (const auto n = effect_count(Effect::regression)) {
    text += fmt::format("; {} lost more than is tolerated", n);
  }
  if (!any_pair) text += fmt::format("; {}", kNothingCompared);
  return comparison.effect == Effect::none ? text + "; no regression" : text;
}

}  // namespace

Comparison compare(const Document& before, const Document& after,
                   const ComparisonOptions& options) {
  Comparison comparison;
  comparison.before = run_of(before);
  comparison.after = run_of(after);
  comparison.options = options;
  const auto pairs = pair_cases(before, after, comparison);
  comparison.conditions = conditions_of(before, after, pairs);
  comparison.means = means_of(comparison.cases);
  for (const auto& compared : comparison.cases) {
    comparison.effect = std::max(comparison.effect, compared.effect);
  }
  if (pairs.empty()) comparison.effect = std::max(comparison.effect, Effect::not_judged);
  comparison.conclusion = conclusion_of(comparison, !pairs.empty());
  return comparison;
}

int exit_code(Effect effect) {
  switch (effect) {
    case Effect::none:
      return 0;
    case Effect::regression:
      return 1;
    case Effect::not_judged:
      return 3;
    case Effect::wrong_answer:
      return 4;
  }
  return 3;
}

}  // namespace assay::judge
