// All-reduce in two steps: each rank sums up one slice, which it reads from all, and writes the sum
// to all.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "collectives/barrier.hpp"
#include "collectives/pieces.hpp"

namespace assay::ASSAY_TARGET {

/// kRanks: at least as many as there are. In place or not.
template <DataType kType, std::uint32_t kRanks, Stores kStores = Stores::cached,
          Bug kBug = Bug::none>
struct TwoShot {
  Collective collective;

  template <class M>
  ASSAY_BODY void operator()(M& machine) const {
    const Collective& c = collective;
    std::uint32_t epoch = load_epoch(machine, c);
    if (!barrier<kBug>(machine, c, epoch, Phase::start)) return;
    sum_slice(machine, c.ranks);
    if (!barrier<kBug>(machine, c, epoch, Phase::end)) return;
    store_epoch(machine, c, epoch);
  }

 private:
  template <class M>
  ASSAY_BODY void sum_slice(M& machine, const std::uint32_t ranks) const {
    const Range mine = slice_of<kType>(collective.count, ranks, machine.rank());
    Sources<kRanks> from;
    ASSAY_UNROLL for (std::uint32_t r = 0; r < kRanks; ++r) {
      from.of[r] = collective.input[r < ranks ? r : 0];
    }
    const std::uint64_t first = mine.begin / kPack<kType>;
    machine.template spread<kPacksInFlight<kRanks>>(
        mine.packs, [&](std::uint64_t i) { return load_all<kType>(from, ranks, first + i); },
        [&](const Loaded<kType, kRanks>& all) { return sum_all(all, ranks); },
        [&](auto store) { to_all(machine.rank(), store); },
        [&](void* to, std::uint64_t i, const Pack<kType>& sum) {
          store_pack<kStores, kType>(to, first + i, sum);
        },
        [&](std::uint64_t i) { foresee_all<kType>(from, ranks, first + i); });
    if (machine.block() != 0) return;
    machine.lanes(mine.rest, [&](std::uint64_t i) {
      const std::uint64_t element = mine.begin + mine.packs * kPack<kType> + i;
      const std::uint32_t sum = sum_element<kType>(from, ranks, element);
      to_all(machine.rank(), [&](void* to) { store_element<kType>(to, element, sum); });
    });
  }

  /// f(output) of every rank, its own first, so that not all of them write to the same one at a
  /// time. Not unrolled: addresses of all ranks would take the registers that loads in flight need.
  template <class F>
  ASSAY_BODY void to_all(std::uint32_t me, F f) const {
    std::uint32_t peer = me;
    ASSAY_ROLLED do {
      f(collective.output[peer]);
      peer = peer + 1 == collective.ranks ? 0 : peer + 1;
    }
    while (peer != me)
      ;
  }
};

}  // namespace assay::ASSAY_TARGET
