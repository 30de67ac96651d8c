// Which part, which strata, then one gate a metric; lint has the last word on each.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/baseline/baseline.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "harness/judge/baseline/baseline_gate.hpp"
#include "harness/judge/fleet/strata.hpp"
#include "harness/judge/lint/lint.hpp"
#include "kernels/error.hpp"

namespace assay::judge {
namespace {

using archive::Collection;

std::string only_part(const Collection& collection, const FleetSelection& selection) {
  std::set<std::string> parts;
  for (std::size_t i = 0; i < selection.devices.size(); ++i) {
    const auto& part = collection.devices()[i].device.part;
    if (selection.devices[i] != 0 && !part.empty()) parts.insert(part);
  }
  if (parts.empty()) {
    throw Error(ErrorKind::unavailable,
                fmt::format("no GPU of a part of the catalogue counts, so that there is no "
                            "baseline; {} runs count, {} are simulated and {} of injected faults, "
                            "which --allow-simulated takes in",
                            selection.used, selection.simulated, selection.injected));
  }
  if (parts.size() > 1) {
    throw Error(ErrorKind::usage,
                fmt::format("a baseline is of one part, and there are GPUs of {}: {}; choose one "
                            "with --part",
                            parts.size(), fmt::join(parts, ", ")));
  }
  return *parts.begin();
}

BaselineOptions with_part(const Collection& collection, BaselineOptions options) {
  if (!options.selection.part.empty()) return options;
  options.selection.part = only_part(collection, select_runs(collection, options.selection));
  return options;
}

std::string newest_day(const Collection& collection, const FleetSelection& selection) {
  document::Timestamp newest{};
  for (std::size_t i = 0; i < selection.runs.size(); ++i) {
    if (selection.runs[i] != 0) newest = std::max(newest, collection.runs()[i].started_at);
  }
  constexpr std::size_t kDay = 10;
  return document::to_string(newest).substr(0, kDay);
}

void choose_strata(Baseline& baseline, const std::vector<FleetStratum>& strata,
                   const BaselineOptions& options, std::vector<char>& chosen) {
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const FleetStratum& one = strata[i];
    if (one.devices < options.minimum_devices) {
      baseline.too_small.push_back(fmt::format("{} ({} devices)", stratum_name(one), one.devices));
      continue;
    }
    chosen[i] = 1;
    baseline.strata.push_back(stratum_name(one));
    baseline.devices += one.devices;
    baseline.nodes += one.nodes;
  }
  if (!baseline.strata.empty()) return;
  std::size_t most = 0;
  for (const FleetStratum& one : strata) most = std::max(most, one.devices);
  throw Error(ErrorKind::unavailable,
              fmt::format("{}: at most {} devices are alike, and a baseline takes {}; measure more "
                          "nodes, or say --minimum-devices",
                          baseline.part, most, options.minimum_devices));
}

// A gate that lint would refuse is no gate.
void drop_refused(const catalogue::Catalogue& catalogue, Baseline& baseline) {
  GatesFile file{.name = "baseline", .part = baseline.part, .gates = {}};
  for (const auto& one : baseline.gates) file.gates.push_back(one.gate);
  std::map<std::size_t, std::string> refused;
  constexpr std::string_view kPrefix = "/gates/";
  for (const Finding& finding : lint_gates(catalogue, file)) {
    if (finding.severity == Severity::warning || !finding.place.starts_with(kPrefix)) continue;
    std::size_t index = 0;
    const char* begin = finding.place.data() + kPrefix.size();
    std::from_chars(begin, finding.place.data() + finding.place.size(), index);
    refused.try_emplace(index, finding.what);
  }
  std::vector<BaselineGate> kept;
  for (std::size_t i = 0; i < baseline.gates.size(); ++i) {
    const auto found = refused.find(i);
    if (found == refused.end()) {
      kept.push_back(std::move(baseline.gates[i]));
    } else {
      const auto& gate = baseline.gates[i].gate;
      baseline.left_out.push_back(
          {catalogue::to_string({gate.metric, gate.parameters}), found->second});
    }
  }
  baseline.gates = std::move(kept);
}

}  // namespace

Baseline make_baseline(const catalogue::Catalogue& catalogue, const Collection& collection,
                       const BaselineOptions& given) {
  const BaselineOptions options = with_part(collection, given);
  Baseline baseline{.part = options.selection.part};
  baseline.selection = select_runs(collection, options.selection);
  baseline.newest = newest_day(collection, baseline.selection);
  baseline.notes = selection_notes(collection, baseline.selection, options.selection);
  Strata strata = strata_of(collection, baseline.selection);
  std::vector<char> chosen(strata.list.size(), 0);
  choose_strata(baseline, strata.list, options, chosen);
  Populations populations(collection, strata);
  populations.measure({}, strata.list);
  add_gates(collection, populations, chosen, baseline);
  drop_refused(catalogue, baseline);
  if (baseline.gates.empty()) {
    throw Error(ErrorKind::unavailable,
                fmt::format("{}: no metric of {} devices can be gated; measure them with more "
                            "kernels, or more nodes",
                            baseline.part, baseline.devices));
  }
  return baseline;
}

}  // namespace assay::judge
