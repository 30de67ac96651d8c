// All-reduce in one step: each rank reads the data of all and sums all of it up.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "collectives/barrier.hpp"
#include "collectives/pieces.hpp"

namespace assay::ASSAY_TARGET {

/// kRanks: at least as many as there are. In place, others still read what a rank would overwrite:
/// so it copies its input to its scratch, where they read it.
template <DataType kType, std::uint32_t kRanks, Bug kBug = Bug::none>
struct OneShot {
  Collective collective;

  template <class M>
  ASSAY_BODY void operator()(M& machine) const {
    const Collective& c = collective;
    std::uint32_t epoch = load_epoch(machine, c);
    const bool staged = c.input[machine.rank()] == c.output[machine.rank()];
    if (staged) stage(machine);
    if (!barrier<kBug>(machine, c, epoch, Phase::start)) return;
    sum(machine, c.ranks, staged);
    if (!barrier<kBug>(machine, c, epoch, Phase::end)) return;
    store_epoch(machine, c, epoch);
  }

 private:
  template <class M>
  ASSAY_BODY void stage(M& machine) const {
    const Range all = whole<kType>(collective.count);
    const void* const from = collective.input[machine.rank()];
    void* const to = collective.scratch[machine.rank()];
    machine.template stream<8>(
        all.packs, [&](std::uint64_t i) { return load_pack<kType>(from, i); },
        [&](std::uint64_t i, const Pack<kType>& pack) {
          store_pack<Stores::cached, kType>(to, i, pack);
        },
        [](std::uint64_t) {});
    if (machine.block() != 0) return;
    machine.lanes(all.rest, [&](std::uint64_t i) {
      const std::uint64_t element = all.packs * kPack<kType> + i;
      store_element<kType>(to, element, load_element<kType>(from, element));
    });
  }

  template <class M>
  ASSAY_BODY void sum(M& machine, const std::uint32_t ranks, bool staged) const {
    const Range all = whole<kType>(collective.count);
    Sources<kRanks> from;
    ASSAY_UNROLL for (std::uint32_t r = 0; r < kRanks; ++r) {
      const std::uint32_t peer = r < ranks ? r : 0;
      from.of[r] = staged ? collective.scratch[peer] : collective.input[peer];
    }
    void* const to = collective.output[machine.rank()];
    machine.template stream<kPacksInFlight<kRanks>>(
        all.packs, [&](std::uint64_t i) { return load_all<kType>(from, ranks, i); },
        [&](std::uint64_t i, const Loaded<kType, kRanks>& packs) {
          store_pack<Stores::cached, kType>(to, i, sum_all(packs, ranks));
        },
        [&](std::uint64_t i) { foresee_all<kType>(from, ranks, i); });
    if (machine.block() != 0) return;
    machine.lanes(all.rest, [&](std::uint64_t i) {
      const std::uint64_t element = all.packs * kPack<kType> + i;
      store_element<kType>(to, element, sum_element<kType>(from, ranks, element));
    });
  }
};

}  // namespace assay::ASSAY_TARGET
