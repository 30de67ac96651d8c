// The CPU as ranks, blocks and threads: each of them is one thread, which shares memory with all
// others.
//
// On a Team a block is one thread, so that every processor is at full speed. Tests run two threads
// a block and more, or a missing sync() would be invisible.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "collectives/collective.hpp"
#include "collectives/machine/cpu_waits.hpp"
#include "collectives/machine/line.hpp"
#include "collectives/machine/packs.hpp"

namespace assay::ASSAY_TARGET {

/// Where a test may hold a thread up.
enum class Step { sync, flag, wait, data };
struct NoDelays {
  ASSAY_BODY void at(Step) const {}
};

/// One thread of one block of one rank.
template <class Delays = NoDelays>
class RankMachine {
 public:
  /// `index` counts the threads of the launch: rank by rank, block by block.
  ASSAY_BODY RankMachine(const RankThreads& all, std::uint32_t index, Delays delays = {})
      : all_(all),
        delays_(delays),
        thread_(index % all.threads),
        block_(index / all.threads % all.grid.blocks),
        rank_(all.grid.first + index / all.threads / all.grid.blocks) {}

  ASSAY_BODY std::uint32_t rank() const { return rank_; }
  ASSAY_BODY std::uint32_t block() const { return block_; }
  ASSAY_BODY std::uint32_t blocks() const { return all_.grid.blocks; }

  template <class F>
  ASSAY_BODY void leader(F f) const {
    if (thread_ == 0) f();
  }
  template <class F>
  ASSAY_BODY void lanes(std::uint64_t count, F f) const {
    const Piece mine = Machine(thread_, all_.threads).piece(count);
    for (std::uint64_t i = mine.begin; i < mine.end; ++i) f(i);
  }

  template <int kUnroll, class Produce, class Consume, class Foresee>
  ASSAY_BODY void stream(std::uint64_t count, Produce produce, Consume consume, Foresee foresee) {
    delays_.at(Step::data);
    constexpr std::uint64_t kGroup = kStreamGroup;
    const Piece mine = grid_piece(count, kGroup);
    std::uint64_t i = mine.begin;
    for (; i + kGroup <= mine.end; i += kGroup) {
      foresee(i);
      ASSAY_UNROLL for (std::uint64_t u = 0; u < kGroup; ++u) consume(i + u, produce(i + u));
    }
    for (; i < mine.end; ++i) consume(i, produce(i));
    delays_.at(Step::data);
  }

  template <int kUnroll, class Produce, class Finish, class Targets, class Store, class Foresee>
  ASSAY_BODY void spread(std::uint64_t count, Produce produce, Finish finish, Targets targets,
                         Store store, Foresee foresee) {
    delays_.at(Step::data);
    constexpr std::uint64_t kGroup = kStreamGroup;
    using Value = decltype(finish(produce(0)));
    const Piece mine = grid_piece(count, kGroup);
    std::uint64_t i = mine.begin;
    for (; i + kGroup <= mine.end; i += kGroup) {
      foresee(i);
      Value value[kGroup];
      ASSAY_UNROLL for (std::uint64_t u = 0; u < kGroup; ++u) value[u] = finish(produce(i + u));
      targets([&](void* to) {
        ASSAY_UNROLL for (std::uint64_t u = 0; u < kGroup; ++u) store(to, i + u, value[u]);
      });
    }
    for (; i < mine.end; ++i) {
      const Value value = finish(produce(i));
      targets([&](void* to) { store(to, i, value); });
    }
    delays_.at(Step::data);
  }

  template <int kUnroll, class Produce, class Consume>
  ASSAY_BODY void block_stream(std::uint64_t count, Produce produce, Consume consume) {
    delays_.at(Step::data);
    lanes(count, [&](std::uint64_t i) { consume(i, produce(i)); });
    delays_.at(Step::data);
  }

  ASSAY_BODY bool sync() {
    delays_.at(Step::sync);
    if (all_.threads == 1) return true;
    const std::uint64_t block = std::uint64_t{rank_ - all_.grid.first} * all_.grid.blocks + block_;
    const bool together = gather(all_.gatherings[block], all_.threads, all_);
    delays_.at(Step::sync);
    return together;
  }

  ASSAY_BODY void drain_stores() const {
#if defined(__x86_64__)
    _mm_sfence();
#endif
  }

  ASSAY_BODY void store_release(std::uint32_t* flag, std::uint32_t value) {
    delays_.at(Step::flag);
    __atomic_store_n(flag, value, __ATOMIC_RELEASE);
  }
  ASSAY_BODY void store_relaxed(std::uint32_t* flag, std::uint32_t value) {
    delays_.at(Step::flag);
    __atomic_store_n(flag, value, __ATOMIC_RELAXED);
  }

