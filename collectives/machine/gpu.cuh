// The GPU as ranks, blocks and threads: one device is one rank, or all of them share one.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "collectives/collective.hpp"
#include "collectives/machine/launch_ranks.cuh"
#include "collectives/machine/line.hpp"
#include "collectives/machine/packs.cuh"
#include "collectives/machine/ptx_collective.cuh"

namespace assay::gpu {

/// The first to come leaves what it waited for; then the kernel ends by a trap, and with it the
/// context. The others leave the first the time to write. Atomic among devices where the host's
/// memory can be.
inline __device__ __noinline__ void stall_and_trap(Stall* stall, std::uint32_t rank,
                                                   std::uint32_t block,
                                                   std::uint64_t phase_and_peer,
                                                   std::uint32_t expected, std::uint32_t seen) {
  constexpr std::uint32_t kWriting = 2;
  constexpr std::uint64_t kGraceNs = 1000000;
  if (stall != nullptr) {
    if (atomicCAS_system(&stall->happened, 0u, kWriting) == 0) {
      stall->rank = rank;
      stall->block = block;
      stall->phase = static_cast<Phase>(phase_and_peer >> 32);
      stall->peer = static_cast<std::uint32_t>(phase_and_peer);
      stall->expected = expected;
      stall->seen = seen;
      __threadfence_system();
      ptx::st_release_sys(&stall->happened, 1);
      __threadfence_system();
    } else {
      const std::uint64_t begin = ptx::globaltimer();
      while (ptx::ld_relaxed_sys(&stall->happened) != 1 && ptx::globaltimer() - begin < kGraceNs) {
      }
    }
  }
  __trap();
}

/// One thread of one block of one rank.
template <std::uint32_t kBlockThreads>
class RankMachine {
 public:
  ASSAY_BODY explicit RankMachine(const RankGrid& grid)
      : blocks_(grid.blocks),
        block_(grid.ranks == 1 ? blockIdx.x : blockIdx.x % grid.blocks),
        rank_(grid.first + (grid.ranks == 1 ? 0 : blockIdx.x / grid.blocks)) {}

  ASSAY_BODY std::uint32_t rank() const { return rank_; }
  ASSAY_BODY std::uint32_t block() const { return block_; }
  ASSAY_BODY std::uint32_t blocks() const { return blocks_; }

  template <class F>
  ASSAY_BODY void leader(F f) const {
    if (threadIdx.x == 0) f();
  }
  template <class F>
  ASSAY_BODY void lanes(std::uint64_t count, F f) const {
    _Pragma("unroll 1") for (std::uint64_t i = threadIdx.x; i < count; i += kBlockThreads) f(i);
  }

  template <int kUnroll, class Produce, class Consume, class Foresee>
  ASSAY_BODY void stream(std::uint64_t count, Produce produce, Consume consume, Foresee) const {
    tiles<kUnroll>(std::uint64_t{block_} * kBlockThreads * kUnroll,
                   std::uint64_t{blocks_} * kBlockThreads * kUnroll, count, produce, consume);
  }
  template <int kUnroll, class Produce, class Finish, class Targets, class Store, class Foresee>
  ASSAY_BODY void spread(std::uint64_t count, Produce produce, Finish finish, Targets targets,
                         Store store, Foresee foresee) const {
    stream<kUnroll>(
        count, produce,
        [&](std::uint64_t i, const auto& produced) {
          const auto value = finish(produced);
          targets([&](void* to) { store(to, i, value); });
        },
        foresee);
  }
  template <int kUnroll, class Produce, class Consume>
  ASSAY_BODY void block_stream(std::uint64_t count, Produce produce, Consume consume) const {
    tiles<kUnroll>(0, kBlockThreads * kUnroll, count, produce, consume);
  }

  ASSAY_BODY bool sync() const {
    __syncthreads();
    return true;
  }
  ASSAY_BODY void drain_stores() const {}

  ASSAY_BODY void store_release(std::uint32_t* flag, std::uint32_t value) const {
    ptx::st_release_sys(flag, value);
  }
  ASSAY_BODY void store_relaxed(std::uint32_t* flag, std::uint32_t value) const {
    ptx::st_relaxed_sys(flag, value);
  }

  /// Polls relaxed; kAcquire: then loads once more with acquire. Does not return where the wait
  /// takes too long.
  template <bool kAcquire>
  ASSAY_BODY bool await(const Collective& c, const std::uint32_t* flag, std::uint32_t expected,
                        const Waited& waited) const {
    // The clock is looked at seldom: what a wait takes is part of what is measured.
    constexpr std::uint32_t kPollsPerLook = 64;
    std::uint64_t begin = 0;
    std::uint32_t seen = 0;
    for (std::uint32_t polls = 1; (seen = ptx::ld_relaxed_sys(flag)) != expected; ++polls) {
      if (polls % kPollsPerLook != 0) continue;
      if (begin == 0) begin = ptx::globaltimer();
      check_patience(c, begin, waited, expected, seen);
    }
    if constexpr (kAcquire) ptx::ld_acquire_sys(flag);
    return true;
  }

