// What a body for the tensor cores of single warps asks of its machine, and the words both sides
// share.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

// The two machines are gpu::WarpMachine (machine/warp_mma.cuh) and model::WarpMachine
// (machine/warp_mma_model.hpp). A body is written for a warp; what differs from lane to lane lives
// in PerLane values and is touched inside lanes(f). Addresses are bytes from the beginning of the
// block's shared memory. Both have these members:
//
//   PerLane<T>                       value[lane]; on a GPU a register of the calling lane
//   block(), warp(), processor()     linear in the grid; of the caller in its block; the SM
//   lanes(f)                         f(lane) by every lane
//   block_leader(f)                  f() by one lane of the block
//   sync(), warp_sync()              all warps of the block; the lanes of the calling warp
//   cp_async(lane, to, from, bytes)  16 bytes to shared memory, those from `bytes` on zeros
//   cp_async_commit()                closes the group of the calling lanes' copies
//   cp_async_wait<pending>()         all but so many of their groups have landed
//   ldmatrix<kTransposed>(words, at) four matrices of 8 x 16 bytes; at(lane) is row lane % 8 of
//                                    matrix lane / 8
//   mma<type>(sums, a, b, half)      sums += A(16 rows) B(8 columns) over 32 bytes of k; b holds
//                                    two such B, `half` says which
//   mma_f64(sums, upper, lower, b)   the same over 8 elements: rows 0 to 7, rows 8 to 15
//   shared_load<V>(lane, at)         16 bytes
//   shared_store(lane, at, value)    4, 8 or 16 bytes
//   global_store(lane, to, bits)     16 bytes

namespace assay {

inline constexpr std::uint32_t kWarpLanes = 32;

/// What ldmatrix leaves in a lane: a word of each of four matrices.
struct MmaWords {
  std::uint32_t word[4];
};

/// Of a tile of 16 x 8: row lane / 4, columns 2 (lane % 4) and the next; then 8 rows further down.
template <class Sum>
struct MmaSums {
  Sum sum[4];
};

/// Two neighbours along k. Which k they are does not matter, as long as it is the same of A and B.
struct alignas(16) MmaDoubles {
  double first, second;
};

template <class T>
struct alignas(2 * sizeof(T)) MmaPair {
  T x, y;
};

struct alignas(16) MmaChunk {
  std::uint32_t word[4];
};

}  // namespace assay
