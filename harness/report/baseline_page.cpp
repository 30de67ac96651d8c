// The gates, then what has none, then what it rests on.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/baseline_page.hpp"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "harness/core/units.hpp"

namespace assay::report {
namespace {

using judge::Baseline;
using judge::BaselineGate;

std::string shown(const std::optional<double>& value, const judge::Gate& gate) {
  if (!value) return "-";
  return fmt::format("{:.6g} {}", *value / gate.unit_factor, gate.unit == "1" ? "" : gate.unit);
}

PageTable table_of(const Baseline& baseline) {
  PageTable table{.columns = {{"metric", Align::left, 44, Overflow::wrap},
                              {"expected", Align::right, 16},
                              {"at least", Align::right, 16},
                              {"at most", Align::right, 16},
                              {"values", Align::right, 7},
                              {"left out", Align::right, 8},
                              {"spread", Align::right, 7}},
                  .rows = {},
                  .painted_column = {}};
  for (const BaselineGate& one : baseline.gates) {
    const auto& gate = one.gate;
    table.row({catalogue::to_string({gate.metric, gate.parameters}), shown(gate.expected, gate),
               shown(gate.lower, gate), shown(gate.upper, gate), std::to_string(one.values),
               std::to_string(one.outliers), fmt::format("{:.2g} %", 100 * one.spread)});
  }
  return table;
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
  page.section("Rests on").bullets(baseline.strata);
  if (!baseline.too_small.empty()) page.section("Too small to count").bullets(baseline.too_small);
  if (!baseline.notes.empty()) page.section("To know").bullets(baseline.notes);
  return page;
}

}  // namespace assay::report