  ASSAY_BODY void store_line(FlaggedLine* to, const FlaggedLine& line) const {
    ptx::st_relaxed_sys_v2(to, line.half[0], line.half[1]);
  }
  ASSAY_BODY FlaggedLine load_line(const FlaggedLine* from) const {
    FlaggedLine line;
    ptx::ld_relaxed_sys_v2(from, line.half[0], line.half[1]);
    return line;
  }
  template <class Ready, class Again, class Seen>
  ASSAY_BODY bool await_line(const Collective& c, Ready ready, Again again, const Waited& waited,
                             std::uint32_t expected, Seen seen) const {
    if (ready()) return true;
    const std::uint64_t begin = ptx::globaltimer();
    for (again(); !ready(); again()) check_patience(c, begin, waited, expected, seen());
    return true;
  }

  template <DataType kType>
  ASSAY_BODY Pack<kType> multimem_load_sum([[maybe_unused]] const Collective& c,
                                           [[maybe_unused]] std::uint64_t pack_idx) const {
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 900
    const char* const from = pack_address(c.multicast_input, pack_idx);
    if constexpr (kType == DataType::bf16) return ptx::multimem_ld_reduce_add_v4_bf16x2(from);
    if constexpr (kType == DataType::fp16) return ptx::multimem_ld_reduce_add_v4_f16x2(from);
    if constexpr (kType == DataType::fp32) return ptx::multimem_ld_reduce_add_v4_f32(from);
    if constexpr (kType == DataType::int32) {
      Pack<kType> sum;
      ASSAY_UNROLL for (std::uint32_t w = 0; w < kPackWords; ++w) {
        sum.word[w] = ptx::multimem_ld_reduce_add_u32(from + 4 * w);
      }
      return sum;
    }
#else
    __trap();
    return {};
#endif
  }
  template <DataType kType>
  ASSAY_BODY void multimem_store([[maybe_unused]] const Collective& c,
                                 [[maybe_unused]] std::uint64_t pack_idx,
                                 [[maybe_unused]] const Pack<kType>& pack) const {
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 900
    ptx::multimem_st_v4(static_cast<char*>(c.multicast_output) + pack_idx * sizeof pack, pack);
#else
    __trap();
#endif
  }

 private:
  /// Tiles of kUnroll neighbouring packs a thread, from `begin` on and then every `step`.
  template <int kUnroll, class Produce, class Consume>
  ASSAY_BODY static void tiles(std::uint64_t begin, std::uint64_t step, std::uint64_t count,
                               Produce produce, Consume consume) {
    constexpr std::uint64_t kTile = std::uint64_t{kBlockThreads} * kUnroll;
    _Pragma("unroll 1") for (; begin < count; begin += step) {
      const std::uint64_t i = begin + threadIdx.x;
      if (kUnroll > 1 && begin + kTile <= count) {
        decltype(produce(i)) value[kUnroll];
        ASSAY_UNROLL for (int u = 0; u < kUnroll; ++u) value[u] = produce(i + u * kBlockThreads);
        ASSAY_UNROLL for (int u = 0; u < kUnroll; ++u) consume(i + u * kBlockThreads, value[u]);
      } else {
        const std::uint64_t end = begin + kTile < count ? begin + kTile : count;
        _Pragma("unroll 1") for (std::uint64_t rest = i; rest < end; rest += kBlockThreads) {
          consume(rest, produce(rest));
        }
      }
    }
  }

  ASSAY_BODY void check_patience(const Collective& c, std::uint64_t begin, const Waited& waited,
                                 std::uint32_t expected, std::uint32_t seen) const {
    if (c.patience_ns == 0 || ptx::globaltimer() - begin < c.patience_ns) return;
    stall_and_trap(c.stall, rank_, block_,
                   static_cast<std::uint64_t>(waited.phase) << 32 | waited.peer, expected, seen);
  }

  std::uint32_t blocks_, block_, rank_;
};

/// Queues the body as so many blocks of each of the ranks of `grid`, all of them at work at the
/// same time, `iterations` times. Throws Error(usage) where the device has no room for them.
template <std::uint32_t kBlockThreads = 512, class Body>
void launch_ranks(const Launch& where, const RankGrid& grid, const Body& body,
                  std::uint64_t iterations = 1) {
  launch_together<RankMachine<kBlockThreads>, kBlockThreads>(where, grid, body, iterations);
}

}  // namespace assay::gpu
