// Which shapes does a memory kernel have on a GPU, and how does each cut up its arrays?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/parameters.hpp"

// How much must be in flight. Bandwidth x loaded latency (about 620 ns on Hopper, more when the
// memory is saturated, so 800 ns here) is what all SMs together must have asked for at any moment:
//
//   part   published   SMs   bytes in flight per SM
//   H100   3.35 TB/s   132   20 KB
//   H200   4.8  TB/s   132   29 KB
//   H20    4.0  TB/s    78   41 KB
//
// so an H20 needs twice an H100's. A vector shape keeps 16 B x unroll x resident threads in flight
// for each input: 128 KB with 4 loads of 2048 threads or 8 loads of 1024, and registers for no
// more. A bulk shape keeps (stages - 1) x chunk x blocks: one stage is being used. Every shape here
// has at least 41 KB of loads in flight where its registers allow the blocks it asks for.
//
// Which to begin with (published measurements): reads are fastest from a grid that stays, with 8 to
// 16 loads a thread; with stores beside them, from as many blocks as the data needs, one pass each,
// whose 4 to 8 loads all come before the first store.

namespace assay {

/// Shape by 16-byte accesses of threads.
constexpr Variant vector_shape(std::uint32_t unroll, std::uint32_t threads,
                               std::uint32_t blocks_per_processor, Hint hint = Hint::streaming) {
  return {.access = Access::vector,
          .hint = hint,
          .unroll = unroll,
          .threads = threads,
          .blocks_per_processor = blocks_per_processor};
}

/// Shape by bulk copies. A block of the kernels that only pass data on is one warp.
constexpr Variant bulk_shape(std::uint32_t threads, std::uint32_t blocks_per_processor,
                             std::uint32_t chunk_kib, std::uint32_t stages,
                             Hint hint = Hint::normal) {
  return {.access = Access::bulk,
          .hint = hint,
          .threads = threads,
          .blocks_per_processor = blocks_per_processor,
          .chunk_bytes = chunk_kib * 1024,
          .stages = stages};
}

inline constexpr Variant kReadShapes[] = {
    vector_shape(8, 512, 2),
    vector_shape(8, 512, 8),
    vector_shape(8, 256, 4),
    vector_shape(16, 256, 2),
    vector_shape(4, 1024, 2),
    vector_shape(8, 512, 0),
    vector_shape(16, 256, 0),
    vector_shape(8, 512, 2, Hint::normal),
    vector_shape(8, 512, 2, Hint::evict_first),
    bulk_shape(256, 2, 16, 4),
    bulk_shape(256, 2, 8, 4),
    bulk_shape(256, 1, 16, 4),
    bulk_shape(256, 2, 16, 4, Hint::evict_first),
};

/// Of kernels that store what they load, changed or not; `threads` of a bulk shape differ.
template <std::uint32_t kBulkThreads>
inline constexpr Variant kOneInputShapes[] = {
    vector_shape(4, 512, 0),
    vector_shape(8, 512, 0),
    vector_shape(8, 256, 0),
    vector_shape(4, 1024, 0),
    vector_shape(16, 256, 0),
    vector_shape(4, 512, 4),
    vector_shape(8, 512, 2),
    vector_shape(4, 512, 0, Hint::normal),
    vector_shape(4, 512, 0, Hint::evict_first),
    bulk_shape(kBulkThreads, 2, 16, 4),
    bulk_shape(kBulkThreads, 2, 8, 4),
    bulk_shape(kBulkThreads, 1, 16, 4),
    bulk_shape(kBulkThreads, 2, 16, 4, Hint::evict_first),
};

/// Of add and triad, whose every access is two loads: one step less of unrolling.
inline constexpr Variant kTwoInputShapes[] = {
    vector_shape(4, 512, 0),
    vector_shape(4, 256, 0),
    vector_shape(8, 512, 0),
    vector_shape(8, 256, 0),
    vector_shape(4, 1024, 0),
    vector_shape(4, 512, 2),
    vector_shape(8, 256, 4),
    vector_shape(4, 512, 0, Hint::normal),
    vector_shape(4, 512, 0, Hint::evict_first),
    bulk_shape(256, 2, 16, 3),
    bulk_shape(256, 2, 8, 4),
    bulk_shape(256, 1, 16, 4),
    bulk_shape(256, 2, 16, 3, Hint::evict_first),
};

/// Of write, which has no loads to keep in flight.
inline constexpr Variant kWriteShapes[] = {
    vector_shape(4, 512, 0),
    vector_shape(8, 512, 0),
    vector_shape(4, 256, 0),
    vector_shape(4, 1024, 0),
    vector_shape(16, 256, 0),
    vector_shape(4, 512, 4),
    vector_shape(8, 256, 8),
    vector_shape(4, 512, 0, Hint::normal),
    vector_shape(4, 512, 0, Hint::evict_first),
    bulk_shape(32, 2, 16, 4),
    bulk_shape(32, 2, 8, 4),
    bulk_shape(32, 2, 16, 4, Hint::evict_first),
};

/// Bytes of an array that a block takes at a time; the array is whole tiles but for the last.
constexpr std::uint64_t tile_bytes(const Variant& shape) {
  return shape.access == Access::bulk ? shape.chunk_bytes
                                      : std::uint64_t{16} * shape.unroll * shape.threads;
}

/// Blocks of one launch over arrays of `bytes` on so many SMs. Tile t belongs to block t % blocks.
constexpr std::uint32_t grid_blocks(const Variant& shape, std::uint64_t bytes,
                                    std::uint32_t processors) {
  const std::uint64_t tiles = (bytes + tile_bytes(shape) - 1) / tile_bytes(shape);
  const std::uint64_t resident = std::uint64_t{processors} * shape.blocks_per_processor;
  const std::uint64_t blocks =
      shape.blocks_per_processor == 0 || tiles < resident ? tiles : resident;
  return blocks == 0 ? 1 : static_cast<std::uint32_t>(blocks);
}

/// The shape that parameters ask for: none in particular is the first.
template <int kCount>
constexpr const Variant& shape_of(const Parameters& parameters, const Variant (&shapes)[kCount]) {
  return parameters.variant == Variant{} ? shapes[0] : parameters.variant;
}

}  // namespace assay
