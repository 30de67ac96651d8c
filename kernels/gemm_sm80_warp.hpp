// What one warp holds of a GEMM by mma.sync: the fragments of one step of k, and the sums.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <type_traits>

#include "kernels/gemm_sm80_tile.hpp"

namespace assay::ASSAY_TARGET {

/// The part of a stage that one warp reads. M is the machine.
template <class M, class Config>
class GemmSm80Fragments {
  using SlabA = typename Config::SlabA;
  using SlabB = typename Config::SlabB;
  using Tile = typename Config::Tile;
  using Fault = GemmSm80Fault;
  static constexpr Fault kFault = Config::kFault;
  template <class T>
  using PerLane = typename M::template PerLane<T>;

 public:
  static constexpr int kDown = Config::kTilesDown, kAcross = Config::kTilesAcross;

  ASSAY_BODY explicit GemmSm80Fragments(M& machine) : machine_(machine) {
    const std::uint32_t row = machine_.warp() / Tile::kWarpsAcross * Tile::kWarpRows;
    const std::uint32_t column = machine_.warp() % Tile::kWarpsAcross * Tile::kWarpColumns;
    machine_.lanes([&](std::uint32_t lane) {
      const std::uint32_t matrix = lane / 8, in_matrix = lane % 8;
      if constexpr (Config::kFp64) {
        a_[lane] = SlabA::at(row + lane / 4, lane % 4);
        b_[lane] = SlabB::at(column + lane / 4, lane % 4);
      } else {
        // Words of A: rows 0 to 7 and 8 to 15 of the first 16 bytes of k, then of the others. Words
        // of B: both halves of k of columns 0 to 7, then of 8 to 15.
        a_[lane] = first<SlabA>(row, in_matrix, matrix % 2, matrix / 2);
        b_[lane] = first<SlabB>(column, in_matrix, matrix / 2, matrix % 2);
        if constexpr (kFault == Fault::wrong_swizzle) b_[lane] ^= in_matrix % 2 * kChunkBytes;
      }
    });
  }

  /// Step `step` of the slice in the stage that begins there, into the buffer.
  template <int kBuffer>
  ASSAY_BODY void load(std::uint32_t stage, int step) {
    if constexpr (Config::kFp64) {
      load_rows<kBuffer>(stage);
      ASSAY_UNROLL for (int j = 0; j < kAcross; ++j) load_columns(stage, j);
    } else {
      ASSAY_UNROLL for (int i = 0; i < kDown; ++i) {
        read<SlabA>(rows_[kBuffer][i], a_, stage, step, i);
      }
      ASSAY_UNROLL for (int i = 0; i < kAcross / 2; ++i) {
        read<SlabB>(columns_[kBuffer][i], b_, stage + SlabA::kBytes, step, i);
      }
    }
  }

  /// Adds the products of the step in the buffer.
  template <int kBuffer, class Sums>
  ASSAY_BODY void multiply(Sums& sums) const {
    ASSAY_UNROLL for (int i = 0; i < kDown; ++i) multiply_row<kBuffer>(sums, i);
  }

  /// The same of fp64, whose fragments are larger: where kNext, columns of B make room for those of
  /// the slice in `next_stage` one by one, and rows of A go to the other buffer.
  template <int kBuffer, bool kNext, class Sums>
  ASSAY_BODY void multiply_f64(Sums& sums, std::uint32_t next_stage) {
    if constexpr (kNext) load_rows<1 - kBuffer>(next_stage);
    ASSAY_UNROLL for (int j = 0; j < kAcross; ++j) {
      ASSAY_UNROLL for (int i = 0; i < kDown; ++i) {
        machine_.mma_f64(sums.tile[i][j], rows_[kBuffer][2 * i], rows_[kBuffer][2 * i + 1],
                         columns_[0][j]);
      }
      if constexpr (kNext) load_columns(next_stage, j);
    }
  }

 private:
  static constexpr std::uint32_t eight_lines(int i) {
    return static_cast<std::uint32_t>(i) * 8 * kSliceBytes;
  }

  // Odd rows of tiles go from right to left: the columns at the turn stay in their registers.
  template <int kBuffer, class Sums>
  ASSAY_BODY void multiply_row(Sums& sums, int i) const {
    ASSAY_UNROLL for (int turn = 0; turn < kAcross; ++turn) {
      const int j = i % 2 == 0 ? turn : kAcross - 1 - turn;
      machine_.template mma<Config::kType>(
          sums.tile[i][kFault == Fault::serpentine_slip ? turn : j], rows_[kBuffer][i],
          columns_[kBuffer][j / 2], kFault == Fault::half_swap ? 1 - j % 2 : j % 2);
    }
  }

