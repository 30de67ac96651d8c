// Two ranks pass a flag to and fro: a round is one way there and one back.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "collectives/barrier.hpp"

namespace assay::ASSAY_TARGET {

/// One block a rank, of which one thread works. Counts go on from launch to launch.
template <Bug kBug = Bug::none>
struct PingPong {
  Collective collective;
  std::uint32_t rounds;

  template <class M>
  ASSAY_BODY void operator()(M& machine) const {
    machine.leader([&] { pass(machine); });
  }

 private:
  template <class M>
  ASSAY_BODY void pass(M& machine) const {
    const Collective& c = collective;
    const std::uint32_t me = machine.rank(), peer = 1 - me;
    std::uint32_t* const mine = block_flags(machine, c, me);
    std::uint32_t* const theirs = block_flags(machine, c, peer) + kInboxWord;
    std::uint32_t count = mine[kEpochWord];
    for (std::uint32_t round = 0; round < rounds; ++round) {
      ++count;
      if (me == 0) raise<kBug>(machine, theirs, count);
      if (!await<kBug>(machine, c, mine + kInboxWord, count, {Phase::step, peer})) return;
      if (me != 0) raise<kBug>(machine, theirs, count);
    }
    mine[kEpochWord] = count;
  }
};

}  // namespace assay::ASSAY_TARGET
