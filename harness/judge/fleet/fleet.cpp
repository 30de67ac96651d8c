// Selection, strata, populations, findings: in this order.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/fleet/fleet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "harness/judge/fleet/findings.hpp"
#include "harness/judge/fleet/node_sizes.hpp"
#include "harness/judge/fleet/parallel.hpp"
#include "harness/judge/fleet/populations.hpp"
#include "harness/judge/fleet/strata.hpp"

namespace assay::judge {
namespace {

constexpr int kWorseExitCode = 1, kNotJudgedExitCode = 3, kWrongExitCode = 4;

void count(const archive::Collection& collection, Fleet& fleet, const Populations& populations) {
  std::set<std::string_view> hosts, keys;
  for (std::size_t i = 0; i < collection.devices().size(); ++i) {
    if (fleet.selection.devices[i] == 0) continue;
    const auto& one = collection.devices()[i];
    hosts.insert(collection.runs()[one.run].host);
    keys.insert(one.device.key);
  }
  fleet.nodes = hosts.size();
  fleet.devices = keys.size();
  for (const Population& one : populations.list()) {
    if (one.scope == Scope::link) fleet.links = std::max(fleet.links, one.samples.size());
  }
  for (const FleetStratum& stratum : fleet.strata) {
    fleet.comparisons += stratum.comparisons;
    fleet.expected_by_chance += stratum.expected_by_chance;
  }
}

}  // namespace

std::size_t Fleet::count(FleetSide side) const {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const FleetFinding& finding) { return finding.side == side; }));
}

std::size_t Fleet::nodes_out(FleetSide side) const {
  std::set<std::string_view> hosts;
  for (const auto& finding : findings) {
    if (finding.side == side) hosts.insert(finding.host);
  }
  return hosts.size();
}

bool Fleet::any_wrong() const {
  return std::any_of(findings.begin(), findings.end(),
                     [](const FleetFinding& finding) { return finding.wrong != 0; });
}

int Fleet::exit_code() const {
  if (any_wrong()) return kWrongExitCode;
  if (!judged() || !unreadable.empty()) return kNotJudgedExitCode;
  return count(FleetSide::worse) == 0 ? 0 : kWorseExitCode;
}

std::string Fleet::conclusion() const {
  const std::string who = fmt::format("{} node{}", nodes, nodes == 1 ? "" : "s");
  const std::size_t worse = nodes_out(FleetSide::worse);
  if (selection.used == 0) return "No run could be used, so that nothing was judged.";
  std::string text;
  if (!judged()) {
    text = fmt::format(
        "Nothing of {} could be judged: no metric of any stratum has {} members or more", who,
        options.fewest_members);
    if (any_wrong()) text += fmt::format("; {} of them computed a wrong answer", worse);
    return text + ".";
  }
  text = fmt::format("{} of {} stand{} out as worse than the others",
                     worse == 0 ? "None" : std::to_string(worse), who, worse == 1 ? "s" : "");
  if (const std::size_t better = nodes_out(FleetSide::better); better != 0) {
    text += fmt::format(", and {} as suspiciously better", better);
  }
  if (any_wrong()) text += "; there are wrong answers";
  return text + fmt::format("; {:.2g} false flags are to be expected by chance in {} comparisons.",
                            expected_by_chance, comparisons);
}

Fleet judge_fleet(const archive::Collection& collection, const FleetOptions& options) {
  Fleet fleet{.options = options, .selection = select_runs(collection, options.selection)};
  Strata strata = strata_of(collection, fleet.selection);
  Populations populations(collection, strata);
  populations.measure(options, strata.list);
  fleet.findings = findings_of(collection, fleet.selection, populations);
  fleet.hints = hints_of(collection, fleet.selection, populations);
  fleet.parallel = parallel_losses(collection, fleet.selection, options);
  fleet.notes = selection_notes(collection, fleet.selection, options.selection);
  if (std::string fewer = fewer_gpus_note(collection, strata); !fewer.empty()) {
    fleet.notes.push_back(std::move(fewer));
  }
  fleet.strata = strata.list;
  count(collection, fleet, populations);
  return fleet;
}

}  // namespace assay::judge
