// Launches the body that a case asks for, on ranks of one device or on the device of one rank.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "collectives/all_reduce_bodies.hpp"
#include "collectives/all_reduce_data.hpp"
#include "collectives/all_reduce_way.hpp"

namespace assay::ASSAY_TARGET {

/// One iteration after the other; none waits for the one before on other ranks.
struct AllReduceLaunch {
  RankGrid grid;
  Collective collective;
  AllReduceWay way;
  DataType type;
  bool past_the_cache = false;  ///< outputs, on a CPU
};

template <Stores kStores, DataType kType, class Launcher>
void launch_two_shot(const AllReduceLaunch& asked, const Launcher& launcher) {
  with_ranks(asked.collective.ranks, [&]<std::uint32_t kRanks>() {
    launcher(TwoShot<kType, kRanks, kStores>{asked.collective});
  });
}

template <DataType kType, class Launcher>
void launch_way(const AllReduceLaunch& asked, const Launcher& launcher) {
  const Collective& c = asked.collective;
  switch (asked.way.algorithm) {
    case Algorithm::one_shot:
      return with_ranks(c.ranks, [&]<std::uint32_t kRanks>() {
        if (asked.way.protocol == Protocol::flagged)
          launcher(OneShotFlagged<kType, kRanks>{c});
        else
          launcher(OneShot<kType, kRanks>{c});
      });
    case Algorithm::ring:
      return launcher(Ring<kType>{c});
    case Algorithm::multimem:
      return launcher(Multimem<kType>{c});
    default:
      // A GPU has no stores past its cache that help here.
      if constexpr (kTarget != Target::gpu) {
        if (asked.past_the_cache) return launch_two_shot<Stores::streaming, kType>(asked, launcher);
      }
      return launch_two_shot<Stores::cached, kType>(asked, launcher);
  }
}

inline void launch_all_reduce(const Launch& where, const AllReduceLaunch& asked,
                              std::uint64_t iterations) {
  with_element_type(asked.type, [&]<DataType kType>() {
    launch_way<kType>(asked, [&](const auto& body) {
      launch_ranks<kTarget == Target::gpu ? kRankThreads : 1>(where, asked.grid, body, iterations);
    });
  });
}

}  // namespace assay::ASSAY_TARGET
