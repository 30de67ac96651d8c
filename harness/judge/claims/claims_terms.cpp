// Terms are looked up, divided and put before the criterion.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/claims/claims_terms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/judge/claims/claims_execution.hpp"
#include "harness/judge/claims/claims_facts.hpp"

namespace assay::judge {
namespace {

using catalogue::Claim;
using catalogue::Criterion;
using catalogue::Term;

std::set<std::string, std::less<>> metrics_of(const Claim& claim) {
  std::set<std::string, std::less<>> names;
  for (const auto& criterion : claim.criteria) {
    if (criterion.numerator.metric) names.insert(criterion.numerator.metric->name);
    if (criterion.denominator && criterion.denominator->metric) {
      names.insert(criterion.denominator->metric->name);
    }
  }
  return names;
}

DeviceEvidence without(DeviceEvidence evidence, const std::set<std::string, std::less<>>& names) {
  std::erase_if(evidence.measurements,
                [&](const Measurement& one) { return names.contains(one.metric.name); });
  return evidence;
}

Form form_of(const Term& term) {
  return term.per_sm_clock ? Form::per_sm_clock : Form::rate;
}

std::string asked(const Term& term) {
  return fmt::format("{}{} on {}", to_string(*term.metric),
                     term.per_sm_clock ? " with its clock" : "", term.part);
}

std::string shown(const SideValue& value) {
  return value.detail.empty() ? value.source : fmt::format("{} ({})", value.source, value.detail);
}

ClaimFinding finding(const Criterion& criterion, const SideValue& above, const SideValue* below) {
  const double value = below ? above.value / below->value : above.value;
  std::string evidence = shown(above);
  if (below && shown(*below) != evidence) evidence += "; against " + shown(*below);
  return {.value = value, .state = criterion.judge(value), .evidence = std::move(evidence)};
}

void decide(CriterionVerdict& verdict, ClaimFinding found) {
  if (found.state == catalogue::ClaimState::undecided) {
    verdict.missing = "the value lies where the claim is neither confirmed nor refuted";
  }
  verdict.found = std::move(found);
}

using Pairs = std::vector<std::pair<Side, Side>>;

// Each exhibit for itself, where both terms are of one part: a ratio within one run.
Pairs runs_of(const Side& side) {
  Pairs list;
  for (const Exhibit* one : side.exhibits) {
    const Side run{.label = side.label, .part = side.part, .exhibits = {one}};
    list.emplace_back(run, run);
  }
  return list;
}

std::optional<SideValue> look_up(const Side& side, const Term& term) {
  return document_value(side, *term.metric, form_of(term));
}

std::string missing_of(const Side& side, const Side& other, const Criterion& criterion) {
  const Term &above = criterion.numerator, &below = *criterion.denominator;
  const bool has_above = look_up(side, above).has_value();
  const bool has_below = look_up(other, below).has_value();
  if (has_above && has_below) return asked(above) + " and " + asked(below) + ", both in one run";
  if (has_above) return asked(below);
  if (has_below) return asked(above);
  return asked(above) + " and " + asked(below);
}

}  // namespace

ClaimCourt::ClaimCourt(const catalogue::Catalogue& catalogue, const Claim& claim,
                       const std::vector<Exhibit>& exhibits, const Identifier& identifier)
    : catalogue_(catalogue), exhibits_(exhibits) {
  const auto names = metrics_of(claim);
  for (auto& exhibit : exhibits_) exhibit.identity = identifier(without(exhibit.evidence, names));
}

Side ClaimCourt::side_of(const Term& term) const {
  Side side{.label = term.part, .part = catalogue_.find(term.part)};
  for (const auto& exhibit : exhibits_) {
    if (exhibit.behaves_like(term.part)) side.exhibits.push_back(&exhibit);
  }
  return side;
}

CriterionVerdict ClaimCourt::judge(const Criterion& criterion) const {
  CriterionVerdict verdict{.criterion = &criterion, .found = {}, .others = {}, .missing = {}};
  switch (criterion.basis) {
    case catalogue::Basis::published:
      judge_figures(verdict);
      break;
    case catalogue::Basis::measured:
      judge_documents(verdict);
      verdict.others = by_others(criterion);
      break;
    case catalogue::Basis::reported:
      judge_facts(verdict);
      break;
  }
  return verdict;
}

void ClaimCourt::judge_figures(CriterionVerdict& verdict) const {
  const auto& criterion = *verdict.criterion;
  std::optional<SideValue> values[2];
  const Term* terms[] = {&criterion.numerator,
                         criterion.denominator ? &*criterion.denominator : nullptr};
  for (int i = 0; i < 2; ++i) {
    if (!terms[i]) continue;
    values[i] = published_value(side_of(*terms[i]), *terms[i]->figure);
    if (values[i] && values[i]->verified) continue;
    verdict.missing = fmt::format("{} of {} that is neither inferred nor unverified",
                                  *terms[i]->figure, terms[i]->part);
    return;
  }
  decide(verdict, finding(criterion, *values[0], terms[1] ? &*values[1] : nullptr));
}

void ClaimCourt::judge_documents(CriterionVerdict& verdict) const {
  const auto& criterion = *verdict.criterion;
  const Term& above = criterion.numerator;
  const Side side = side_of(above);
  if (!criterion.denominator) {
    const auto value = look_up(side, above);
    if (value) return decide(verdict, finding(criterion, *value, nullptr));
    verdict.missing = asked(above);
    return;
  }
  const Term& below = *criterion.denominator;
  const Side other = side_of(below);
  const bool one_part = above.part == below.part;
  for (const auto& [one, against] : one_part ? runs_of(side) : Pairs{{side, other}}) {
    const auto value = look_up(one, above), divisor = look_up(against, below);
    if (value && divisor) return decide(verdict, finding(criterion, *value, &*divisor));
    if (!divisor || !one_part) continue;
    if (const auto zero = not_executed(*one.exhibits.front(), above, below)) {
      return decide(verdict, {.value = 0, .state = criterion.judge(0), .evidence = *zero});
    }
  }
  verdict.missing = missing_of(side, other, criterion);
}

void ClaimCourt::judge_facts(CriterionVerdict& verdict) const {
  const auto& criterion = *verdict.criterion;
  const Side side = side_of(criterion.numerator);
  const auto fact = reported_fact(side, *criterion.numerator.fact);
  if (!fact.value) {
    verdict.missing = fact.missing;
    return;
  }
  decide(verdict, finding(criterion, *fact.value, nullptr));
  auto& found = *verdict.found;
  const bool may_be_more = criterion.confirms.contains(fact.value->high) &&
                           found.state == catalogue::ClaimState::refuted;
  if (!may_be_more) return;
  found.state = catalogue::ClaimState::undecided;
  verdict.missing = fact.bound;
}

std::optional<ClaimFinding> ClaimCourt::by_others(const Criterion& criterion) const {
  const Term& above = criterion.numerator;
  if (above.per_sm_clock) return std::nullopt;
  const Side side = side_of(above);
  if (!criterion.denominator) {
    const auto value = others_value(side, *above.metric);
    if (!value) return std::nullopt;
    return finding(criterion, *value, nullptr);
  }
  const Term& below = *criterion.denominator;
  const Side other = side_of(below);
  SidePair values{others_value(side, *above.metric), others_value(other, *below.metric)};
  if (*above.metric == *below.metric) values = others_values(side, other, *above.metric);
  if (!values.first || !values.second) return std::nullopt;
  return finding(criterion, *values.first, &*values.second);
}

}  // namespace assay::judge
