// Of long lists the gravest are shown, and it is said where the others are.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/fleet_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "harness/document/words.hpp"
#include "harness/judge/fleet/fleet_words.hpp"
#include "harness/judge/fleet/strata.hpp"

namespace assay::report {
namespace {

using judge::Fleet;
using judge::FleetFinding;
using judge::FleetSide;
using judge::FleetSubject;

constexpr std::size_t kMostRows = 200, kMostSentences = 20;
constexpr double kPercent = 100;

std::string signed_percent(double share) {
  return fmt::format("{:+.1f} %", kPercent * share);
}

void add_row(PageTable& table, const FleetFinding& finding) {
  const Paint paint = finding.side == FleetSide::worse ? Paint::red : Paint::yellow;
  const std::string what =
      finding.wrong == 0 ? std::string(document::word_of(finding.side)) : "wrong answers";
  if (finding.deviations.empty()) {
    table.row({finding.host, finding_place(finding), "-", "-", "-", what}, paint);
    return;
  }
  const auto& worst = finding.deviations.front();
  table.row({finding.host, finding_place(finding), worst.metric, signed_percent(worst.share),
             worst.deviations ? fmt::format("{:.3g}", std::abs(*worst.deviations)) : "-", what},
            paint);
}

std::string rest(std::size_t shown, std::size_t all) {
  return fmt::format("{} more are not shown here; --format json lists all.", all - shown);
}

void add_findings(Page& page, const Fleet& fleet) {
  if (fleet.findings.empty()) return;
  PageTable table{.columns = {{"host", Align::left, 24},
                              {"where", Align::left, 18},
                              {"most in", Align::left, 40, Overflow::wrap},
                              {"off", Align::right, 9},
                              {"MADs", Align::right, 8},
                              {"side", Align::left, 13}},
                  .rows = {},
                  .painted_column = {}};
  const std::size_t rows = std::min(kMostRows, fleet.findings.size());
  for (std::size_t i = 0; i < rows; ++i) add_row(table, fleet.findings[i]);
  page.section("What stands out").table(std::move(table));
  if (rows < fleet.findings.size()) page.paragraph(rest(rows, fleet.findings.size()));
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < std::min(kMostSentences, rows); ++i) {
    sentences.push_back(fleet.findings[i].sentence);
  }
  page.bullets(std::move(sentences));
}

void add_strata(Page& page, const Fleet& fleet) {
  if (fleet.strata.empty()) return;
  PageTable table{.columns = {{"compared with each other", Align::left, 60, Overflow::wrap},
                              {"nodes", Align::right, 7},
                              {"devices", Align::right, 8},
                              {"metrics", Align::right, 7},
                              {"all found from", Align::right, 14}},
                  .rows = {},
                  .painted_column = {}};
  for (const auto& stratum : fleet.strata) {
    table.row({judge::stratum_name(stratum), std::to_string(stratum.nodes),
               std::to_string(stratum.devices), std::to_string(stratum.metrics),
               stratum.judged() ? signed_percent(-stratum.widest_limit) : "too few"},
              stratum.judged() ? Paint::none : Paint::yellow);
  }
  page.section("Strata").table(std::move(table));
  for (const auto& stratum : fleet.strata) {
    if (stratum.widest_limit <= 2 * fleet.options.threshold) continue;
    page.paragraph(fmt::format(
        "{}: what is off by less than {:.1f} % in {} is not found, so "
        "much do its values scatter or so few are there.",
        judge::stratum_name(stratum), kPercent * stratum.widest_limit, stratum.widest_metric));
  }
}

void add_parallel(Page& page, const Fleet& fleet) {
  if (fleet.parallel.empty()) return;
  PageTable table{.columns = {{"metric", Align::left, 44, Overflow::wrap},
                              {"devices", Align::right, 8},
                              {"lost", Align::right, 8},
                              {"most at", Align::left, 20},
                              {"lost", Align::right, 8},
                              {"more than the others", Align::left, 30, Overflow::wrap}},
                  .rows = {},
                  .painted_column = {}};
  for (const auto& loss : fleet.parallel) {
    std::string out;
    for (const auto& host : loss.hosts_out) out += (out.empty() ? "" : ", ") + host;
    table.row({loss.metric, std::to_string(loss.devices), signed_percent(loss.median),
               loss.worst_host, signed_percent(loss.worst), out.empty() ? "-" : out},
              out.empty() ? Paint::none : Paint::yellow);
  }
  page.section("All GPUs of a node at once, against one by one").table(std::move(table));
}

void add_list(Page& page, const char* title, const std::vector<std::string>& list) {
  if (list.empty()) return;
  const std::size_t shown = std::min(kMostSentences, list.size());
  page.section(title).bullets({list.begin(), list.begin() + static_cast<std::ptrdiff_t>(shown)});
  if (shown < list.size()) page.paragraph(rest(shown, list.size()));
}

}  // namespace

std::string finding_place(const FleetFinding& finding) {
  switch (finding.subject) {
    case FleetSubject::node:
      return "the node";
    case FleetSubject::device:
      return finding.devices.front().device;
    case FleetSubject::link:
      return fmt::format("{} - {}", finding.devices.front().device, finding.devices.back().device);
  }
  return "";
}

Page fleet_page(const Fleet& fleet) {
  Page page;
  page.heading("Fleet").paragraph(fleet.conclusion());
  add_findings(page, fleet);
  add_list(page, "Seen, and not certain", fleet.hints);
  add_strata(page, fleet);
  add_parallel(page, fleet);
  std::vector<std::string> unreadable;
  for (const auto& one : fleet.unreadable) unreadable.push_back(one.reason);
  add_list(page, "Could not be read", unreadable);
  add_list(page, "To know", fleet.notes);
  if (!fleet.judged()) return page;
  page.paragraph(fmt::format(
      "A value stands out where it is {:.3g} % or more from the median of its stratum, and further "
      "than noise would bring {:.3g} of all that were compared. MADs are scaled to be standard "
      "deviations of normal noise. Below {} values nothing is judged.",
      kPercent * fleet.options.threshold, fleet.options.chance, fleet.options.fewest_members));
  return page;
}

}  // namespace assay::report
