// GEMM by the tensor cores of single warps (mma.sync), one body for the GPU and its model.
//
// A block computes one tile of C. Slices of 64 bytes of k come through a ring of four stages in
// shared memory by cp.async; eight warps of 64 x 64 read them with ldmatrix, one step of k ahead of
// the multiplications. The scheme is that of NVIDIA's CUTLASS 2 for Ampere: "multistage" pipeline,
// swizzled lines, serpentine order of the tiles.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/gemm_sm80_load.hpp"
#include "kernels/gemm_sm80_warp.hpp"
#include "kernels/machine/narrow.hpp"

namespace assay::ASSAY_TARGET {

/// One block's tile. M is the machine of machine/warp_mma.hpp.
template <class M, class Config>
class GemmSm80Block {
  using Tile = typename Config::Tile;
  using Fragments = GemmSm80Fragments<M, Config>;
  using Sums = GemmSm80Sums<M, Config>;
  using Fault = GemmSm80Fault;
  template <class Slab>
  using Loader = GemmSm80Loader<M, Slab, Config::kThreads, Config::kFault>;
  static constexpr Fault kFault = Config::kFault;
  static constexpr std::uint32_t kStages = Config::kStages;
  /// Slices on their way while one is multiplied.
  static constexpr std::uint32_t kAhead = kStages - 1 + (kFault == Fault::early_refill);
  static constexpr std::uint32_t kSliceSteps = kSliceBytes / Config::kElementBytes;

 public:
  ASSAY_BODY GemmSm80Block(M& machine, const GemmSm80Arguments& arguments)
      : machine_(machine),
        g_(arguments),
        position_(g_.tiles.unit(machine.block())),
        slices_((g_.k + kSliceSteps - 1) / kSliceSteps),
        load_a_(machine, g_.a, row(), g_.k),
        load_b_(machine, g_.b, column(), g_.k),
        fragments_(machine) {}

  ASSAY_BODY void run() {
    sums_.clear(machine_);
    if constexpr (Config::kPromoted) total_.clear(machine_);
    for (std::uint32_t s = 0; s < kAhead; ++s) load_slice(s);
    slices_landed();
    fragments_.template load<0>(0, 0);
    // Two slices are 128 bytes of k, after which sums are promoted. Where a slice is one step, they
    // also take the buffers of the fragments in turn.
    ASSAY_ROLLED for (std::uint32_t slice = 0; slice < slices_; slice += 2) {
      one_slice<0>(slice);
      if (slice + 1 < slices_) one_slice<1>(slice + 1);
      if constexpr (Config::kPromoted) total_.take(machine_, sums_);
    }
    if constexpr (kFault != Fault::no_epilogue_sync) machine_.sync();
    store(Config::kPromoted ? total_ : sums_);
    leave_owner();
  }

 private:
  ASSAY_BODY std::uint64_t row() const { return std::uint64_t{position_.row} * Tile::kRows; }
  ASSAY_BODY std::uint64_t column() const {
    return std::uint64_t{position_.column} * Tile::kColumns;
  }
  ASSAY_BODY static std::uint32_t next_stage(std::uint32_t stage) {
    return stage == Config::kRingBytes - Config::kStageBytes ? 0 : stage + Config::kStageBytes;
  }

  // A group is committed for every slice, there or not, so that groups can be counted.
  ASSAY_BODY void load_slice(std::uint32_t slice) {
    if (slice < slices_) {
      load_a_.load(write_stage_);
      load_b_.load(write_stage_ + Config::SlabA::kBytes);
      write_stage_ = next_stage(write_stage_);
    }
    machine_.cp_async_commit();
  }

  // All but the last kStages - 2 groups have landed and every warp knows; what was read before may
  // be overwritten.
  ASSAY_BODY void slices_landed() {
    constexpr int kPending = static_cast<int>(kStages) - 2;
    if constexpr (kFault != Fault::no_wait)
      machine_.template cp_async_wait<kPending + (kFault == Fault::late_wait)>();
    if constexpr (kFault != Fault::no_sync) machine_.sync();
  }

  template <int kTurn>
  ASSAY_BODY void one_slice(std::uint32_t slice) {
    const bool last = slice + 1 == slices_;
    load_slice(slice + kAhead);
    if constexpr (Config::kFp64) {
      if (last) return fragments_.template multiply_f64<kTurn, false>(sums_, 0);
      next_slice_landed();
      fragments_.template multiply_f64<kTurn, true>(sums_, read_stage_);
    } else {
      fragments_.template load<1>(read_stage_, 1);
      fragments_.template multiply<0>(sums_);
      if (!last) {
        next_slice_landed();
        fragments_.template load<0>(read_stage_, 0);
      }
      fragments_.template multiply<1>(sums_);
    }
  }
  ASSAY_BODY void next_slice_landed() {
    slices_landed();
    read_stage_ = next_stage(read_stage_);
  }

