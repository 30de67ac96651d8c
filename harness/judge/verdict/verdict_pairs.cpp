// Picks pairs, and looks for what the slow ones have in common.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/verdict/verdict_pairs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "harness/document/peer_matrix.hpp"

namespace assay::judge {
namespace {

using document::CaseRecord;

bool is_better(const Measurement& one, const Measurement& other) {
  return one.record->quantity == Quantity::latency ? one.value < other.value
                                                   : one.value > other.value;
}

std::string peer_of(const CaseRecord& record) {
  return fmt::format("cuda:{}", record.parameters.peer);
}

using Pair = std::pair<std::string, std::string>;

// As one way as the other: a link that is slow one way is suspect as a whole.
Pair unordered(const CaseRecord& record) {
  return std::minmax({record.device, peer_of(record)});
}

bool same_but_for_the_pair(const CaseRecord& one, const CaseRecord& other) {
  auto a = one.parameters, b = other.parameters;
  a.peer = b.peer = -1;
  a.devices = b.devices = 0;
  return one.kernel == other.kernel && one.quantity == other.quantity && a == b;
}

// The one device that all slow pairs and no others have in common; empty where there is none.
std::string common_device(const std::set<Pair>& slow, const std::set<Pair>& all) {
  const auto has = [](const Pair& pair, const std::string& device) {
    return pair.first == device || pair.second == device;
  };
  for (const auto& candidate : {slow.begin()->first, slow.begin()->second}) {
    const bool matches = std::all_of(all.begin(), all.end(), [&](const Pair& pair) {
      return has(pair, candidate) == slow.contains(pair);
    });
    if (matches) return candidate;
  }
  return "";
}

}  // namespace

std::vector<Measurement> measured_pairs(const document::Document& document,
                                        const DeviceEvidence& evidence, const VerdictRow& row) {
  std::vector<Measurement> pairs;
  for (const CaseRecord& record : document.cases) {
    if (record.device != evidence.device || !record.statistics || !document::is_of_a_pair(record) ||
        !is_about(row, record)) {
      continue;
    }
    const bool stands = row.bytes || why_not_standing(document, record, evidence.facts).empty();
    if (!stands) continue;
    Measurement made = measurement_of(record);
    const auto same = std::find_if(pairs.begin(), pairs.end(), [&](const Measurement& one) {
      return one.record->parameters.peer == record.parameters.peer;
    });
    if (same == pairs.end()) {
      pairs.push_back(std::move(made));
    } else if (is_better(made, *same)) {
      *same = std::move(made);
    }
  }
  return pairs;
}

const Measurement& slowest(const std::vector<Measurement>& pairs) {
  return *std::min_element(pairs.begin(), pairs.end(), [](const auto& one, const auto& other) {
    return is_better(other, one);
  });
}

const Measurement& fastest(const std::vector<Measurement>& pairs) {
  return *std::min_element(pairs.begin(), pairs.end(), is_better);
}

void describe_pairs(MetricVerdict& verdict, const std::vector<Measurement>& pairs) {
  if (pairs.empty()) return;
  const Measurement &slow = slowest(pairs), &fast = fastest(pairs);
  verdict.pairs = PairSpread{.count = pairs.size(),
                             .slowest = pair_name(*slow.record),
                             .fastest = pair_name(*fast.record),
                             .slowest_value = slow.value,
                             .fastest_value = fast.value};
}

void name_pairs(MetricVerdict& verdict, const std::vector<Measurement>& pairs) {
  if (!verdict.pairs) return;
  const bool invalid = verdict.status == MetricStatus::invalid;
  for (const auto& pair : pairs) {
    const bool below = verdict.lower && pair.value < verdict.lower->value;
    const bool above = verdict.upper && pair.value > verdict.upper->value;
    if (below || above) verdict.pairs->outside.push_back(pair_name(*pair.record));
  }
  verdict.reason = fmt::format(
      "{}{}: {}", invalid ? verdict.pairs->fastest : verdict.pairs->slowest,
      pairs.size() == 1
          ? ""
          : fmt::format(" ({} of {} pairs)", invalid ? "fastest" : "slowest", pairs.size()),
      verdict.reason);
}

std::string pair_name(const CaseRecord& record) {
  const bool mutual =
      record.parameters.direction == Direction::both || record.quantity == Quantity::latency;
  return fmt::format("{} {} {}", record.device, mutual ? "<->" : "->", peer_of(record));
}

std::string where_pairs_are_slow(const document::Document& document, const CaseRecord& record,
                                 double gate) {
  std::set<Pair> all, slow;
  for (const CaseRecord& other : document.cases) {
    if (!is_of_a_pair(other) || !same_but_for_the_pair(record, other)) continue;
    all.insert(unordered(other));
    if (other.statistics->median < gate) slow.insert(unordered(other));
  }
  if (slow.empty()) return "";
  const Pair& first = *slow.begin();
  if (all.size() == 1) return "it is the only pair that was measured";
  if (slow.size() == all.size()) {
    return fmt::format(
        "all {} pairs are slow: suspect what they share, the switches and the fabric manager, or "
        "a setting of all",
        all.size());
  }
  const std::string device = common_device(slow, all);
  if (slow.size() == 1) {
    return fmt::format("of {} pairs only {} and {} are slow: suspect the way between these two",
                       all.size(), first.first, first.second);
  }
  if (!device.empty()) {
    return fmt::format("all {} pairs of {} are slow, and no others: suspect its links", slow.size(),
                       device);
  }
  return fmt::format("{} of {} pairs are slow, which no single device or pair explains",
                     slow.size(), all.size());
}

}  // namespace assay::judge
