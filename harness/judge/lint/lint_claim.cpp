// Terms, units and ranges of each criterion; then what they say on paper.
#include "harness/judge/lint/lint_claim.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace assay::judge {
namespace {

using catalogue::Basis;
using catalogue::Catalogue;
using catalogue::Claim;
using catalogue::ClaimState;
using catalogue::Criterion;
using catalogue::Range;
using catalogue::Term;

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kFactUnits{
    {{"memory_bytes", "B"},
     {"l2_bytes", "B"},
     {"memory_clock_hz", "Hz"},
     {"multiprocessors", "1"}}};

std::vector<const Term*> terms_of(const Criterion& criterion) {
  std::vector<const Term*> terms{&criterion.numerator};
  if (criterion.denominator) terms.push_back(&*criterion.denominator);
  return terms;
}

// Why a term decides nothing; empty where it can.
std::string term_problem(const Catalogue& catalogue, const Claim& claim, const Term& term) {
  const auto* part = catalogue.find(term.part);
  const bool named =
      std::find(claim.parts.begin(), claim.parts.end(), term.part) != claim.parts.end();
  if (!part || !named) {
    return fmt::format(
        "{} decides it and is no part of the {}; name the part there, or ask another", term.part,
        part ? "claim" : "catalogue");
  }
  if (!term.figure) return "";
  const auto* figure = part->figure(*term.figure);
  if (!figure) {
    return fmt::format("{} of {} decides it and is not stated; decide it by another figure",
                       *term.figure, term.part);
  }
  if (!figure->gates()) {
    return fmt::format("{} of {} decides it and is {}; no claim may rest on such a figure",
                       *term.figure, term.part, to_string(figure->authority));
  }
  return "";
}

bool is_of(Basis basis, const Term& term) {
  switch (basis) {
    case Basis::published:
      return term.figure.has_value();
    case Basis::measured:
      return term.metric.has_value();
    case Basis::reported:
      return term.fact.has_value();
  }
  return false;
}

std::string unit_of(const Catalogue& catalogue, const Term& term) {
  if (term.figure) return catalogue.find(term.part)->figure(*term.figure)->unit;
  if (term.metric) {
    const auto* info = catalogue::find_metric(term.metric->name);
    return info ? std::string(info->unit) : "";
  }
  const auto* found = std::find_if(kFactUnits.begin(), kFactUnits.end(),
                                   [&](const auto& fact) { return fact.first == term.fact; });
  return found == kFactUnits.end() ? "" : std::string(found->second);
}

std::string unit_of(const Catalogue& catalogue, const Criterion& criterion) {
  const std::string above = unit_of(catalogue, criterion.numerator);
  if (!criterion.denominator) return above;
  const std::string below = unit_of(catalogue, *criterion.denominator);
  if (above == below) return "1";
  return above == "FLOP/s" && below == "B/s" ? "FLOP/B" : fmt::format("{} per {}", above, below);
}

double low_of(const Range& range) {
  return range.lower.value_or(-std::numeric_limits<double>::infinity());
}
double high_of(const Range& range) {
  return range.upper.value_or(std::numeric_limits<double>::infinity());
}

bool overlap(const Range& one, const Range& other) {
  return std::max(low_of(one), low_of(other)) < std::min(high_of(one), high_of(other));
}

void check_ranges(const Criterion& criterion, const std::string& place, Findings& findings) {
  const auto is_empty = [](const Range& range) {
    return range.lower.value_or(0) >= high_of(range);
  };
  if (is_empty(criterion.confirms) ||
      std::any_of(criterion.refutes.begin(), criterion.refutes.end(), is_empty)) {
    findings.error(
        place, "range",
        fmt::format("a range of {} holds nothing; its ends may be exchanged", criterion.id));
  }
  for (const auto& range : criterion.refutes) {
    if (!overlap(criterion.confirms, range)) continue;
    findings.error(
        place, "range",
        fmt::format("{} confirms what it refutes, from {:g} to {:g} {}; part the ranges",
                    criterion.id, std::max(low_of(criterion.confirms), low_of(range)),
                    std::min(high_of(criterion.confirms), high_of(range)), criterion.unit));
  }
}

void check_criterion(const Catalogue& catalogue, const Claim& claim, const Criterion& criterion,
                     const std::string& place, Findings& findings) {
  bool decides = true;
  for (const Term* term : terms_of(criterion)) {
    const bool above = term == &criterion.numerator;
    const std::string at = place + (above ? "/numerator" : "/denominator");
    if (const auto problem = term_problem(catalogue, claim, *term); !problem.empty()) {
      findings.error(at, "term", fmt::format("{}: {}", criterion.id, problem));
      decides = false;
    }
    if (is_of(criterion.basis, *term)) continue;
    findings.error(place + "/basis", "basis",
                   fmt::format("{} is said to be {}, and what decides it is not; correct the basis",
                               criterion.id, to_string(criterion.basis)));
    decides = false;
  }
  if (decides && unit_of(catalogue, criterion) != criterion.unit) {
    findings.error(place + "/unit", "units",
                   fmt::format("{} is in {}, not in {}; correct the unit and the ranges",
                               criterion.id, unit_of(catalogue, criterion), criterion.unit));
  }
  check_ranges(criterion, place, findings);
}

std::optional<double> published_value(const Catalogue& catalogue, const Term& term) {
  const auto* part = catalogue.find(term.part);
  return part && term.figure ? part->value(*term.figure) : std::nullopt;
}

// Empty where a figure it needs is not there.
std::optional<ClaimState> state_on_paper(const Catalogue& catalogue, const Claim& claim) {
  std::vector<ClaimState> states;
  for (const auto& criterion : claim.criteria) {
    if (criterion.basis != Basis::published) continue;
    auto value = published_value(catalogue, criterion.numerator);
    if (!value) return std::nullopt;
    if (criterion.denominator) {
      const auto below = published_value(catalogue, *criterion.denominator);
      if (!below || *below == 0) return std::nullopt;
      *value /= *below;
    }
    states.push_back(criterion.judge(*value));
  }
  return catalogue::together(states);
}

}  // namespace

void check_claim(const Catalogue& catalogue, const Claim& claim, Findings& findings) {
  for (std::size_t i = 0; i < claim.parts.size(); ++i) {
    if (catalogue.find(claim.parts[i])) continue;
    findings.error(fmt::format("/parts/{}", i), "part",
                   fmt::format("the catalogue has no part {}; correct the id", claim.parts[i]));
  }
  for (std::size_t i = 0; i < claim.criteria.size(); ++i) {
    check_criterion(catalogue, claim, claim.criteria[i], fmt::format("/criteria/{}", i), findings);
  }
  const auto state = state_on_paper(catalogue, claim);
  if (!state || *state == claim.on_paper) return;
  findings.error("/on_paper", "paper",
                 fmt::format("the published figures leave the claim {}, and the file says {}; "
                             "correct the file, or the figure or range that is wrong",
                             to_string(*state), to_string(claim.on_paper)));
}

}  // namespace assay::judge