  /// Polls relaxed; kAcquire: then loads once more with acquire.
  template <bool kAcquire>
  ASSAY_BODY bool await(const Collective& c, const std::uint32_t* flag, std::uint32_t expected,
                        const Waited& waited) {
    std::uint32_t seen = 0;
    const bool came = await_until(
        c,
        [&] {
          seen = __atomic_load_n(flag, __ATOMIC_RELAXED);
          return seen == expected;
        },
        waited, expected, [&] { return seen; });
    if constexpr (kAcquire) (void)__atomic_load_n(flag, __ATOMIC_ACQUIRE);
    return came;
  }

  ASSAY_BODY void store_line(FlaggedLine* to, const FlaggedLine& line) {
    delays_.at(Step::flag);
    __atomic_store_n(&to->half[0], line.half[0], __ATOMIC_RELAXED);
    delays_.at(Step::flag);
    __atomic_store_n(&to->half[1], line.half[1], __ATOMIC_RELAXED);
  }
  ASSAY_BODY FlaggedLine load_line(const FlaggedLine* from) const {
    return {{__atomic_load_n(&from->half[0], __ATOMIC_RELAXED),
             __atomic_load_n(&from->half[1], __ATOMIC_RELAXED)}};
  }
  /// `seen()`: the flag that came last.
  template <class Ready, class Again, class Seen>
  ASSAY_BODY bool await_line(const Collective& c, Ready ready, Again again, const Waited& waited,
                             std::uint32_t expected, Seen seen) {
    if (ready()) return true;
    return await_until(
        c,
        [&] {
          again();
          return ready();
        },
        waited, expected, seen);
  }

  template <DataType kType>
  ASSAY_BODY Pack<kType> multimem_load_sum(const Collective& c, std::uint64_t pack_idx) const {
    PackSum<kType> sum = widen<kType>(load_pack<kType>(c.input[0], pack_idx));
    for (std::uint32_t r = 1; r < c.ranks; ++r)
      add<kType>(sum, load_pack<kType>(c.input[r], pack_idx));
    return narrow_pack<kType>(sum);
  }
  template <DataType kType>
  ASSAY_BODY void multimem_store(const Collective& c, std::uint64_t pack_idx,
                                 Pack<kType> pack) const {
    for (std::uint32_t r = 0; r < c.ranks; ++r)
      store_pack<Stores::cached, kType>(c.output[r], pack_idx, pack);
  }

 private:
  /// The share of this thread among all of its rank.
  ASSAY_BODY Piece grid_piece(std::uint64_t count, std::uint64_t grain) const {
    return Machine(block_ * all_.threads + thread_, all_.grid.blocks * all_.threads)
        .piece(count, grain);
  }

  template <class Ready, class Seen>
  ASSAY_BODY bool await_until(const Collective& c, Ready ready, const Waited& waited,
                              std::uint32_t expected, Seen seen) {
    delays_.at(Step::wait);
    std::uint64_t begin = 0;
    const bool came = poll(all_, ready, [&] {
      if (c.patience_ns == 0) return false;
      const std::uint64_t now = monotonic_ns();
      if (begin == 0) begin = now;
      if (now - begin < c.patience_ns) return false;
      leave_stall(c.stall, {.rank = rank_,
                            .block = block_,
                            .phase = waited.phase,
                            .peer = waited.peer,
                            .expected = expected,
                            .seen = seen()});
      __atomic_store_n(all_.failed, 1, __ATOMIC_RELEASE);
      return true;
    });
    if (came) delays_.at(Step::wait);
    return came;
  }

  const RankThreads& all_;
  [[no_unique_address]] Delays delays_;
  std::uint32_t thread_, block_, rank_;
};

/// Runs the body on a thread of the team for each block of each rank, `iterations` times; no rank
/// waits for another between iterations. The team has at least ranks * blocks threads; where it has
/// fewer, nothing is run at all.
template <std::uint32_t kBlockThreads = 1, class Body>
void launch_ranks(const Launch& where, const RankGrid& grid, const Body& body,
                  std::uint64_t iterations = 1) {
  std::uint32_t failed = 0;
  struct Context {
    const Body& body;
    const RankThreads all;
    std::uint64_t iterations;
  } context{body, {.grid = grid, .failed = &failed}, iterations};
  static_cast<Team*>(where.queue)
      ->run(
          [](void* opaque, std::uint32_t thread, std::uint32_t threads) {
            const auto& [run, all, count] = *static_cast<const Context*>(opaque);
            const std::uint32_t wanted = all.grid.ranks * all.grid.blocks;
            if (threads < wanted || thread >= wanted) return;
            RankMachine<> machine(all, thread);
            for (std::uint64_t i = 0; i < count; ++i) {
              run(machine);
              asm volatile("" ::: "memory");  // the next iteration reads memory again
            }
          },
          &context);
}

}  // namespace assay::ASSAY_TARGET
