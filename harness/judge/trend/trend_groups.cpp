// The fullest night takes all that may belong to it; then the fullest of what is left.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/trend/trend_groups.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>
#include <tuple>

#include "harness/judge/trend/line.hpp"

namespace assay::judge {
namespace {

using Indices = std::vector<std::size_t>;
using Day = std::chrono::sys_days;

Day day_of(document::Timestamp moment) {
  return std::chrono::floor<std::chrono::days>(moment);
}

// The day that most of the steps lie in front of.
Day fullest_day(const std::vector<TrendFinding>& findings, const Indices& of) {
  std::map<Day, std::size_t> counts;
  for (const std::size_t i : of) ++counts[day_of(findings[i].change.after.at)];
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

bool may_lie_in(const Change& change, Day day) {
  return day_of(change.earliest.at) <= day && day <= day_of(change.latest.at);
}

// Splits off those of one night, the fullest first.
std::vector<Indices> nights_of(const std::vector<TrendFinding>& findings, Indices rest) {
  std::vector<Indices> nights;
  while (!rest.empty()) {
    const Day day = fullest_day(findings, rest);
    const auto others = std::stable_partition(rest.begin(), rest.end(), [&](std::size_t i) {
      return may_lie_in(findings[i].change, day);
    });
    nights.emplace_back(rest.begin(), others);
    rest.erase(rest.begin(), others);
  }
  return nights;
}

// The differences that nine in ten of them have, word for word, in the order of the first.
std::vector<Difference> shared_by(const std::vector<TrendFinding>& findings,
                                  const Indices& members) {
  using Key = std::tuple<std::string, std::string, std::string>;
  std::map<Key, std::size_t> counts;
  std::vector<Difference> order;
  for (const std::size_t i : members) {
    for (const Difference& one : findings[i].differences) {
      if (++counts[{one.subject, one.before, one.after}] == 1) order.push_back(one);
    }
  }
  constexpr double kMost = 0.9;
  std::erase_if(order, [&](const Difference& one) {
    return static_cast<double>(counts[{one.subject, one.before, one.after}]) <
           kMost * static_cast<double>(members.size());
  });
  return order;
}

// Between which two moments the step of most of them lies.
void set_moments(TrendGroup& group, const std::vector<TrendFinding>& findings) {
  std::map<std::pair<document::Timestamp, document::Timestamp>, std::size_t> counts;
  for (const std::size_t i : group.findings) {
    const Change& change = findings[i].change;
    ++counts[{change.before.at, change.after.at}];
  }
  const auto& usual =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
        return a.second < b.second;
      })->first;
  group.after = usual.first;
  group.before = usual.second;
}

TrendGroup group_of(const std::vector<TrendFinding>& findings, Indices members) {
  std::stable_sort(members.begin(), members.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(findings[a].change.size) > std::abs(findings[b].change.size);
  });
  const TrendFinding& largest = findings[members.front()];
  TrendGroup group{.metric = largest.key.metric,
                   .unit = largest.key.unit,
                   .kind = largest.change.kind,
                   .is_worse = largest.change.is_worse,
                   .findings = members};
  std::set<std::string> devices, hosts;
  std::vector<double> sizes;
  for (const std::size_t i : members) {
    devices.insert(findings[i].key.device);
    hosts.insert(findings[i].host);
    sizes.push_back(findings[i].change.size);
    group.standing += findings[i].change.is_worse && findings[i].change.stands ? 1 : 0;
  }
  group.devices = devices.size();
  group.hosts.assign(hosts.begin(), hosts.end());
  if (hosts.size() == 1) group.of_host = largest.beside;
  group.size = median_of(sizes);
  group.most = largest.change.size;
  group.least = findings[members.back()].change.size;
  group.shared = shared_by(findings, members);
  set_moments(group, findings);
  return group;
}

}  // namespace

std::vector<TrendGroup> groups_of(const std::vector<TrendFinding>& findings,
                                  const std::map<std::string, std::size_t>& of_devices) {
  std::map<std::tuple<std::string, ChangeKind, bool>, Indices> alike;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Change& change = findings[i].change;
    alike[{findings[i].key.metric, change.kind, change.is_worse}].push_back(i);
  }
  std::vector<TrendGroup> groups;
  for (const auto& [key, members] : alike) {
    const bool is_step = std::get<ChangeKind>(key) == ChangeKind::step;
    auto nights = is_step ? nights_of(findings, members) : std::vector<Indices>{members};
    for (auto& night : nights) {
      groups.push_back(group_of(findings, std::move(night)));
      const auto known = of_devices.find(groups.back().metric);
      groups.back().of_devices = known == of_devices.end() ? 0 : known->second;
    }
  }
  const auto rank = [](const TrendGroup& group) {
    return std::tuple(group.standing == 0, !group.is_worse, -static_cast<double>(group.devices),
                      -std::abs(group.size));
  };
  std::stable_sort(groups.begin(), groups.end(),
                   [&](const TrendGroup& a, const TrendGroup& b) { return rank(a) < rank(b); });
  return groups;
}

}  // namespace assay::judge
