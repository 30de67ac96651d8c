// Counts, for each device, how many of its ways are out.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "harness/judge/fleet/findings.hpp"

namespace assay::judge {
namespace {

using archive::Collection;
using Pair = std::pair<std::uint32_t, std::uint32_t>;

/// With fewer of its ways out a device is one of the ends of what ails others: of eight devices of
/// which five are bad, a sound one has 5 of 7 ways out.
constexpr double kMostWays = 0.75;

struct Ways {
  std::size_t all = 0, out = 0;
};

class LinkGroup {
 public:
  LinkGroup(const Collection& collection, const Group& group, const std::vector<Flag>& flags,
            FleetSide side, FindingList& list)
      : collection_(collection), side_(side), list_(list) {
    for (const std::uint32_t row : group.rows) pairs_[pair_of(row)];
    for (const Flag& flag : flags) {
      const auto& one = *flag.population;
      const bool mine = one.scope == Scope::link && one.stratum == group.stratum &&
                        one.metric == group.metric && flag.side == side;
      if (mine) pairs_[pair_of(flag.row)].push_back(flag);
    }
    for (const auto& [pair, out] : pairs_) {
      for (const std::uint32_t device : {pair.first, pair.second}) {
        ++ways_[device].all;
        ways_[device].out += out.empty() ? 0 : 1;
      }
    }
  }

  void add_findings() {
    std::set<std::uint32_t> to_blame;
    for (const auto& [device, ways] : ways_) {
      const bool most = static_cast<double>(ways.out) >= kMostWays * static_cast<double>(ways.all);
      if (ways.all > 1 && most) to_blame.insert(device);
    }
    if (2 * to_blame.size() > ways_.size()) {
      const auto all = flags_where([](const Pair&) { return true; });
      auto& node = list_.of_node(collection_.devices()[ways_.begin()->first].run, side_);
      node.deviations.push_back(together(all, pairs_.size()));
      return;
    }
    for (const std::uint32_t device : to_blame) {
      const auto own = flags_where(
          [&](const Pair& pair) { return pair.first == device || pair.second == device; });
      list_.of_device(device, side_).deviations.push_back(together(own, ways_[device].all));
    }
    for (const auto& [pair, out] : pairs_) {
      if (out.empty() || to_blame.contains(pair.first) || to_blame.contains(pair.second)) continue;
      list_.of_link(pair.first, pair.second, side_).deviations.push_back(together({out}, 1));
    }
  }

 private:
  using PairFlags = std::vector<std::vector<Flag>>;

  Pair pair_of(std::uint32_t row) const {
    const auto& one = collection_.rows()[row];
    return std::minmax(one.device, one.peer);
  }

  PairFlags flags_where(auto wanted) const {
    PairFlags found;
    for (const auto& [pair, out] : pairs_) {
      if (!out.empty() && wanted(pair)) found.push_back(out);
    }
    return found;
  }

  // Of each pair the worse way, of all pairs the middle one.
  FleetDeviation together(const PairFlags& pairs, std::size_t of) {
    const Population& population = *pairs.front().front().population;
    const double median = population.robust.median;
    std::vector<double> values;
    std::vector<std::uint32_t> rows;
    for (const auto& out : pairs) {
      const auto& worst =
          *std::max_element(out.begin(), out.end(), [&](const Flag& one, const Flag& other) {
            return std::abs(one.value - median) < std::abs(other.value - median);
          });
      values.push_back(worst.value);
      rows.push_back(worst.row);
    }
    auto made = list_.deviation(population, median_of(values), rows);
    made.out = pairs.size();
    made.of = of;
    return made;
  }

  const Collection& collection_;
  FleetSide side_;
  FindingList& list_;
  std::map<Pair, std::vector<Flag>> pairs_;
  std::map<std::uint32_t, Ways> ways_;
};

}  // namespace

void add_link_findings(const Collection& collection, const Group& group,
                       const std::vector<Flag>& flags, FindingList& list) {
  for (const FleetSide side : {FleetSide::worse, FleetSide::better}) {
    const bool any = std::any_of(flags.begin(), flags.end(), [&](const Flag& flag) {
      return flag.population->scope == Scope::link && flag.population->metric == group.metric &&
             flag.population->stratum == group.stratum && flag.side == side;
    });
    if (any) LinkGroup(collection, group, flags, side, list).add_findings();
  }
}

}  // namespace assay::judge