  template <int kBuffer>
  ASSAY_BODY void load_rows(std::uint32_t stage) {
    machine_.lanes([&](std::uint32_t lane) {
      ASSAY_UNROLL for (int i = 0; i < 2 * kDown; ++i) rows_[kBuffer][i][lane] =
          machine_.template shared_load<MmaDoubles>(lane, stage + a_[lane] + eight_lines(i));
    });
  }
  ASSAY_BODY void load_columns(std::uint32_t stage, int j) {
    machine_.lanes([&](std::uint32_t lane) {
      columns_[0][j][lane] = machine_.template shared_load<MmaDoubles>(
          lane, stage + SlabA::kBytes + b_[lane] + eight_lines(j));
    });
  }

  // Address of row `in_matrix` of the matrix that is `half` eights along m or n and `k_half`
  // 16-byte chunks along k away from `begin`.
  template <class Slab>
  ASSAY_BODY static std::uint32_t first(std::uint32_t begin, std::uint32_t in_matrix,
                                        std::uint32_t half, std::uint32_t k_half) {
    if constexpr (Slab::kMajor == Major::k)
      return Slab::at(begin + half * 8 + in_matrix, k_half);
    else
      return Slab::at(k_half * 8 + in_matrix, begin / 8 + half);
  }

  // Tile i of 16 lines further along m or n. Within a swizzled line chunks move by exclusive or.
  template <class Slab>
  ASSAY_BODY void read(PerLane<MmaWords>& to, const PerLane<std::uint32_t>& at, std::uint32_t stage,
                       int step, int tile) const {
    const auto s = static_cast<std::uint32_t>(kFault == Fault::wrong_step ? 0 : step),
               t = static_cast<std::uint32_t>(tile);
    if constexpr (Slab::kMajor == Major::k) {
      machine_.template ldmatrix<false>(to, [&](std::uint32_t lane) {
        return stage + (at[lane] ^ s * kStepBytes) + t * 16 * kSliceBytes;
      });
    } else {
      machine_.template ldmatrix<true>(to, [&](std::uint32_t lane) {
        return stage + (at[lane] ^ t * 2 * kChunkBytes) + s * 16 * Slab::kLineBytes;
      });
    }
    if constexpr (kFault == Fault::fragment_swap) {
      machine_.lanes([&](std::uint32_t lane) {
        const std::uint32_t word = to[lane].word[1];
        to[lane].word[1] = to[lane].word[2];
        to[lane].word[2] = word;
      });
    }
  }

  using Fragment = std::conditional_t<Config::kFp64, MmaDoubles, MmaWords>;
  static constexpr int kRowFragments = Config::kFp64 ? 2 * kDown : kDown;
  static constexpr int kColumnFragments = Config::kFp64 ? kAcross : kAcross / 2;

  M& machine_;
  PerLane<std::uint32_t> a_, b_;
  PerLane<Fragment> rows_[2][kRowFragments];
  PerLane<Fragment> columns_[Config::kFp64 ? 1 : 2][kColumnFragments];
};

/// Sums of a warp's part of the tile.
template <class M, class Config>
struct GemmSm80Sums {
  using Sum = GemmSumOf<Config::kType>;
  static constexpr int kDown = Config::kTilesDown, kAcross = Config::kTilesAcross;

  typename M::template PerLane<MmaSums<Sum>> tile[kDown][kAcross];

  template <class F>
  ASSAY_BODY void each(M& machine, F f) {
    machine.lanes([&](std::uint32_t lane) {
      ASSAY_UNROLL for (int i = 0; i < kDown; ++i) {
        ASSAY_UNROLL for (int j = 0; j < kAcross; ++j) {
          ASSAY_UNROLL for (int s = 0; s < 4; ++s) f(lane, i, j, s, tile[i][j][lane].sum[s]);
        }
      }
    });
  }
  ASSAY_BODY void clear(M& machine) {
    each(machine, [](std::uint32_t, int, int, int, Sum& sum) { sum = 0; });
  }
  /// Takes the other's sums, which begin again at zero.
  ASSAY_BODY void take(M& machine, GemmSm80Sums& other) {
    other.each(machine, [&](std::uint32_t lane, int i, int j, int s, Sum& sum) {
      tile[i][j][lane].sum[s] += sum;
      sum = 0;
    });
  }
};

}  // namespace assay::ASSAY_TARGET
