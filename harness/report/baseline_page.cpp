// The gates, then what has none, then what it rests on.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/baseline_page.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace assay::report {
namespace {

using judge::Baseline;
using judge::BaselineGate;

// Four digits, so that one per cent shows.
std::string shown(double value, const judge::Gate& gate) {
  return fmt::format("{:.4g}{}{}", value / gate.unit_factor, gate.unit == "1" ? "" : " ",
                     gate.unit == "1" ? "" : gate.unit);
}

std::string limit_of(const judge::Gate& gate) {
  if (gate.lower) return fmt::format("from {}", shown(*gate.lower, gate));
  return gate.upper ? fmt::format("to {}", shown(*gate.upper, gate)) : "-";
}

PageTable table_of(const Baseline& baseline) {
  PageTable table{.columns = {{"metric", Align::left, 44, Overflow::wrap},
                              {"expected", Align::right, 14},
                              {"passes", Align::right, 18},
                              {"of", Align::right, 7},
                              {"spread", Align::right, 7}},
                  .rows = {},
                  .painted_column = {}};
  for (const BaselineGate& one : baseline.gates) {
    table.row({catalogue::to_string({one.gate.metric, one.gate.parameters}),
               one.gate.expected ? shown(*one.gate.expected, one.gate) : "-", limit_of(one.gate),
               std::to_string(one.values), fmt::format("{:.2g} %", 100 * one.spread)});
  }
  return table;
}

std::vector<std::string> outliers_of(const Baseline& baseline) {
  std::vector<std::string> list;
  for (const BaselineGate& one : baseline.gates) {
    if (one.outliers == 0) continue;
    list.push_back(fmt::format("{}: {} of {} values stand out of the fleet",
                               catalogue::to_string({one.gate.metric, one.gate.parameters}),
                               one.outliers, one.values + one.outliers));
  }
  return list;
}

}  // namespace

Page baseline_page(const Baseline& baseline, const std::string& file) {
  Page page;
  page.heading(fmt::format("Baseline of {}", baseline.part));
  page.paragraph(fmt::format("{}: {} gates of {} devices on {} nodes, newest run {}.", file,
                             baseline.gates.size(), baseline.devices, baseline.nodes,
                             baseline.newest));
  page.table(table_of(baseline));
  std::vector<std::string> left_out;
  for (const auto& one : baseline.left_out) {
    left_out.push_back(fmt::format("{}: {}", one.metric, one.reason));
  }
  if (!left_out.empty()) page.section("Without a gate").bullets(std::move(left_out));
  if (auto list = outliers_of(baseline); !list.empty()) {
    page.section("Left out as outliers").bullets(std::move(list));
  }
  page.section("Rests on").bullets(baseline.strata);
  if (!baseline.too_small.empty()) page.section("Too small to count").bullets(baseline.too_small);
  if (!baseline.notes.empty()) page.section("To know").bullets(baseline.notes);
  return page;
}

}  // namespace assay::report
