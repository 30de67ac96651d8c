// All-reduce in one step without a barrier: each rank pushes its data to all, in lines of 16 bytes
// that carry their own flags.
//
// Lines of two launches after one another go to two places, by the parity of the epoch. A rank can
// be one launch ahead of another and not two: it needs lines of the other's next launch for that,
// and the other begins that one when it has taken all lines of this.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "collectives/barrier.hpp"
#include "collectives/pieces.hpp"

namespace assay::ASSAY_TARGET {

/// Elements of one line.
template <DataType kType>
inline constexpr std::uint64_t kLineElements = 2 * kWordElements<kType>;

/// The data of one line; what lies beyond the last element is zero.
template <DataType kType>
ASSAY_BODY std::uint64_t load_payload(const void* data, std::uint64_t line, std::uint64_t count) {
  if ((line + 1) * kLineElements<kType> <= count)
    return *(static_cast<const PayloadWord*>(data) + line);
  constexpr unsigned kBits = 8 * sizeof(Storage<kType>);
  std::uint64_t payload = 0;
  ASSAY_UNROLL for (unsigned i = 0; i < kLineElements<kType>; ++i) {
    const std::uint64_t element = line * kLineElements<kType> + i;
    if (element < count)
      payload |= std::uint64_t{load_element<kType>(data, element)} << (i * kBits);
  }
  return payload;
}

template <DataType kType>
ASSAY_BODY void store_payload(void* data, std::uint64_t line, std::uint64_t count,
                              std::uint64_t payload) {
  if ((line + 1) * kLineElements<kType> <= count) {
    *(static_cast<PayloadWord*>(data) + line) = payload;
    return;
  }
  constexpr unsigned kBits = 8 * sizeof(Storage<kType>);
  ASSAY_UNROLL for (unsigned i = 0; i < kLineElements<kType>; ++i) {
    const std::uint64_t element = line * kLineElements<kType> + i;
    if (element < count)
      store_element<kType>(data, element, static_cast<std::uint32_t>(payload >> (i * kBits)));
  }
}

/// kRanks: at least as many as there are. In place or not.
template <DataType kType, std::uint32_t kRanks, Bug kBug = Bug::none>
struct OneShotFlagged {
  Collective collective;

  template <class M>
  ASSAY_BODY void operator()(M& machine) const {
    const Collective& c = collective;
    const std::uint32_t epoch = load_epoch(machine, c) + 1;
    push(machine, epoch);
    if (!take(machine, epoch) || !machine.sync()) return;
    store_epoch(machine, c, epoch);
  }

 private:
  ASSAY_BODY std::uint64_t lines() const {
    return flagged_lines(collective.count * sizeof(Storage<kType>));
  }
  /// The lines that `from` pushes to `to` in this launch.
  ASSAY_BODY FlaggedLine* inbox(std::uint32_t to, std::uint32_t from, std::uint32_t epoch) const {
    const std::uint64_t parity = kBug == Bug::reused_flag ? 0 : epoch % 2;
    return static_cast<FlaggedLine*>(collective.scratch[to]) +
           (parity * collective.ranks + from) * lines();
  }

  template <class M>
  ASSAY_BODY void push(M& machine, std::uint32_t epoch) const {
    const Collective& c = collective;
    const std::uint32_t me = machine.rank();
    const std::uint64_t flag = std::uint64_t{epoch} << 32;
    machine.template stream<1>(
        lines(), [&](std::uint64_t i) { return load_payload<kType>(c.input[me], i, c.count); },
        [&](std::uint64_t i, std::uint64_t payload) {
          const FlaggedLine line{{flag | (payload & 0xFFFFFFFFu), flag | payload >> 32}};
          ASSAY_UNROLL for (std::uint32_t r = 1; r < kRanks; ++r) {
            if (r >= c.ranks) continue;
            const std::uint32_t peer = (me + r) % c.ranks;
            machine.store_line(inbox(peer, kBug == Bug::wrong_slot ? peer : me, epoch) + i, line);
          }
        },
        [](std::uint64_t) {});
  }

  ASSAY_BODY static bool carries(const FlaggedLine& line, std::uint32_t epoch) {
    if constexpr (kBug == Bug::no_wait) return true;
    const bool first = line.half[0] >> 32 == epoch, second = line.half[1] >> 32 == epoch;
    return first && (kBug == Bug::half_line || second);
  }

  template <class M>
  ASSAY_BODY bool take(M& machine, std::uint32_t epoch) const {
    bool came = true;
    machine.template stream<1>(
        lines(), [](std::uint64_t) { return 0; },
        [&](std::uint64_t i, int) { came = came && take_line(machine, epoch, i); },
        [](std::uint64_t) {});
    return came;
  }

  template <class M>
  ASSAY_BODY bool take_line(M& machine, std::uint32_t epoch, std::uint64_t i) const {
    const Collective& c = collective;
    const std::uint32_t me = machine.rank();
    const std::uint64_t mine = load_payload<kType>(c.input[me], i, c.count);
    FlaggedLine line[kRanks];
    ASSAY_UNROLL for (std::uint32_t r = 0; r < kRanks; ++r) {
      line[r] = {{mine & 0xFFFFFFFFu, mine >> 32}};
      if (r < c.ranks && r != me) line[r] = machine.load_line(inbox(me, r, epoch) + i);
    }
    WordSum<kType> low{}, high{};
    ASSAY_UNROLL for (std::uint32_t r = 0; r < kRanks; ++r) {
      if (r >= c.ranks) continue;
      const bool came =
          r == me ||
          machine.await_line(
              c, [&] { return carries(line[r], epoch); },
              [&] { line[r] = machine.load_line(inbox(me, r, epoch) + i); }, {Phase::line, r},
              epoch, [&] { return static_cast<std::uint32_t>(line[r].half[1] >> 32); });
      if (!came) return false;
      const auto low_word = static_cast<std::uint32_t>(line[r].half[0]);
      const auto high_word = static_cast<std::uint32_t>(line[r].half[1]);
      if (r == 0) {
        low = widen_word<kType>(low_word);
        high = widen_word<kType>(high_word);
      } else {
        add_word<kType>(low, low_word);
        add_word<kType>(high, high_word);
      }
    }
    store_payload<kType>(c.output[me], i, c.count,
                         narrow_word<kType>(low) | std::uint64_t{narrow_word<kType>(high)} << 32);
    return true;
  }
};

}  // namespace assay::ASSAY_TARGET
