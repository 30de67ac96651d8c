// One table of all claims, then each with its criteria in words.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/claims_page.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "harness/report/gap_page_value.hpp"

namespace assay::report {
namespace {

using catalogue::ClaimState;
using catalogue::Range;
using judge::Claims;
using judge::ClaimVerdict;
using judge::CourtVerdict;
using judge::CriterionVerdict;

enum class Whose { own, others };

const std::optional<judge::ClaimFinding>& finding_of(const CriterionVerdict& criterion,
                                                     Whose whose) {
  return whose == Whose::own ? criterion.found : criterion.others;
}

std::string court_text(const ClaimVerdict& verdict, const std::optional<CourtVerdict>& court,
                       Whose whose) {
  if (!court) return "-";
  const auto& decisive = verdict.criteria[court->decisive];
  return fmt::format("{} {}",
                     value_text(finding_of(decisive, whose)->value, decisive.criterion->unit),
                     to_string(court->state));
}

Paint paint_of(ClaimState state) {
  return state == ClaimState::refuted ? Paint::yellow : Paint::none;
}

PageTable table_of(const Claims& claims) {
  PageTable table{.columns = {{"claim", Align::left, 60, Overflow::wrap},
                              {"on paper", Align::left, 30, Overflow::wrap},
                              {"others measured", Align::left, 30, Overflow::wrap}},
                  .rows = {},
                  .painted_column = {}};
  if (!claims.paper_only) {
    table.columns.push_back({"documents", Align::left, 30, Overflow::wrap});
  }
  table.columns.push_back({"verdict", Align::left, 9});
  for (const auto& one : claims.claims) {
    std::vector<std::string> cells{one.claim->quote, court_text(one, one.paper, Whose::own),
                                   court_text(one, one.others, Whose::others)};
    if (!claims.paper_only) cells.push_back(court_text(one, one.documents, Whose::own));
    cells.emplace_back(to_string(one.state));
    table.row(std::move(cells), paint_of(one.state));
  }
  return table;
}

std::string range_text(const Range& range, const std::string& unit) {
  if (range.lower && range.upper) {
    return fmt::format("{} to {}", value_text(*range.lower, unit), value_text(*range.upper, unit));
  }
  if (range.lower) return value_text(*range.lower, unit) + " or more";
  return range.upper ? value_text(*range.upper, unit) + " or less" : "anything";
}

std::string ranges_text(const catalogue::Criterion& criterion) {
  std::string text = "confirmed by " + range_text(criterion.confirms, criterion.unit);
  for (const auto& range : criterion.refutes) {
    text += (&range == &criterion.refutes.front() ? ", refuted by " : " or ") +
            range_text(range, criterion.unit);
  }
  return text;
}

std::string criterion_text(const CriterionVerdict& verdict) {
  const auto& criterion = *verdict.criterion;
  std::string text = fmt::format("{} ({}): ", criterion.id, to_string(criterion.basis));
  if (verdict.found) {
    text += fmt::format("{} is {}; {}; {}.", value_text(verdict.found->value, criterion.unit),
                        to_string(verdict.found->state), ranges_text(criterion),
                        verdict.found->evidence);
  } else {
    text += fmt::format("no evidence; {}.", ranges_text(criterion));
  }
  if (!verdict.missing.empty()) text += fmt::format(" Missing: {}.", verdict.missing);
  if (verdict.others) {
    text += fmt::format(" Others measured {}, by which it is {}: {}.",
                        value_text(verdict.others->value, criterion.unit),
                        to_string(verdict.others->state), verdict.others->evidence);
  }
  return text;
}

void add_claim(Page& page, const ClaimVerdict& verdict) {
  const auto& claim = *verdict.claim;
  page.section(fmt::format("{}: {}", claim.id, to_string(verdict.state)));
  page.paragraph(fmt::format("\"{}\", said by {}. That is: {}. Verdict: {}.", claim.quote,
                             claim.said_by, claim.statement, verdict.sentence));
  std::vector<std::string> list;
  for (const auto& one : verdict.criteria) list.push_back(criterion_text(one));
  page.bullets(std::move(list));
}

std::string ground_text(const Claims& claims) {
  if (claims.paper_only) {
    return "Paper against paper: no document was given, so each claim is judged by published "
           "figures alone. What others measured and published stands beside it and decides "
           "nothing.";
  }
  return "A claim is refuted by one criterion that refutes it, and confirmed where every criterion "
         "has evidence and confirms it. What others measured and published stands beside it and "
         "decides nothing.";
}

}  // namespace

Page claims_page(const Claims& claims, Depth depth) {
  Page page;
  page.heading("Published claims").paragraph(ground_text(claims));
  page.bullets(claims.documents);
  page.table(table_of(claims));
  if (depth == Depth::brief) return page;
  for (const auto& one : claims.claims) add_claim(page, one);
  return page;
}

}  // namespace assay::report
