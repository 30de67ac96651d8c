// Which hosts exchange data at the same time, so that few rounds find the slow one?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <vector>

#include "kernels/parameters.hpp"

namespace assay::plan {

/// Groups that are at work at once, each of at least two members; who is in none pauses.
using Round = std::vector<std::vector<std::uint32_t>>;

inline constexpr std::uint32_t kBatchMembers = 4;
/// From so many on no two hosts share more than one group of the three rounds.
inline constexpr std::uint32_t kFewestForBatches = kBatchMembers * (kBatchMembers - 1) + 1;

/// A tournament: everybody meets everybody once, in count - 1 rounds, or count of an odd count,
/// where each pauses once.
std::vector<Round> pair_rounds(std::uint32_t count);

/// Three rounds of groups of at most kBatchMembers: neighbours, then one of each neighbourhood,
/// then along a diagonal. A slow host spoils the rates of other hosts in one round each, and its
/// own in all.
std::vector<Round> batch_rounds(std::uint32_t count);

/// Of Pattern::all_pairs and Pattern::batch over Parameters::ranks; empty: all work together.
std::vector<Round> rounds_of(const Parameters& parameters);

/// What the busiest member sends in all rounds together: Parameters::bytes to each other member of
/// its group.
double bytes_sent(const Parameters& parameters);

}  // namespace assay::plan
