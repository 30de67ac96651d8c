// Criteria become courts, courts become a verdict.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/claims/claims.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/claims/claims_terms.hpp"

namespace assay::judge {
namespace {

using catalogue::Basis;
using catalogue::ClaimState;

/// What several criteria say together.
class Tally {
 public:
  void add(std::size_t criterion, const std::optional<ClaimFinding>& finding) {
    states_.push_back(finding ? finding->state : ClaimState::undecided);
    if (!finding) return;
    found_.push_back(finding->state);
    if (!first_) first_ = criterion;
    if (finding->state == ClaimState::refuted && !refuting_) refuting_ = criterion;
  }
  ClaimState state() const { return catalogue::together(states_); }
  /// As far as its evidence goes.
  std::optional<CourtVerdict> court() const {
    if (!first_) return std::nullopt;
    return CourtVerdict{.state = catalogue::together(found_),
                        .decisive = refuting_.value_or(*first_)};
  }

 private:
  std::vector<ClaimState> states_, found_;
  std::optional<std::size_t> first_, refuting_;
};

struct Tallies {
  Tally paper, others, documents, all;
};

Tallies tallies_of(const std::vector<CriterionVerdict>& criteria) {
  Tallies made;
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    const auto& one = criteria[i];
    const Basis basis = one.criterion->basis;
    (basis == Basis::published ? made.paper : made.documents).add(i, one.found);
    if (basis == Basis::measured) made.others.add(i, one.others);
    made.all.add(i, one.found);
  }
  return made;
}

std::string refuting(const ClaimVerdict& verdict) {
  std::string list;
  for (const auto& one : verdict.criteria) {
    if (!one.found || one.found->state != ClaimState::refuted) continue;
    list += fmt::format("{}{} ({})", list.empty() ? "" : ", ", one.criterion->id,
                        to_string(one.criterion->basis));
  }
  return list;
}

std::string missing(const ClaimVerdict& verdict) {
  std::vector<std::string> list;
  for (const auto& one : verdict.criteria) {
    const bool new_one = std::find(list.begin(), list.end(), one.missing) == list.end();
    if (!one.missing.empty() && new_one) list.push_back(one.missing);
  }
  std::string text;
  for (const auto& one : list) text += (text.empty() ? "" : "; ") + one;
  return text;
}

// Paper refutes what devices show: then one of the two is worth a look.
std::string doubt(const ClaimVerdict& verdict) {
  const bool contradicted = verdict.documents && verdict.documents->state == ClaimState::confirmed;
  return contradicted ? ", although the documents confirm it" : "";
}

std::string sentence_of(const ClaimVerdict& verdict, bool paper_only) {
  if (!verdict.claim->not_decidable.empty()) {
    return fmt::format("not decidable: {}", verdict.claim->not_decidable);
  }
  switch (verdict.state) {
    case ClaimState::refuted:
      return fmt::format("refuted by {}{}", refuting(verdict), doubt(verdict));
    case ClaimState::confirmed:
      return paper_only ? "confirmed by what is published" : "confirmed by every criterion";
    case ClaimState::undecided:
      break;
  }
  return fmt::format("not decided; missing: {}", missing(verdict));
}

ClaimVerdict judge_claim(const catalogue::Catalogue& catalogue, const catalogue::Claim& claim,
                         const std::vector<Exhibit>& exhibits, const Identifier& identifier) {
  ClaimVerdict verdict{.claim = &claim, .criteria = {}, .sentence = {}};
  const ClaimCourt court(catalogue, claim, exhibits, identifier);
  for (const auto& criterion : claim.criteria) verdict.criteria.push_back(court.judge(criterion));
  const Tallies tallies = tallies_of(verdict.criteria);
  verdict.paper = tallies.paper.court();
  verdict.others = tallies.others.court();
  verdict.documents = tallies.documents.court();
  verdict.state = exhibits.empty() ? tallies.paper.state() : tallies.all.state();
  verdict.sentence = sentence_of(verdict, exhibits.empty());
  return verdict;
}

std::string described(const Exhibit& exhibit) {
  std::string parts;
  for (const auto& part : exhibit.identity.candidates) {
    parts += (parts.empty() ? "" : " or ") + part;
  }
  return fmt::format("{}: {}", exhibit.name(),
                     parts.empty() ? "behaves like no catalogued part, and counts for none"
                                   : "behaves like " + parts);
}

}  // namespace

Claims judge_claims(const catalogue::Catalogue& catalogue, const std::vector<Exhibit>& exhibits,
                    const Identifier& identifier) {
  Claims made{.paper_only = exhibits.empty(), .claims = {}, .documents = {}};
  for (const auto& claim : catalogue.claims) {
    made.claims.push_back(judge_claim(catalogue, claim, exhibits, identifier));
  }
  for (const auto& exhibit : exhibits) {
    made.documents.push_back(described(exhibit));
    made.simulated = made.simulated || exhibit.simulated;
    made.injected = made.injected || exhibit.injected;
  }
  return made;
}

}  // namespace assay::judge
