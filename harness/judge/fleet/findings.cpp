// Flags are gathered by run; each run is looked at once more where it has any.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/fleet/findings.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace assay::judge {
namespace {

using archive::Collection;

using Flags = std::vector<Flag>;

std::unordered_map<std::uint32_t, Flags> flags_by_run(const Collection& collection,
                                                      const Populations& populations) {
  std::unordered_map<std::uint32_t, Flags> found;
  for (const Population& population : populations.list()) {
    if (!population.judged()) continue;
    const double median = population.robust.median;
    for (const Sample& sample : population.samples) {
      if (std::abs(sample.value - median) <= population.limit) continue;
      const auto side = side_of(collection.metrics()[population.metric], sample.value, median);
      // Who is better than the others of a node may be the only sound one.
      if (population.scope == Scope::within && side == FleetSide::better) continue;
      const std::uint32_t run = collection.devices()[collection.rows()[sample.row].device].run;
      found[run].push_back({&population, sample.row, sample.value, side});
    }
  }
  return found;
}

/// Devices of one node, in one metric.
class DeviceGroup {
 public:
  DeviceGroup(const Collection& collection, std::uint32_t run, const Group& group,
              const Flags& flags, FindingList& list)
      : collection_(collection), run_(run), group_(group), list_(list) {
    for (const Flag& flag : flags) {
      const auto& population = *flag.population;
      if (population.stratum != group.stratum || population.metric != group.metric) continue;
      if (population.scope == Scope::device) out_.push_back(flag);
      if (population.scope == Scope::within) within_.push_back(flag);
      if (population.scope == Scope::node) node_ = flag;
    }
  }

  void add_findings() {
    for (const FleetSide side : {FleetSide::worse, FleetSide::better}) {
      const Population* common = node_population(side);
      if (common) add_node(*common, side);
      for (const Flag& flag : out_) {
        if (flag.side != side || (common && shares_it(flag))) continue;
        const std::uint32_t rows[] = {flag.row};
        list_.of_device(device_of(flag.row), side)
            .deviations.push_back(list_.deviation(*flag.population, flag.value, rows));
      }
      if (side == FleetSide::worse) add_within(common != nullptr);
    }
  }

 private:
  double value_of(std::uint32_t row) const { return collection_.rows()[row].value; }
  std::uint32_t device_of(std::uint32_t row) const { return collection_.rows()[row].device; }

  const Flag* flag_of(std::uint32_t row, FleetSide side) const {
    const auto found = std::find_if(out_.begin(), out_.end(), [&](const Flag& flag) {
      return flag.row == row && flag.side == side;
    });
    return found == out_.end() ? nullptr : &*found;
  }

  std::size_t count_out(FleetSide side) const {
    return static_cast<std::size_t>(std::count_if(
        out_.begin(), out_.end(), [&](const Flag& flag) { return flag.side == side; }));
  }

  double median_where(auto wanted) const {
    std::vector<double> values;
    for (const std::uint32_t row : group_.rows) {
      if (wanted(row)) values.push_back(value_of(row));
    }
    return values.empty() ? std::nan("") : median_of(values);
  }

  // What says that it is the node; null where it is not.
  const Population* node_population(FleetSide side) const {
    if (group_.rows.size() < 2) return nullptr;
    if (2 * count_out(side) > group_.rows.size()) {
      for (const Flag& flag : out_) {
        if (flag.side == side) return flag.population;
      }
    }
    if (!node_ || node_->side != side) return nullptr;
    // Without those that are out by themselves.
    const double rest = median_where([&](std::uint32_t row) { return !flag_of(row, side); });
    const double median = node_->population->robust.median;
    const bool shared = std::abs(rest - median) > node_->population->limit &&
                        (rest > median) == (node_->value > median);
    return shared ? node_->population : nullptr;
  }

  void add_node(const Population& population, FleetSide side) {
    const double value = median_where([](std::uint32_t) { return true; });
    auto deviation = list_.deviation(population, value, group_.rows);
    deviation.out = count_out(side);
    deviation.of = group_.rows.size();
    list_.of_node(run_, side).deviations.push_back(std::move(deviation));
  }

  bool shares_it(const Flag& flag) const {
    const double value = median_where([](std::uint32_t) { return true; });
    return std::abs(flag.value - value) <= flag.population->limit;
  }

  // Those that are out among the others of their node, and were not named for it yet.
  void add_within(bool node_is_out) {
    for (const Flag& flag : within_) {
      const Flag* named = flag_of(flag.row, FleetSide::worse);
      if (named && !(node_is_out && shares_it(*named))) continue;
      const std::uint32_t rows[] = {flag.row};
      auto deviation = list_.deviation(*flag.population, flag.value, rows);
      deviation.basis = FleetBasis::node;
      deviation.value = value_of(flag.row);
      deviation.median = deviation.value / flag.value;
      deviation.share = flag.value - 1;
      deviation.members = group_.rows.size() - 1;
      list_.of_device(device_of(flag.row), FleetSide::worse)
          .deviations.push_back(std::move(deviation));
    }
  }

  const Collection& collection_;
  std::uint32_t run_;
  const Group& group_;
  FindingList& list_;
  Flags out_, within_;
  std::optional<Flag> node_;
};

void add_node_values(std::uint32_t run, const Group& group, const Flags& flags, FindingList& list) {
  for (const Flag& flag : flags) {
    const auto& population = *flag.population;
    if (population.scope != Scope::node || population.stratum != group.stratum ||
        population.metric != group.metric) {
      continue;
    }
    auto deviation = list.deviation(population, flag.value, group.rows);
    deviation.out = deviation.of = 1;
    list.of_node(run, flag.side).deviations.push_back(std::move(deviation));
  }
}

void add_wrong(const Collection& collection, const FleetSelection& selection, FindingList& list) {
  const auto& devices = collection.devices();
  for (std::uint32_t i = 0; i < devices.size(); ++i) {
    if (selection.devices[i] == 0 || devices[i].device.wrong == 0) continue;
    list.of_device(i, FleetSide::worse).wrong += devices[i].device.wrong;
  }
}

}  // namespace

std::vector<FleetFinding> findings_of(const Collection& collection, const FleetSelection& selection,
                                      const Populations& populations) {
  const auto flagged = flags_by_run(collection, populations);
  FindingList list(collection);
  for (std::uint32_t run = 0; run < collection.runs().size(); ++run) {
    const auto found = flagged.find(run);
    if (found == flagged.end()) continue;
    for (const Group& group : populations.groups_of(run)) {
      if (group.scope == Scope::device) {
        DeviceGroup(collection, run, group, found->second, list).add_findings();
      } else if (group.scope == Scope::node) {
        add_node_values(run, group, found->second, list);
      } else {
        add_link_findings(collection, group, found->second, list);
      }
    }
  }
  add_wrong(collection, selection, list);
  return list.take();
}

}  // namespace assay::judge
