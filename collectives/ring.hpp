// All-reduce around a ring: every rank sends to the next alone, first sums that grow by one rank
// each step, then the finished ones.
//
// Sums travel in the type of the data and are rounded at each step. Of each part one rank finishes
// the sum and the others receive it, so all ranks hold the same bits.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "collectives/barrier.hpp"
#include "collectives/pieces.hpp"

namespace assay::ASSAY_TARGET {

/// In place or not: a rank reads its own input alone, and each part of it before it writes there.
///
/// What a block sends goes to one of two places in the scratch of the next rank, in turn. `ready`
/// holds the number of what was last put into each of them, `taken` of what the other is done with;
/// both by equality: neither can move on before this side does.
template <DataType kType, Bug kBug = Bug::none>
struct Ring {
  Collective collective;

  template <class M>
  ASSAY_BODY void operator()(M& machine) const {
    const std::uint64_t chunk = chunk_elements(machine.blocks());
    const std::uint64_t all = chunk * collective.ranks * machine.blocks();
    std::uint32_t sent = load_epoch(machine, collective);
    for (std::uint64_t begin = 0; begin < collective.count; begin += all) {
      if (!round(machine, sent, begin, chunk)) return;
    }
    if (!machine.sync()) return;
    store_epoch(machine, collective, sent);
  }

 private:
  static constexpr std::uint64_t kGrain = kRankAlignment / sizeof(Storage<kType>);

  /// No larger than is needed for one round, so that small data is shared by all blocks.
  ASSAY_BODY std::uint64_t chunk_elements(std::uint32_t blocks) const {
    const std::uint64_t largest = collective.chunk_bytes / sizeof(Storage<kType>);
    const std::uint64_t shares = std::uint64_t{collective.ranks} * blocks;
    const std::uint64_t enough =
        ((collective.count + shares - 1) / shares + kGrain - 1) / kGrain * kGrain;
    return enough < largest ? enough : largest;
  }

  template <class M>
  ASSAY_BODY std::uint32_t next(const M& machine) const {
    return machine.rank() + 1 == collective.ranks ? 0 : machine.rank() + 1;
  }
  template <class M>
  ASSAY_BODY std::uint32_t before(const M& machine) const {
    return (machine.rank() == 0 ? collective.ranks : machine.rank()) - 1;
  }
  ASSAY_BODY static std::uint32_t turn(std::uint32_t number) {
    return kBug == Bug::reused_flag ? 0 : number % 2;
  }
  template <class M>
  ASSAY_BODY void* place(const M& machine, std::uint32_t rank, std::uint32_t number) const {
    const std::uint64_t index = 2 * std::uint64_t{machine.block()} + turn(number);
    return static_cast<char*>(collective.scratch[rank]) + index * collective.chunk_bytes;
  }

  /// Every rank's part of one round. Step k passes on part rank - k, which came in step k - 1.
  template <class M>
  ASSAY_BODY bool round(M& machine, std::uint32_t& sent, std::uint64_t begin,
                        std::uint64_t chunk) const {
    const std::uint32_t ranks = collective.ranks, me = machine.rank();
    for (std::uint32_t k = 0; k + 1 < 2 * ranks; ++k) {
      const std::uint32_t part = (me + 2 * ranks - k) % ranks;
      const std::uint64_t at =
          begin + (std::uint64_t{part} * machine.blocks() + machine.block()) * chunk;
      const std::uint64_t left = at < collective.count ? collective.count - at : 0;
      const bool receives = k > 0, sends = k + 2 < 2 * ranks;
      if (!step(machine, {.received = sent,
                          .at = at,
                          .count = left < chunk ? left : chunk,
                          .receives = receives,
                          .sends = sends,
                          .adds = k < ranks,
                          .final = k + 1 >= ranks}))
        return false;
      if (sends) ++sent;
    }
    return true;
  }

  struct Task {
    std::uint32_t received;  ///< number of what is taken; the next is sent
    std::uint64_t at, count;
    bool receives, sends, adds, final;
  };

  template <class M>
  ASSAY_BODY bool step(M& machine, const Task& task) const {
    const Collective& c = collective;
    const std::uint32_t me = machine.rank(), sending = task.received + 1;
    std::uint32_t* const mine = block_flags(machine, c, me);
    bool came = true;
    machine.leader([&] {
      const bool waits = task.receives && kBug != Bug::no_wait;
      if (waits)
        came = await<kBug>(machine, c, mine + kReadyWord + turn(task.received), task.received,
                           {Phase::step, before(machine)});
      if (came && task.sends && kBug != Bug::no_credit)
        came = await<kBug>(machine, c, mine + kTakenWord + turn(sending),
                           sending <= 2 ? 0 : sending - 2, {Phase::step, next(machine)});
    });
    if (!came) return false;
    if (kBug != Bug::no_sync_after && !machine.sync()) return false;
    pass_on(machine, task);
    if (kBug != Bug::no_sync_before && !machine.sync()) return false;
    machine.leader([&] {
      const std::uint32_t to = kBug == Bug::wrong_slot ? me : next(machine);
      if (task.sends)
        raise<kBug>(machine, block_flags(machine, c, to) + kReadyWord + turn(sending), sending);
      if (task.receives)
        raise<kBug>(machine,
                    block_flags(machine, c, before(machine)) + kTakenWord + turn(task.received),
                    task.received);
    });
    return true;
  }

  template <class M>
  ASSAY_BODY void pass_on(M& machine, const Task& task) const {
    const std::uint32_t me = machine.rank();
    const void* const inbox = place(machine, me, task.received);
    const void* const own = element_at<kType>(collective.input[me], task.at);
    void* const output = element_at<kType>(collective.output[me], task.at);
    void* const to = place(machine, next(machine), task.received + 1);
    const std::uint64_t packs = task.count / kPack<kType>, rest = packs * kPack<kType>;
    machine.template block_stream<8>(
        packs,
        [&](std::uint64_t i) {
          return task.receives ? load_pack<kType>(inbox, i) : load_pack<kType>(own, i);
        },
        [&](std::uint64_t i, Pack<kType> pack) {
          if (task.receives && task.adds) {
            PackSum<kType> sum = widen<kType>(pack);
            add<kType>(sum, load_pack<kType>(own, i));
            pack = narrow_pack<kType>(sum);
          }
          if (task.final) store_pack<Stores::cached, kType>(output, i, pack);
          if (task.sends) store_pack<Stores::cached, kType>(to, i, pack);
        });
    machine.lanes(task.count - rest, [&](std::uint64_t extra) {
      const std::uint64_t i = rest + extra;
      std::uint32_t word = load_element<kType>(task.receives ? inbox : own, i);
      if (task.receives && task.adds) {
        WordSum<kType> sum = widen_word<kType>(word);
        add_word<kType>(sum, load_element<kType>(own, i));
        word = narrow_word<kType>(sum);
      }
      if (task.final) store_element<kType>(output, i, word);
      if (task.sends) store_element<kType>(to, i, word);
    });
  }
};

}  // namespace assay::ASSAY_TARGET
