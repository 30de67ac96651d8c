// The circle method for pairs, rows, columns and diagonals for batches.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/rounds.hpp"

#include <algorithm>
#include <numeric>

namespace assay::plan {

std::vector<Round> pair_rounds(std::uint32_t count) {
  if (count < 2) return {};
  const std::uint32_t seats = count + count % 2;  // who meets the empty seat pauses
  std::vector<std::uint32_t> order(seats);
  std::iota(order.begin(), order.end(), 0u);
  std::vector<Round> rounds;
  for (std::uint32_t r = 0; r + 1 < seats; ++r) {
    Round round;
    for (std::uint32_t i = 0; i < seats / 2; ++i) {
      const auto [low, high] = std::minmax(order[i], order[seats - 1 - i]);
      if (high < count) round.push_back({low, high});
    }
    rounds.push_back(std::move(round));
    std::rotate(order.begin() + 1, order.end() - 1, order.end());
  }
  return rounds;
}

std::vector<Round> batch_rounds(std::uint32_t count) {
  const std::uint32_t groups = (count + kBatchMembers - 1) / kBatchMembers;
  std::vector<Round> rounds(3, Round(groups));
  for (std::uint32_t host = 0; host < count; ++host) {
    rounds[0][host / kBatchMembers].push_back(host);
    rounds[1][host % groups].push_back(host);
    rounds[2][(host + host / groups) % groups].push_back(host);
  }
  for (Round& round : rounds) {
    std::erase_if(round, [](const auto& group) { return group.size() < 2; });
  }
  return rounds;
}

std::vector<Round> rounds_of(const Parameters& parameters) {
  if (parameters.pattern == Pattern::all_pairs) return pair_rounds(parameters.ranks);
  if (parameters.pattern == Pattern::batch) return batch_rounds(parameters.ranks);
  return {};
}

double bytes_sent(const Parameters& parameters) {
  std::vector<double> sent(parameters.ranks, 0);
  for (const Round& round : rounds_of(parameters)) {
    for (const auto& group : round) {
      for (const std::uint32_t member : group) {
        sent[member] += static_cast<double>((group.size() - 1) * parameters.bytes);
      }
    }
  }
  return sent.empty() ? 0 : *std::max_element(sent.begin(), sent.end());
}

}  // namespace assay::plan
