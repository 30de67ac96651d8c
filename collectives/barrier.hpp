// How do ranks wait for one another? Block by block: what a block of one rank may rely on is what
// the blocks of the same index on the others did.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "collectives/collective.hpp"
#include "collectives/machine/line.hpp"
#include "collectives/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

/// The flags of the calling block on that rank.
template <class M>
ASSAY_BODY std::uint32_t* block_flags(const M& machine, const Collective& c, std::uint64_t rank) {
  return c.flags[rank] + std::uint64_t{machine.block()} * kBlockFlagWords;
}

/// How far this block has come, in flags raised. The number lives in memory, for a graph replays a
/// launch as it was captured. Every body loads it, and stores it after its last sync().
template <class M>
ASSAY_BODY std::uint32_t load_epoch(const M& machine, const Collective& c) {
  return block_flags(machine, c, machine.rank())[kEpochWord];
}
template <class M>
ASSAY_BODY void store_epoch(const M& machine, const Collective& c, std::uint32_t epoch) {
  machine.leader([&] { block_flags(machine, c, machine.rank())[kEpochWord] = epoch; });
}

template <Bug kBug, class M>
ASSAY_BODY void raise(M& machine, std::uint32_t* flag, std::uint32_t value) {
  if constexpr (kBug == Bug::relaxed_store)
    machine.store_relaxed(flag, value);
  else
    machine.store_release(flag, value);
}

template <Bug kBug, class M>
ASSAY_BODY bool await(M& machine, const Collective& c, const std::uint32_t* flag,
                      std::uint32_t expected, const Waited& waited) {
  return machine.template await<kBug != Bug::relaxed_load>(c, flag, expected, waited);
}

/// Waits until the blocks of this index have come here on every rank: what they stored before can
/// be read after. Two sets of flags take turns: a rank that is one barrier ahead must not overwrite
/// what another still waits for, and it cannot be two ahead. False: leave at once.
template <Bug kBug, class M>
ASSAY_BODY bool barrier(M& machine, const Collective& c, std::uint32_t& epoch, Phase phase) {
  if (kBug == Bug::no_start_barrier && phase == Phase::start) return true;
  if (kBug == Bug::no_end_barrier && phase == Phase::end) return machine.sync();
  ++epoch;
  const std::uint32_t me = machine.rank(), now = epoch;
  const std::uint32_t inbox =
      kInboxWord + (kBug == Bug::reused_flag ? 0 : now % 2) * static_cast<std::uint32_t>(kMaxRanks);
  machine.drain_stores();
  if (kBug != Bug::no_sync_before && !machine.sync()) return false;
  machine.lanes(c.ranks, [&](std::uint64_t peer) {
    const std::uint32_t slot =
        kBug == Bug::wrong_slot ? (me + 1) % static_cast<std::uint32_t>(kMaxRanks) : me;
    if (peer != me) raise<kBug>(machine, block_flags(machine, c, peer) + inbox + slot, now);
  });
  bool came = true;
  machine.lanes(c.ranks, [&](std::uint64_t peer) {
    if (peer == me || !came) return;
    came = await<kBug>(machine, c, block_flags(machine, c, me) + inbox + peer, now,
                       {phase, static_cast<std::uint32_t>(peer)});
  });
  if (!came) return false;
  return kBug == Bug::no_sync_after || machine.sync();
}

}  // namespace assay::ASSAY_TARGET
