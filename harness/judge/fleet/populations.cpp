// One walk over the rows, run after run; then two selections of a middle element for each.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/fleet/populations.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <span>
#include <tuple>

#include "harness/judge/fleet/chance.hpp"

namespace assay::judge {
namespace {

using archive::Collection;
using archive::Row;

constexpr double kNever = std::numeric_limits<double>::infinity();
// Counts are whole: where most agree, the next one differs.
constexpr double kHalfACount = 0.5;

std::vector<std::uint32_t> first_rows(const Collection& collection) {
  std::vector<std::uint32_t> first(collection.runs().size() + 1, 0);
  for (const Row& row : collection.rows()) ++first[collection.devices()[row.device].run + 1];
  for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
  return first;
}

bool any_links(const Collection& collection) {
  return std::any_of(collection.rows().begin(), collection.rows().end(),
                     [](const Row& row) { return row.peer != Row::kNone; });
}

// The ends of a way in either direction.
std::pair<std::uint32_t, std::uint32_t> ends(const Row& row) {
  return std::minmax(row.device, row.peer);
}

// What was measured once for both ways is one value.
void drop_mirrored(const Collection& collection, std::vector<std::uint32_t>& rows) {
  const auto same = [&](std::uint32_t one, std::uint32_t other) {
    const Row &a = collection.rows()[one], &b = collection.rows()[other];
    return ends(a) == ends(b) && a.value == b.value;
  };
  rows.erase(std::unique(rows.begin(), rows.end(), same), rows.end());
}

}  // namespace

bool Population::judged() const {
  return std::isfinite(limit);
}

bool is_of_node(const archive::Metric& metric) {
  return metric.name.starts_with("collective.");
}

std::optional<double> over_others(const Collection& collection, const Group& group,
                                  std::size_t index) {
  if (group.rows.size() < kFewestOfNode) return std::nullopt;
  std::vector<double> others;
  others.reserve(group.rows.size());
  for (std::size_t i = 0; i < group.rows.size(); ++i) {
    if (i != index) others.push_back(collection.rows()[group.rows[i]].value);
  }
  const double middle = median_of(others);
  if (middle == 0) return std::nullopt;
  return collection.rows()[group.rows[index]].value / middle;
}

Populations::Populations(const Collection& collection, const Strata& strata)
    : collection_(collection), strata_(strata), first_row_(first_rows(collection)) {
  // Of the ways of a device the best stands for it, and each is compared by itself.
  const bool with_links = any_links(collection);
  for (const auto& metric : collection.metrics()) {
    scope_of_metric_.push_back(is_of_node(metric) ? Scope::node : Scope::device);
    left_out_.push_back(with_links && metric.name.starts_with("transfer.peer/") ? 1 : 0);
  }
  index_.assign(strata.list.size() * collection.metrics().size() * kScopes, -1);
  for (std::uint32_t run = 0; run < collection.runs().size(); ++run) {
    for (const Group& group : groups_of(run)) add_group(group);
  }
}

std::optional<Populations::Place> Populations::place_of(std::uint32_t row) const {
  const Row& one = collection_.rows()[row];
  std::uint32_t stratum = strata_.of_device[one.device];
  if (stratum == Strata::kNone || !std::isfinite(one.value)) return std::nullopt;
  if (one.peer == Row::kNone) {
    if (left_out_[one.metric] != 0) return std::nullopt;
    return Place{row, stratum, scope_of_metric_[one.metric]};
  }
  const std::uint32_t other = strata_.of_device[one.peer];
  if (other == Strata::kNone) return std::nullopt;
  // Where the two differ, say by a power limit, the way counts among those of the more usual one.
  if (strata_.list[other].devices > strata_.list[stratum].devices) stratum = other;
  return Place{row, stratum, Scope::link};
}

std::vector<Group> Populations::groups_of(std::uint32_t run) const {
  std::vector<Place> places;
  places.reserve(first_row_[run + 1] - first_row_[run]);
  for (std::uint32_t row = first_row_[run]; row < first_row_[run + 1]; ++row) {
    if (const auto place = place_of(row)) places.push_back(*place);
  }
  const auto& rows = collection_.rows();
  std::sort(places.begin(), places.end(), [&](const Place& one, const Place& other) {
    const Row &a = rows[one.row], &b = rows[other.row];
    return std::tuple(one.scope, one.stratum, a.metric, ends(a), one.row) <
           std::tuple(other.scope, other.stratum, b.metric, ends(b), other.row);
  });
  std::vector<Group> groups;
  for (const Place& place : places) {
    const std::uint32_t metric = rows[place.row].metric;
    const bool is_new = groups.empty() || groups.back().scope != place.scope ||
                        groups.back().stratum != place.stratum || groups.back().metric != metric;
    if (is_new)
      groups.push_back({.stratum = place.stratum, .metric = metric, .scope = place.scope});
    groups.back().rows.push_back(place.row);
  }
  for (Group& group : groups) {
    if (group.scope == Scope::link) drop_mirrored(collection_, group.rows);
  }
  return groups;
}

void Populations::add_group(const Group& group) {
  std::vector<double> values;
  values.reserve(group.rows.size());
  for (const std::uint32_t row : group.rows) {
    values.push_back(collection_.rows()[row].value);
    if (group.scope != Scope::node) {
      add(group.stratum, group.metric, group.scope, {values.back(), row});
    }
  }
  if (group.scope == Scope::link) return;
  if (group.scope == Scope::device) {
    if (group.rows.size() < 2) return;
    for (std::size_t i = 0; i < group.rows.size(); ++i) {
      const auto ratio = over_others(collection_, group, i);
      if (ratio) add(group.stratum, group.metric, Scope::within, {*ratio, group.rows[i]});
    }
  }
  add(group.stratum, group.metric, Scope::node, {median_of(values), group.rows.front()});
}

void Populations::add(std::uint32_t stratum, std::uint32_t metric, Scope scope, Sample sample) {
  const std::size_t key =
      (stratum * collection_.metrics().size() + metric) * kScopes + static_cast<std::size_t>(scope);
  std::int32_t& index = index_[key];
  if (index < 0) {
    index = static_cast<std::int32_t>(list_.size());
    list_.push_back({.stratum = stratum, .metric = metric, .scope = scope});
  }
  list_[static_cast<std::size_t>(index)].samples.push_back(sample);
}

const Population* Populations::find(std::uint32_t stratum, std::uint32_t metric,
                                    Scope scope) const {
  const std::size_t key =
      (stratum * collection_.metrics().size() + metric) * kScopes + static_cast<std::size_t>(scope);
  return index_[key] < 0 ? nullptr : &list_[static_cast<std::size_t>(index_[key])];
}

void Populations::set_limit(Population& population, const FleetOptions& options,
                            double chance) const {
  const auto& metric = collection_.metrics()[population.metric];
  const std::size_t count = population.robust.count;
  const double size = std::abs(population.robust.median);
  if (metric.unit == "1" && population.scope != Scope::within && population.robust.deviation == 0) {
    population.limit = kHalfACount;
    return;
  }
  population.deviation = std::max(population.robust.deviation, kResolution * size);
  if (population.deviation == 0) {
    population.limit = kNever;
    return;
  }
  population.limit =
      std::max(deviations_for(chance, count) * population.deviation, options.threshold * size);
  const double beyond = chance_beyond(population.limit / population.deviation, count);
  // Within a node only what is worse counts.
  const double sides = population.scope == Scope::within ? 0.5 : 1;
  population.expected_by_chance = sides * static_cast<double>(count) * beyond;
}

void Populations::measure(const FleetOptions& options, std::vector<FleetStratum>& strata) {
  std::vector<double> values;
  for (Population& population : list_) {
    values.clear();
    for (const Sample& sample : population.samples) values.push_back(sample.value);
    population.robust = robust_of(values);
    const bool enough = values.size() >= options.fewest_members;
    population.limit = enough ? 0 : kNever;
    if (enough) strata[population.stratum].comparisons += values.size();
  }
  const auto judged = std::count_if(strata.begin(), strata.end(),
                                    [](const FleetStratum& one) { return one.judged(); });
  std::vector<std::set<std::uint32_t>> metrics(strata.size());
  for (Population& population : list_) {
    if (!population.judged()) continue;
    FleetStratum& stratum = strata[population.stratum];
    // Each stratum has the same share, so that a small one is not judged by the size of another.
    const double chance =
        options.chance / static_cast<double>(judged) / static_cast<double>(stratum.comparisons);
    set_limit(population, options, chance);
    if (!population.judged()) continue;
    stratum.expected_by_chance += population.expected_by_chance;
    if (population.scope == Scope::within || population.robust.median == 0) continue;
    metrics[population.stratum].insert(population.metric);
    const double wide = population.limit / std::abs(population.robust.median);
    if (population.scope != Scope::node && wide > stratum.widest_limit) {
      stratum.widest_limit = wide;
      stratum.widest_metric = collection_.metrics()[population.metric].name;
    }
  }
  for (std::size_t i = 0; i < strata.size(); ++i) strata[i].metrics = metrics[i].size();
}

}  // namespace assay::judge
