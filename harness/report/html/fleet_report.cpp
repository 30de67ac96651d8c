// Of each stratum the gravest findings become rows, so that the page has a bound.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/fleet_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>

#include "harness/judge/fleet/strata.hpp"
#include "harness/report/fleet_page.hpp"
#include "harness/report/html/frame.hpp"
#include "harness/report/html/heat_map.hpp"
#include "harness/report/html/table.hpp"

namespace assay::report::html {
namespace {

using judge::Fleet;
using judge::FleetFinding;
using judge::FleetSide;

constexpr std::size_t kRowsAtMost = 15, kColumnsAtMost = 12;

Square square_of(const FleetFinding& finding) {
  if (finding.wrong != 0) return Square::wrong;
  return finding.side == FleetSide::worse ? Square::worse : Square::better;
}

std::vector<Node> nodes_of(const Fleet& fleet, const std::vector<std::string>& hosts) {
  std::map<std::string, Square> squares;
  for (const auto& host : hosts) squares.emplace(host, Square::plain);
  for (const auto& finding : fleet.findings) {
    Square& square = squares[finding.host];
    square = std::max(square, square_of(finding));
  }
  std::vector<Node> nodes;
  for (auto& [host, square] : squares) nodes.push_back({host, square});
  return nodes;
}

bool is_of(const FleetFinding& finding, std::uint32_t stratum) {
  return !finding.deviations.empty() && finding.deviations.front().stratum == stratum;
}

// Column of the metric; one more while there is room. The number of columns where there is none.
std::size_t column_of(HeatMap& map, const std::string& metric) {
  const auto found = std::find(map.columns.begin(), map.columns.end(), metric);
  const auto index = static_cast<std::size_t>(found - map.columns.begin());
  if (found == map.columns.end() && index < kColumnsAtMost) map.columns.push_back(metric);
  return index;
}

HeatMap map_of(const Fleet& fleet, std::uint32_t stratum) {
  HeatMap map;
  std::size_t all = 0;
  for (const auto& finding : fleet.findings) {
    if (!is_of(finding, stratum) || ++all > kRowsAtMost) continue;
    HeatRow row{.name = fmt::format("{} {}", finding.host, finding_place(finding)),
                .deviations = {}};
    row.deviations.resize(kColumnsAtMost);
    for (const auto& deviation : finding.deviations) {
      const std::size_t column = column_of(map, deviation.metric);
      if (column < kColumnsAtMost && !row.deviations[column])
        row.deviations[column] = deviation.share;
    }
    map.rows.push_back(std::move(row));
  }
  for (auto& row : map.rows) row.deviations.resize(map.columns.size());
  map.caption = fmt::format("{}: off the median by; {} of {} that stand out",
                            judge::stratum_name(fleet.strata[stratum]), map.rows.size(), all);
  return map;
}

std::vector<Element> pictures_of(const Fleet& fleet, const std::vector<std::string>& hosts,
                                 const Mark& mark) {
  std::vector<Element> elements;
  elements.push_back(node_grid(nodes_of(fleet, hosts)));
  for (std::uint32_t stratum = 0; stratum < fleet.strata.size(); ++stratum) {
    const HeatMap map = map_of(fleet, stratum);
    if (map.rows.empty()) continue;
    if (elements.size() == 1) elements.push_back(marked_heading(2, "How far off", mark));
    elements.push_back(heat_map_element(map));
  }
  return elements;
}

Element badge_of(const Fleet& fleet) {
  switch (fleet.exit_code()) {
    case 0:
      return state_word(judge::State::pass, "ALIKE");
    case 1:
      return state_word(judge::State::fail, "OUTLIERS");
    case 4:
      return state_word(judge::State::wrong, "WRONG ANSWERS");
    default:
      return state_badge(judge::State::could_not_judge);
  }
}

}  // namespace

std::string fleet_report(const Fleet& fleet, const std::vector<std::string>& hosts,
                         const Mark& mark, const document::ToolInfo& tool) {
  const auto title =
      fmt::format("Fleet of {} {}", fleet.nodes, fleet.nodes == 1 ? "node" : "nodes");
  std::vector<Element> elements;
  elements.push_back(heading(1, "").add(badge_of(fleet)).text(" ").text(title));
  std::vector<Element> words = elements_of(fleet_page(fleet), 2, mark);
  elements.push_back(std::move(words.front()));  // the conclusion
  for (auto& picture : pictures_of(fleet, hosts, mark)) elements.push_back(std::move(picture));
  std::move(words.begin() + 1, words.end(), std::back_inserter(elements));
  return framed({.title = fmt::format("{} - assay fleet", title), .mark = mark, .tool = tool},
                std::move(elements));
}

}  // namespace assay::report::html
