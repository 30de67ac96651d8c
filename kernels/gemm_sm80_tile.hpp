// How the body of mma.sync divides the product, and where the slices of k lie in shared memory.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cstdint>

#include "kernels/gemm_format.hpp"
#include "kernels/gemm_problem.hpp"
#include "kernels/gemm_sm80_shapes.hpp"
#include "kernels/gemm_tile_order.hpp"
#include "kernels/machine/hopper.hpp"
#include "kernels/machine/warp_mma.hpp"

namespace assay::ASSAY_TARGET {

using hopper::Major;

/// Faults that tests plant in the body; each must be found
/// (tests/kernels/gemm_sm80_faults_test.cpp).
enum class GemmSm80Fault {
  none,
  no_wait,           ///< slices are read before they have landed
  no_sync,           ///< ... or the warps know
  late_wait,         ///< one group too many may be pending
  early_refill,      ///< slices are loaded into the stage that is read
  wrong_swizzle,     ///< B is read in another order than it was written
  wrong_step,        ///< the second step of k reads the first again
  fragment_swap,     ///< rows 8 to 15 of A are taken for the upper half of k
  half_swap,         ///< neighbouring tiles of B are exchanged
  no_zero_fill,      ///< what lies beyond k in memory is summed too
  no_row_check,      ///< rows beyond m and n are loaded
  no_epilogue_sync,  ///< sums are staged over slices that others still read
  no_stage_sync,     ///< rows of C are stored before all lanes have staged theirs
  no_drain_sync,     ///< ... and staged over before all were stored
  serpentine_slip,   ///< odd rows of tiles go right to left, but their sums left to right
};

inline constexpr std::uint32_t kSliceBytes = 64;  ///< of k, in a stage
inline constexpr std::uint32_t kChunkBytes = 16;  ///< of one copy, and of a row of ldmatrix
inline constexpr std::uint32_t kStepBytes = 32;   ///< of k, of one mma.sync

/// Tile of C of a block, and the part of it that one warp computes.
template <std::uint32_t kRows_, std::uint32_t kColumns_, std::uint32_t kWarpRows_,
          std::uint32_t kWarpColumns_>
struct GemmSm80Tile {
  static constexpr std::uint32_t kRows = kRows_, kColumns = kColumns_;
  static constexpr std::uint32_t kWarpRows = kWarpRows_, kWarpColumns = kWarpColumns_;
  static constexpr std::uint32_t kWarpsAcross = kColumns / kWarpColumns;
  static constexpr std::uint32_t kWarps = kRows / kWarpRows * kWarpsAcross;
};

/// One operand's part of a stage: kExtent rows of A, or columns of B, by 64 B of k.
template <Major kMajor_, std::uint32_t kExtent, std::uint32_t kElementBytes_>
struct GemmSm80Slab {
  static constexpr Major kMajor = kMajor_;
  static constexpr std::uint32_t kElementBytes = kElementBytes_;
  static constexpr std::uint32_t kSteps = kSliceBytes / kElementBytes;  ///< elements of k
  static constexpr std::uint32_t kLines = kMajor == Major::k ? kExtent : kSteps;
  static constexpr std::uint32_t kLineBytes =
      kMajor == Major::k ? kSliceBytes : kExtent * kElementBytes;
  static constexpr std::uint32_t kBytes = kLines * kLineBytes;

  /// Eight rows that ldmatrix reads together lie in different banks: of lines of 64 B two fill a
  /// round of the 32 banks, of longer ones each begins in the first bank.
  ASSAY_BODY static std::uint32_t at(std::uint32_t line, std::uint32_t chunk) {
    const std::uint32_t swizzle = kMajor == Major::k ? line >> 1 & 3 : line & 7;
    return line * kLineBytes + (chunk ^ swizzle) * kChunkBytes;
  }
};

/// A matrix in memory, as the body needs it: `extent` counts along m or n.
struct GemmSm80Operand {
  const unsigned char* data;
  std::uint64_t pitch_bytes;
  std::uint32_t extent;
};

struct GemmSm80Arguments {
  GemmSm80Operand a, b;
  unsigned char* c;
  std::uint64_t c_pitch_bytes;
  std::uint32_t k;
  GemmTileOrder tiles;
  TileOwners owners;
};

/// Everything that is fixed when a body is compiled.
template <DataType kType_, Major kA, Major kB, class Tile_,
          Accumulation kAccumulation = Accumulation::none,
          GemmSm80Fault kFault_ = GemmSm80Fault::none>
struct GemmSm80Config {
  using Tile = Tile_;
  static constexpr DataType kType = kType_;
  static constexpr GemmSm80Fault kFault = kFault_;
  static constexpr bool kPromoted = kAccumulation == Accumulation::promoted;
  static constexpr bool kFp64 = kType == DataType::fp64;
  static constexpr std::uint32_t kElementBytes = sizeof(GemmStoredOf<kType>);
  static constexpr std::uint32_t kOutputBytes = sizeof(GemmOutputOf<kType>);
  using SlabA = GemmSm80Slab<kA, Tile::kRows, kElementBytes>;
  using SlabB = GemmSm80Slab<kB, Tile::kColumns, kElementBytes>;
  static_assert(kElementBytes == 2 || (kA == Major::k && kB == Major::k));

  static constexpr std::uint32_t kStages = kGemmSm80Stages;
  static constexpr std::uint32_t kThreads = Tile::kWarps * kWarpLanes;
  static constexpr std::uint32_t kStageBytes = SlabA::kBytes + SlabB::kBytes;
  static constexpr std::uint32_t kTilesDown = Tile::kWarpRows / 16,  ///< of mma, of a warp
      kTilesAcross = Tile::kWarpColumns / 8;

  // Rows of C on their way out: pairs of sums of eight neighbouring rows lie in different banks.
  static constexpr std::uint32_t kStagedRows = 16;
  static constexpr std::uint32_t kStagedPitch = (Tile::kWarpColumns + 8) * kOutputBytes;
  static constexpr std::uint32_t kStagedBytes = kStagedRows * kStagedPitch;  ///< of a warp
  static constexpr std::uint32_t kRingBytes = kStages * kStageBytes;
  static constexpr std::uint32_t kStagedOfAll = kStagedBytes * Tile::kWarps;
  static constexpr std::uint32_t kSharedBytes = std::max(kRingBytes, kStagedOfAll);
};

}  // namespace assay::ASSAY_TARGET
