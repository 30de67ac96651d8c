// The plainest of rules, for those who are too few for any other.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "harness/core/units.hpp"
#include "harness/judge/fleet/findings.hpp"

namespace assay::judge {
namespace {

using archive::Collection;

std::string hint(const Collection& collection, const Group& group, std::uint32_t row_index,
                 double ratio) {
  const auto& row = collection.rows()[row_index];
  const auto& found = collection.devices()[row.device];
  const auto& metric = collection.metrics()[group.metric];
  return fmt::format(
      "{} of {} ({}): {} is {}, {:.3g} % {} the median of the {} others of its node; they are too "
      "few to say how likely that is by chance",
      found.device.device, collection.runs()[found.run].host, found.device.key, metric.name,
      format_quantity(row.value, metric.unit), 100 * std::abs(ratio - 1),
      ratio < 1 ? "below" : "above", group.rows.size() - 1);
}

}  // namespace

std::vector<std::string> hints_of(const Collection& collection, const FleetSelection& selection,
                                  const Populations& populations) {
  const bool all_judged =
      std::all_of(populations.list().begin(), populations.list().end(),
                  [](const Population& one) { return one.scope != Scope::device || one.judged(); });
  std::vector<std::string> hints;
  if (all_judged) return hints;
  std::unordered_set<std::uint32_t> said;
  for (std::uint32_t run = 0; run < collection.runs().size(); ++run) {
    if (selection.runs[run] == 0) continue;
    for (const Group& group : populations.groups_of(run)) {
      if (group.scope != Scope::device) continue;
      if (populations.find(group.stratum, group.metric, Scope::device)->judged()) continue;
      for (std::size_t i = 0; i < group.rows.size(); ++i) {
        const auto ratio = over_others(collection, group, i);
        if (!ratio || std::abs(*ratio - 1) <= kPlainDifference) continue;
        const bool worse =
            side_of(collection.metrics()[group.metric], *ratio, 1) == FleetSide::worse;
        const bool is_new = worse && said.insert(collection.rows()[group.rows[i]].device).second;
        if (is_new) hints.push_back(hint(collection, group, group.rows[i], *ratio));
      }
    }
  }
  return hints;
}

}  // namespace assay::judge
