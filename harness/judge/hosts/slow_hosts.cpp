// Medians and quartiles over pairs.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/hosts/slow_hosts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/core/units.hpp"

namespace assay::judge {
namespace {

/// Linear between order statistics, as everywhere.
double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

std::string name_of(const document::CaseRecord& record, std::uint32_t rank) {
  if (rank < record.ranks.size() && !record.ranks[rank].host.empty()) {
    return record.ranks[rank].host;
  }
  return fmt::format("of rank {}", rank);
}

HostShare share_of(const document::CaseRecord& record, std::uint32_t rank) {
  std::vector<double> own, others;
  for (const measure::PairRate& pair : record.pairs) {
    const bool takes_part = pair.from_rank == rank || pair.to_rank == rank;
    (takes_part ? own : others).push_back(pair.bytes_per_s);
  }
  HostShare host{.host = name_of(record, rank)};
  if (own.empty() || others.empty()) return host;
  constexpr double kHalf = 0.5, kUpperQuartile = 0.75;
  host.own = quantile(own, kHalf);
  host.others = quantile(others, kUpperQuartile);
  host.share = host.own / host.others;
  const double best = *std::max_element(own.begin(), own.end());
  host.slow = host.share < kSlowHostShare && best < kSlowHostShare * host.others;
  return host;
}

HostComparison compare(const document::CaseRecord& record) {
  HostComparison comparison{.case_name = record.name};
  std::set<std::uint32_t> ranks;
  for (const measure::PairRate& pair : record.pairs) {
    ranks.insert(pair.from_rank);
    ranks.insert(pair.to_rank);
  }
  if (ranks.size() < kFewestHosts) {
    comparison.reason =
        fmt::format("{} hosts have one pair: at least {} are needed to tell which one is slow",
                    ranks.size(), kFewestHosts);
    return comparison;
  }
  for (const std::uint32_t rank : ranks) comparison.hosts.push_back(share_of(record, rank));
  return comparison;
}

}  // namespace

std::vector<HostComparison> compare_hosts(const document::Document& document) {
  std::vector<HostComparison> list;
  for (const document::CaseRecord& record : document.cases) {
    if (!record.pairs.empty()) list.push_back(compare(record));
  }
  return list;
}

std::vector<HostShare> slow_hosts_of(const document::Document& document) {
  std::vector<HostShare> slow;
  for (const HostComparison& comparison : compare_hosts(document)) {
    for (const HostShare& host : comparison.hosts) {
      if (!host.slow) continue;
      const auto known = std::find_if(slow.begin(), slow.end(), [&](const HostShare& other) {
        return other.host == host.host;
      });
      if (known == slow.end()) {
        slow.push_back(host);
      } else if (host.share < known->share) {
        *known = host;
      }
    }
  }
  return slow;
}

std::string slow_host_sentence(const HostShare& host) {
  return fmt::format(
      "host {} is slow: its pairs reach {:.2f} of what pairs of the other hosts reach ({} against "
      "{})",
      host.host, host.share, format_quantity(host.own, "B/s"), format_quantity(host.others, "B/s"));
}

}  // namespace assay::judge
