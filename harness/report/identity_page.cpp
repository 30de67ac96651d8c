// Sentence first, then the claims, the ranking, and what it rests on.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/identity_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "harness/judge/identity/identity_sentence.hpp"

namespace assay::report {
namespace {

using judge::Candidate;
using judge::Identity;

constexpr std::size_t kRankedAtLeast = 5;
constexpr std::size_t kComparedAtMost = 3;
constexpr double kShownLikelihood = 0.001;

Paint paint_of(const Identity& identity) {
  switch (judge::state_of(identity)) {
    case judge::State::pass:
      return Paint::none;
    case judge::State::could_not_judge:
      return Paint::yellow;
    case judge::State::fail:
    case judge::State::wrong:
      return Paint::red;
  }
  return Paint::none;
}

std::string joined(const std::vector<std::string>& list, const char* none) {
  return list.empty() ? none : fmt::format("{}", fmt::join(list, ", "));
}

void add_claims(Page& page, const Identity& identity) {
  PageTable table{.columns = {{"claim", Align::left, 12},
                              {"says", Align::left, 40, Overflow::wrap},
                              {"stands for", Align::left, 40, Overflow::wrap},
                              {"agrees", Align::left, 6}}};
  for (const auto& claim : identity.claims) {
    const bool known = !claim.parts.empty();
    table.row({claim.by, claim.text, joined(claim.parts, "no catalogued part"),
               !known         ? "-"
               : claim.agrees ? "yes"
                              : "no"},
              known && !claim.agrees ? Paint::red : Paint::none);
  }
  if (!table.rows.empty()) page.table(std::move(table));
}

std::string likelihood(double value) {
  return value >= 0.0005 ? fmt::format("{:.3f}", value) : "< 0.001";
}

std::vector<std::string> disagreeing(const Candidate& candidate) {
  std::vector<std::string> list;
  for (const auto& fit : candidate.fits) {
    if (fit.disagrees) list.push_back(fit.feature.substr(0, fit.feature.find(" per ")));
  }
  return list;
}

bool is_claimed(const Identity& identity, const Candidate& candidate) {
  return std::any_of(identity.claims.begin(), identity.claims.end(), [&](const auto& claim) {
    return std::find(claim.parts.begin(), claim.parts.end(), candidate.part) != claim.parts.end();
  });
}

void add_ranking(Page& page, const Identity& identity) {
  PageTable table{.columns = {{"part", Align::left, 24},
                              {"likelihood", Align::right, 10},
                              {"features that disagree", Align::left, 80, Overflow::wrap}},
                  .rows = {},
                  .painted_column = {}};
  for (std::size_t i = 0; i < identity.ranked.size(); ++i) {
    const auto& one = identity.ranked[i];
    const bool shown = i < kRankedAtLeast || one.likelihood >= kShownLikelihood;
    if (!shown && !is_claimed(identity, one)) continue;
    table.row({one.part + (one.as_slice ? " (MIG slice)" : ""), likelihood(one.likelihood),
               joined(disagreeing(one), "-")});
  }
  page.table(std::move(table));
}

// The best ones, and what is claimed if it is not among them.
std::vector<const Candidate*> compared(const Identity& identity) {
  std::vector<const Candidate*> list;
  for (const auto& one : identity.ranked) {
    if (list.size() < kComparedAtMost) list.push_back(&one);
  }
  const auto claimed = std::find_if(identity.ranked.begin(), identity.ranked.end(),
                                    [&](const auto& one) { return is_claimed(identity, one); });
  if (claimed == identity.ranked.end()) return list;
  if (std::find(list.begin(), list.end(), &*claimed) == list.end()) list.back() = &*claimed;
  return list;
}

std::string expected(const judge::Feature& feature, const judge::FeatureFit& fit) {
  if (!fit.expected) return "not stated";
  return judge::format_feature(feature, *fit.expected) + (fit.inferred ? " *" : "") +
         (fit.disagrees ? " !" : "");
}

void add_features(Page& page, const Identity& identity) {
  const auto parts = compared(identity);
  PageTable table{
      .columns = {{"feature", Align::left, 40, Overflow::wrap}, {"measured", Align::right, 14}}};
  for (const auto* part : parts) table.columns.push_back({part->part, Align::right, 16});
  for (std::size_t i = 0; i < identity.features.size(); ++i) {
    const auto& feature = identity.features[i];
    std::vector<std::string> cells{feature.name, judge::format_feature(feature, feature.measured)};
    for (const auto* part : parts) cells.push_back(expected(feature, part->fits[i]));
    table.row(std::move(cells));
  }
  page.table(std::move(table));
  page.paragraph(
      "! disagrees; * inferred, not published. Of a GEMM and of a rate without a clock "
      "the most that the part can do is shown.");
}

void add_device(Page& page, const Identity& identity) {
  page.section(identity.device);
  page.table(PageTable{.columns = {{"device", Align::left, 12}, {"identity", Align::left, 16}}}.row(
      {identity.device, std::string(to_string(identity.match))}, paint_of(identity)));
  page.paragraph(identity.sentence + ".");
  add_claims(page, identity);
  if (!identity.features.empty()) {
    add_ranking(page, identity);
    add_features(page, identity);
  }
  std::vector<std::string> items;
  if (!identity.deciding_axis.empty()) {
    items.push_back(fmt::format("deciding axis: {}{}", identity.deciding_axis,
                                identity.axis_inferred ? " (an inferred figure)" : ""));
  }
  if (!identity.deciding_cases.empty()) {
    items.push_back("cases that would decide: " + joined(identity.deciding_cases, ""));
  }
  page.bullets(std::move(items));
}

}  // namespace

Page identity_page(const judge::IdentityReport& report) {
  Page page;
  page.heading("Identity");
  const std::string where = report.simulated_part ? "simulated " + *report.simulated_part
                                                  : fmt::format("on {}", report.hostname);
  page.paragraph(
      fmt::format("Run {}, {}: {}.", report.run_id.substr(0, 8), where, to_string(report.state)));
  if (report.devices.empty()) page.paragraph("The document holds no case of any device.");
  for (const auto& identity : report.devices) add_device(page, identity);
  return page;
}

}  // namespace assay::report
