// The table, what its letters mean, then why it differs and what is missing.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/gap_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/judge/gap/gap_explanation.hpp"
#include "harness/report/gap_page_value.hpp"

namespace assay::report {
namespace {

using judge::Agreement;
using judge::Gap;
using judge::GapCell;
using judge::GapRow;
using judge::Ground;
using judge::SideValue;

char letter(Ground ground) {
  switch (ground) {
    case Ground::document:
      return 'd';
    case Ground::recorded:
      return 'r';
    case Ground::others:
      return 'o';
    case Ground::published:
      return 'p';
  }
  return '?';
}

const char* meaning(Ground ground) {
  switch (ground) {
    case Ground::document:
      return "d: measured, the document of this side";
    case Ground::recorded:
      return "r: measured, a document given as evidence";
    case Ground::others:
      return "o: measured by others, who published it";
    case Ground::published:
      return "p: published figure";
  }
  return "";
}

std::string shown(const GapCell& cell, const std::string& unit) {
  const SideValue* value = cell.best();
  if (!value) return "-";
  return fmt::format("{} {}{}", value_text(value->value, unit), letter(value->ground),
                     value->verified ? "" : "*");
}

bool is_verified(const GapCell& cell) {
  return !cell.published || cell.published->verified;
}

std::string published_text(const GapRow& row) {
  if (!row.published) return "-";
  const bool verified = is_verified(row.a) && is_verified(row.b);
  return judge::ratio_text(row.published->value) + (verified ? "" : "*");
}

const char* word_of(Agreement agreement) {
  if (agreement == Agreement::agrees) return "yes";
  return agreement == Agreement::differs ? "no" : "-";
}

PageTable table_of(const Gap& gap) {
  PageTable table{.columns = {{"metric", Align::left, 24, Overflow::wrap},
                              {gap.a.label, Align::right, 15},
                              {gap.b.label, Align::right, 15},
                              {"published", Align::right, 9},
                              {"measured", Align::right, 8},
                              {"agree", Align::left, 5}},
                  .rows = {},
                  .painted_column = {}};
  for (const auto& row : gap.rows) {
    table.row({row.name, shown(row.a, row.unit), shown(row.b, row.unit), published_text(row),
               row.measured ? judge::ratio_text(row.measured->value) : "-", word_of(row.agreement)},
              row.agreement == Agreement::differs ? Paint::yellow : Paint::none);
  }
  return table;
}

std::string legend(const Gap& gap) {
  std::set<Ground> used;
  for (const auto& row : gap.rows) {
    for (const auto* cell : {&row.a, &row.b}) {
      if (const SideValue* value = cell->best()) used.insert(value->ground);
    }
  }
  std::string text;
  for (const Ground one : used) text += std::string(meaning(one)) + "; ";
  return text + fmt::format(
                    "*: rests on an inferred or unverified figure. Agree: the ratios lie within "
                    "{:.0f} % of each other, or the published one within the span of what was "
                    "measured on both sides.",
                    100 * judge::kAgreement);
}

std::vector<std::string> explanations(const Gap& gap) {
  std::vector<std::string> list;
  for (const auto& row : gap.rows) {
    if (!row.explanation) continue;
    const std::string& cause = row.explanation->cause;
    list.push_back(fmt::format("{}: {}{}", row.name, row.explanation->sentence,
                               cause.empty() ? "" : fmt::format(" Cause: {}.", cause)));
  }
  return list;
}

// Each source once, with the rows it stands behind.
std::vector<std::string> sources(const Gap& gap) {
  std::vector<std::pair<std::string, std::vector<std::string>>> list;
  const auto add = [&](const SideValue* value, const std::string& row) {
    if (!value || value->ground != Ground::others) return;
    auto found = std::find_if(list.begin(), list.end(),
                              [&](const auto& one) { return one.first == value->source; });
    if (found == list.end()) found = list.insert(list.end(), {value->source, {}});
    auto& rows = found->second;
    if (rows.empty() || rows.back() != row) rows.push_back(row);
  };
  for (const auto& row : gap.rows) {
    if (row.unit == "FLOP/B") continue;  // of two rows that name theirs
    add(row.a.best(), row.name);
    add(row.b.best(), row.name);
  }
  std::vector<std::string> lines;
  for (const auto& [source, rows] : list) {
    std::string line = source + ": ";
    for (const auto& row : rows) line += (&row == &rows.front() ? "" : ", ") + row;
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

Page gap_page(const Gap& gap, Depth depth) {
  Page page;
  page.heading(fmt::format("{} against {}", gap.b.label, gap.a.label));
  page.paragraph(fmt::format("Ratios are {} / {}: what the second has of the first.", gap.b.label,
                             gap.a.label));
  page.table(table_of(gap)).paragraph(legend(gap));
  if (auto list = explanations(gap); !list.empty()) {
    page.section("Why they differ").bullets(std::move(list));
  }
  if (depth == Depth::brief) return page;
  if (!gap.notes.empty()) page.section("To know").bullets(gap.notes);
  std::vector<std::string> documents;
  for (const auto* side : {&gap.a, &gap.b}) {
    for (const auto& name : side->documents) documents.push_back(side->label + ": " + name);
  }
  if (!documents.empty()) page.section("Documents").bullets(std::move(documents));
  if (auto list = sources(gap); !list.empty()) {
    page.section("Measured by others").bullets(std::move(list));
  }
  return page;
}

}  // namespace assay::report
