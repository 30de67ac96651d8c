// What does a collective get: whose memory lies where, how its flags and scratch are laid out, and
// how large they are?
#pragma once
// SPDX-License-Identifier: Apache-2.0

// How to use the bodies (all_reduce_bodies.hpp), on every machine:
//
//   Collective c{.ranks = n, .count = elements, ...};  // pointers as the launching rank sees them
//   with_ranks(n, [&]<std::uint32_t kRanks>() {        // 2, 4, 8 or 16: unrolled so far
//     launch_ranks<kThreads>(where, RankGrid{.first = rank, .ranks = 1, .blocks = blocks},
//                            TwoShot<kType, kRanks>{c}, iterations);
//   });
//
// RankGrid says which ranks this one launch runs: {.first = rank, .ranks = 1} on the device of that
// rank, or {.first = 0, .ranks = n}: all of them share this device (colocated; on a CPU the only
// form, with a thread of the Team for each block of each rank). `blocks` are those of each rank and
// the same on all. On a GPU the launch is cooperative, so that all blocks run at once, and throws
// Error(usage) where they do not fit.
//
// Flags and scratch must be all zeros before the first launch that uses them, on every rank before
// any rank is launched; after that nobody but the bodies writes to them. One pair of flags and
// scratch serves launches of one algorithm, count, ranks and blocks: other shapes need zeros again.
// After a Stall the same.
//
// As kernels/kernel.hpp: nothing here is emitted as a function.

#include <cstdint>

#include "kernels/kernel.hpp"

namespace assay {

/// Blocks of one rank, at most.
inline constexpr std::uint32_t kMaxBlocks = 256;

/// What one block of a ring sends in one step, unless Collective says otherwise.
inline constexpr std::uint64_t kRingChunkBytes = 256 * 1024;

/// Arrays of ranks that share one allocation begin at multiples of this; all arrays are aligned so.
inline constexpr std::uint64_t kRankAlignment = 128;

/// Entry r of each list: what rank r calls its own, at the address where this rank reaches it. In
/// place, input and output are the same.
struct Collective {
  std::uint32_t ranks = 0;
  std::uint64_t count = 0;  ///< elements of each rank
  const void* input[kMaxRanks] = {};
  void* output[kMaxRanks] = {};
  void* scratch[kMaxRanks] = {};
  std::uint32_t* flags[kMaxRanks] = {};
  const void* multicast_input = nullptr;  ///< of Multimem alone, on a GPU
  void* multicast_output = nullptr;
  Stall* stall = nullptr;                       ///< may be null
  std::uint64_t patience_ns = 0;                ///< of one wait; 0: for ever
  std::uint64_t chunk_bytes = kRingChunkBytes;  ///< a multiple of 128
};

/// Which ranks one launch runs.
struct RankGrid {
  std::uint32_t first = 0;   ///< rank of block 0
  std::uint32_t ranks = 1;   ///< that share this device
  std::uint32_t blocks = 1;  ///< of each rank
};

/// Faults that can be planted in a body, each of which a test must see.
enum class Bug : std::uint8_t {
  none,
  relaxed_store,     ///< flags are stored without release
  relaxed_load,      ///< and read without acquire
  no_sync_before,    ///< the block is not waited for before its flag is raised
  no_sync_after,     ///< nor told when the flags of others have come
  no_start_barrier,  ///< data of others is touched though they may not have begun
  no_end_barrier,    ///< a rank leaves though others may still touch its data
  wrong_slot,        ///< flags or lines land in another rank's place
  reused_flag,       ///< one flag, or one buffer, where there must be two
  no_wait,           ///< lines or pieces are taken before they have come
  half_line,         ///< one flag of the two in a line is looked at
  no_credit          ///< a ring writes on though what lies there may not have been taken
};

// Flags of a rank: four lines of each block.
inline constexpr std::uint32_t kFlagLineWords = 32;
inline constexpr std::uint32_t kEpochWord = 0;                   ///< of its own
inline constexpr std::uint32_t kInboxWord = kFlagLineWords;      ///< [2 parities][kMaxRanks]
inline constexpr std::uint32_t kReadyWord = 2 * kFlagLineWords;  ///< [2], by the rank before it
inline constexpr std::uint32_t kTakenWord = 3 * kFlagLineWords;  ///< [2], by the rank after it
inline constexpr std::uint32_t kBlockFlagWords = 4 * kFlagLineWords;
static_assert(2 * kMaxRanks <= kFlagLineWords);

/// Bytes of the flags of one rank.
[[gnu::always_inline]] constexpr std::uint64_t flag_bytes(std::uint32_t blocks) {
  return std::uint64_t{blocks} * kBlockFlagWords * sizeof(std::uint32_t);
}

[[gnu::always_inline]] constexpr std::uint64_t round_up(std::uint64_t value, std::uint64_t grain) {
  return (value + grain - 1) / grain * grain;
}

/// Flagged lines of 16 bytes that one rank sends: 8 of each are data.
[[gnu::always_inline]] constexpr std::uint64_t flagged_lines(std::uint64_t bytes) {
  return (bytes + 7) / 8;
}

/// What distinguishes the scratch of one case from another's.
struct ScratchShape {
  Algorithm algorithm = Algorithm::none;  ///< none of `best`
  Protocol protocol = Protocol::none;
  Placement placement = Placement::none;
  std::uint64_t bytes = 0;  ///< of the data of one rank
  std::uint32_t ranks = 0, blocks = 0;
  std::uint64_t chunk_bytes = kRingChunkBytes;
};

/// Bytes of the scratch of one rank; 0: it needs none.
[[gnu::always_inline]] constexpr std::uint64_t scratch_bytes(const ScratchShape& shape) {
  switch (shape.algorithm) {
    case Algorithm::one_shot:
      if (shape.protocol == Protocol::flagged)
        return round_up(2 * shape.ranks * flagged_lines(shape.bytes) * 16, kRankAlignment);
      return shape.placement == Placement::in_place ? round_up(shape.bytes, kRankAlignment) : 0;
    case Algorithm::ring:
      return 2 * shape.blocks * shape.chunk_bytes;
    default:
      return 0;
  }
}

/// Calls f.template operator()<kRanks>() with the size that bodies for so many ranks are unrolled
/// to.
template <class F>
[[gnu::always_inline]] inline void with_ranks(std::uint32_t ranks, F f) {
  if (ranks <= 2)
    f.template operator()<2>();
  else if (ranks <= 4)
    f.template operator()<4>();
  else if (ranks <= 8)
    f.template operator()<8>();
  else
    f.template operator()<16>();
}

}  // namespace assay
