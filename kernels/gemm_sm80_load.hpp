// How a block brings slices of k of one operand into its shared memory: cp.async, 16 bytes a lane.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/gemm_sm80_tile.hpp"

namespace assay::ASSAY_TARGET {

/// Loads one slice after the other. What lies beyond m, n or k becomes zero and is not read.
template <class M, class Slab, std::uint32_t kThreads, GemmSm80Fault kFault>
class GemmSm80Loader {
  static constexpr std::uint32_t kChunks = Slab::kLineBytes / kChunkBytes;
  static constexpr std::uint32_t kLinesAtOnce = kThreads / kChunks;
  static constexpr std::uint32_t kTurns = Slab::kLines / kLinesAtOnce;
  static_assert(kThreads % kChunks == 0 && Slab::kLines % kLinesAtOnce == 0 && kTurns <= 32);
  static constexpr bool kAlongK = Slab::kMajor == Major::k;

 public:
  ASSAY_BODY GemmSm80Loader(M& machine, const GemmSm80Operand& operand, std::uint64_t origin,
                            std::uint32_t k)
      : machine_(machine),
        stride_(operand.pitch_bytes * kLinesAtOnce),
        advance_(kAlongK ? kSliceBytes : operand.pitch_bytes * Slab::kSteps) {
    machine_.lanes([&](std::uint32_t lane) {
      const std::uint32_t thread = machine_.warp() * kWarpLanes + lane;
      const std::uint32_t line = thread / kChunks, chunk = thread % kChunks;
      Lane& my = lane_[lane];
      my.line = line;
      my.chunk = chunk;
      const auto used =
          static_cast<std::int64_t>(operand.extent) - static_cast<std::int64_t>(origin);
      const auto chunk_begin = static_cast<std::int32_t>(chunk * kChunkBytes);
      if constexpr (kAlongK) {
        my.from = operand.data + (origin + line) * operand.pitch_bytes + chunk * kChunkBytes;
        my.left = static_cast<std::int32_t>(k * Slab::kElementBytes) - chunk_begin;
        my.across = static_cast<std::int32_t>(used < 0x10000 ? used : 0x10000);
      } else {
        my.from = operand.data + line * operand.pitch_bytes + origin * Slab::kElementBytes +
                  chunk * kChunkBytes;
        my.left = static_cast<std::int32_t>(k) - static_cast<std::int32_t>(line);
        my.across = static_cast<std::int32_t>((used < 0x10000 ? used : 0x10000)) *
                        static_cast<std::int32_t>(Slab::kElementBytes) -
                    chunk_begin;
      }
    });
  }

  /// The next slice, to the slab that begins there.
  ASSAY_BODY void load(std::uint32_t slab) {
    machine_.lanes([&](std::uint32_t lane) {
      Lane& my = lane_[lane];
      const unsigned char* from = my.from;
      ASSAY_UNROLL for (std::uint32_t turn = 0; turn < kTurns; ++turn) {
        const std::uint32_t line = my.line + turn * kLinesAtOnce;
        machine_.cp_async(lane, slab + Slab::at(line, my.chunk), from, bytes(my, turn));
        from += stride_;
      }
      my.from += advance_;
      my.left -= static_cast<std::int32_t>(kAlongK ? kSliceBytes : Slab::kSteps);
    });
  }

 private:
  struct Lane {
    const unsigned char* from;
    std::uint32_t line, chunk;
    std::int32_t left;    ///< of k: bytes from this chunk on, or elements from this line on
    std::int32_t across;  ///< lines from the tile's first on, or bytes from this chunk on
  };

  ASSAY_BODY static std::uint32_t up_to_chunk(std::int32_t bytes) {
    constexpr auto kMost = static_cast<std::int32_t>(kChunkBytes);
    return static_cast<std::uint32_t>(bytes < 0 ? 0 : bytes < kMost ? bytes : kMost);
  }
  ASSAY_BODY static std::uint32_t bytes(const Lane& my, std::uint32_t turn) {
    constexpr bool kFill = kFault != GemmSm80Fault::no_zero_fill;
    constexpr bool kCheck = kFault != GemmSm80Fault::no_row_check;
    const auto ahead = static_cast<std::int32_t>(turn * kLinesAtOnce);
    if constexpr (kAlongK) {
      const bool inside = !kCheck || ahead + static_cast<std::int32_t>(my.line) < my.across;
      return !inside ? 0 : kFill || my.left <= 0 ? up_to_chunk(my.left) : kChunkBytes;
    } else {
      const bool inside = !kFill || ahead < my.left;
      return !inside ? 0 : kCheck || my.across <= 0 ? up_to_chunk(my.across) : kChunkBytes;
    }
  }

  M& machine_;
  std::uint64_t stride_, advance_;
  typename M::template PerLane<Lane> lane_;
};

}  // namespace assay::ASSAY_TARGET