  // Each warp by itself: 16 rows at a time through shared memory, so that a row leaves in pieces of
  // 16 bytes, neighbouring lanes side by side.
  ASSAY_BODY void store(Sums& sums) {
    const std::uint32_t staged = machine_.warp() * Config::kStagedBytes;
    ASSAY_UNROLL for (int i = 0; i < Sums::kDown; ++i) {
      stage_rows(sums, i, staged);
      if constexpr (kFault != Fault::no_stage_sync) machine_.warp_sync();
      store_rows(i, staged);
      if constexpr (kFault != Fault::no_drain_sync) machine_.warp_sync();
    }
  }

  // Neighbours of a row, as elements of C.
  ASSAY_BODY static auto pair(GemmSumOf<Config::kType> x, GemmSumOf<Config::kType> y) {
    constexpr DataType kOutput = kGemmOutput<Config::kType>;
    if constexpr (kOutput == DataType::bf16 || kOutput == DataType::fp16)
      return narrow_pair<kOutput>(x, y);
    else
      return MmaPair<GemmSumOf<Config::kType>>{x, y};
  }

  ASSAY_BODY void stage_rows(Sums& sums, int i, std::uint32_t staged) {
    machine_.lanes([&](std::uint32_t lane) {
      const std::uint32_t at =
          staged + lane / 4 * Config::kStagedPitch + lane % 4 * 2 * Config::kOutputBytes;
      ASSAY_UNROLL for (int j = 0; j < Sums::kAcross; ++j) {
        const auto& sum = sums.tile[i][j][lane].sum;
        const std::uint32_t to = at + static_cast<std::uint32_t>(j) * 8 * Config::kOutputBytes;
        machine_.shared_store(lane, to, pair(sum[0], sum[1]));
        machine_.shared_store(lane, to + 8 * Config::kStagedPitch, pair(sum[2], sum[3]));
      }
    });
  }

  // A last piece may reach into the padding of a row: sums there are zero.
  ASSAY_BODY void store_rows(int i, std::uint32_t staged) {
    constexpr std::uint32_t kElements = kChunkBytes / Config::kOutputBytes,
                            kPieces = Tile::kWarpColumns / kElements;
    constexpr std::uint32_t kTurns = Config::kStagedRows * kPieces / kWarpLanes;
    const std::uint64_t first_row = row() + machine_.warp() / Tile::kWarpsAcross * Tile::kWarpRows +
                                    static_cast<std::uint32_t>(i) * 16;
    const std::uint64_t first_column =
        column() + machine_.warp() % Tile::kWarpsAcross * Tile::kWarpColumns;
    machine_.lanes([&](std::uint32_t lane) {
      ASSAY_UNROLL for (std::uint32_t turn = 0; turn < kTurns; ++turn) {
        const std::uint32_t piece = turn * kWarpLanes + lane;
        const std::uint32_t down = piece / kPieces, across = piece % kPieces;
        const std::uint64_t to_row = first_row + down,
                            to_column = first_column + across * kElements;
        const auto bits = machine_.template shared_load<MmaChunk>(
            lane, staged + down * Config::kStagedPitch + across * kChunkBytes);
        if (to_row < g_.a.extent && to_column < g_.b.extent)
          machine_.global_store(
              lane, g_.c + to_row * g_.c_pitch_bytes + to_column * Config::kOutputBytes, bits);
      }
    });
  }

  ASSAY_BODY void leave_owner() {
    if (g_.owners.processor == nullptr) return;
    machine_.block_leader([&] {
      const std::uint64_t entry =
          row() / g_.owners.rows * g_.owners.across + column() / g_.owners.columns;
      g_.owners.processor[entry] = machine_.processor();
    });
  }

  M& machine_;
  const GemmSm80Arguments& g_;
  GemmTileOrder::Unit position_;
  std::uint32_t slices_;
  std::uint32_t write_stage_ = 0, read_stage_ = 0;  ///< where they begin
  Loader<typename Config::SlabA> load_a_;
  Loader<typename Config::SlabB> load_b_;
  Fragments fragments_;
  Sums sums_, total_;
};

}  // namespace assay::ASSAY_TARGET
