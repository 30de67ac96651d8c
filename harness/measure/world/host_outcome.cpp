// Slowest members, and medians.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/world/host_outcome.hpp"

#include <algorithm>

#include "harness/measure/statistics.hpp"

namespace assay::measure {

HostOutcome::HostOutcome(const World& world)
    : world_(world), leaders_(leaders_of(world.members())) {}

void HostOutcome::begin(const plan::Case& planned) {
  parameters_ = planned.parameters;
  rounds_ = plan::rounds_of(parameters_);
  ranks_.clear();
  rates_.clear();
  const std::size_t count = rounds_.empty() ? world_.members().size() : leaders_.size();
  for (std::size_t i = 0; i < count; ++i) {
    const auto member = rounds_.empty() ? i : static_cast<std::size_t>(leaders_[i]);
    ranks_.push_back(
        {.rank = static_cast<std::uint32_t>(i), .host = world_.members()[member].host});
  }
  seconds_.assign(count, {});
}

std::uint32_t HostOutcome::number_of(int rank) const {
  if (rounds_.empty()) return static_cast<std::uint32_t>(rank);
  const std::string& host = world_.members()[static_cast<std::size_t>(rank)].host;
  const auto found = std::find_if(ranks_.begin(), ranks_.end(),
                                  [&](const RankResult& one) { return one.host == host; });
  return found->rank;
}

Seconds HostOutcome::add_sample(const std::vector<Obeyed>& ranks) {
  Seconds slowest{};
  for (std::size_t i = 0; i < ranks_.size(); ++i) {
    const auto member = rounds_.empty() ? i : static_cast<std::size_t>(leaders_[i]);
    const double seconds = ranks[member].reply.seconds;
    seconds_[i].push_back(seconds);
    slowest = std::max(slowest, Seconds(seconds));
  }
  const Seconds of_rounds = add_rounds(ranks);
  add_check(ranks);
  return rounds_.empty() ? slowest : of_rounds;
}

Seconds HostOutcome::add_rounds(const std::vector<Obeyed>& ranks) {
  Seconds total{};
  for (std::size_t r = 0; r < rounds_.size(); ++r) {
    double slowest_group = 0;
    for (const auto& group : rounds_[r]) {
      double slowest = 0;
      for (const std::uint32_t host : group) {
        const auto& numbers = ranks[static_cast<std::size_t>(leaders_[host])].numbers;
        if (r < numbers.size()) slowest = std::max(slowest, numbers[r]);
      }
      slowest_group = std::max(slowest_group, slowest);
      if (slowest <= 0) continue;
      const double rate = static_cast<double>((group.size() - 1) * parameters_.bytes) / slowest;
      for (std::size_t a = 0; a < group.size(); ++a) {
        for (std::size_t b = a + 1; b < group.size(); ++b) {
          rates_[std::minmax(group[a], group[b])].push_back(rate);
        }
      }
    }
    total += Seconds(slowest_group);
  }
  return total;
}

void HostOutcome::add_check(const std::vector<Obeyed>& ranks) {
  for (std::size_t i = 0; i < ranks_.size(); ++i) {
    const auto member = rounds_.empty() ? i : static_cast<std::size_t>(leaders_[i]);
    ranks_[i].wrong_elements = ranks[member].reply.mismatch.count;
  }
}

std::vector<RankResult> HostOutcome::ranks() const {
  std::vector<RankResult> list = ranks_;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!seconds_[i].empty()) list[i].sample_s = summarise(seconds_[i]).median;
  }
  return list;
}

std::vector<PairRate> HostOutcome::pairs() const {
  std::vector<PairRate> list;
  for (const auto& [pair, rates] : rates_) {
    list.push_back(
        {.from_rank = pair.first, .to_rank = pair.second, .bytes_per_s = summarise(rates).median});
  }
  return list;
}

}  // namespace assay::measure
