// Matrix multiplication from ordinary multiply-adds, one body for every machine.
//
// C[m x n] = A[m x k] B[k x n], all row-major. A block owns a tile of C. For each slice of k it
// stages the tile's rows of A and columns of B in its shared memory (on a CPU: scratch that stays
// in the second-level cache), then every lane multiplies the micro tiles it owns, with the sums in
// registers. The scheme is that of K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix
// Multiplication", ACM TOMS 34(3), 2008.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "kernels/machine/data.hpp"
#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

/// Faults that tests plant in the body; each must be found (tests/kernels/gemm_portable_test.cpp).
enum class GemmFault { none, no_sync_after_staging, no_sync_before_staging, short_tail, row_shift };

/// Tile shape of one machine and type. Rows and columns of a micro tile are what a lane's registers
/// hold.
template <class T>
struct GemmTile {
#if defined(__CUDACC__)
  static constexpr int kMicroRows = sizeof(T) == 8 ? 4 : 8;
  static constexpr int kMicroVectors = sizeof(T) == 8 ? 4 : 2;
  static constexpr int kSlice = 16;
  static constexpr int kTileRows = 128;
  static constexpr int kTileColumns = static_cast<int>(kThreads) * kMicroRows * kMicroVectors *
                                      static_cast<int>(kWidth<T>) / kTileRows;
#else
  // 14 x 2 sums, 2 columns and 1 broadcast fit 32 registers; 6 x 2 + 2 + 1 fit 16.
  static constexpr int kMicroRows = kVectorBytes == 64 ? 14 : 6;
  static constexpr int kMicroVectors = 2;
  // 256 deep, both panels fit half of a 2 MiB second-level cache (AVX-512 parts), or of 1 MiB
  // (others).
  static constexpr int kSlice = 256;
  static constexpr int kTileRows = kMicroRows * 24;
  static constexpr int kTileColumns = kMicroVectors * static_cast<int>(kWidth<T>) * 12;
#endif
  static constexpr int kMicroColumns = kMicroVectors * static_cast<int>(kWidth<T>);
  static constexpr int kMicroTiles = (kTileRows / kMicroRows) * (kTileColumns / kMicroColumns);
};

/// The sums of one micro tile.
template <class T>
struct MicroSums {
  Vector<T> at[GemmTile<T>::kMicroRows][GemmTile<T>::kMicroVectors];
};

/// Where the staged panels lie: micro panels one after the other on a CPU, whole rows on a GPU,
/// whose banks want neighbouring lanes to read neighbouring words.
template <class T>
struct GemmPanels {
  using Tile = GemmTile<T>;
#if defined(__CUDACC__)
  static constexpr int kRowStride = Tile::kTileRows, kColumnStride = Tile::kTileColumns;
  ASSAY_BODY static int row_panel(int micro_row) {
    return micro_row * Tile::kMicroRows;
  }
  ASSAY_BODY static int column_panel(int micro_column) {
    return micro_column * Tile::kMicroColumns;
  }
#else
  static constexpr int kRowStride = Tile::kMicroRows, kColumnStride = Tile::kMicroColumns;
  ASSAY_BODY static int row_panel(int micro_row) {
    return micro_row * Tile::kMicroRows * Tile::kSlice;
  }
  ASSAY_BODY static int column_panel(int micro_column) {
    return micro_column * Tile::kMicroColumns * Tile::kSlice;
  }
#endif
  static constexpr int kRowElements = Tile::kTileRows * Tile::kSlice;
  static constexpr int kColumnElements = Tile::kTileColumns * Tile::kSlice;
};

/// Shared memory of one block.
template <class T>
struct alignas(64) GemmShared {
  T rows[GemmPanels<T>::kRowElements];
  T columns[GemmPanels<T>::kColumnElements];
};

/// The block's tiles: how large, and how many.
struct GemmGrid {
  std::uint32_t tile_rows = 0, tile_columns = 0;  // used part of the tile, whole micro tiles
  std::uint64_t down = 0, across = 0;

  /// The largest tiles that still give every block some; a GPU's are fixed.
  template <class T>
  static constexpr GemmGrid of(const Parameters& p, std::uint32_t blocks) {
    using Tile = GemmTile<T>;
    GemmGrid grid{Tile::kTileRows, Tile::kTileColumns, 0, 0};
    const auto count = [&] {
      grid.down = (p.m + grid.tile_rows - 1) / grid.tile_rows;
      grid.across = (p.n + grid.tile_columns - 1) / grid.tile_columns;
      return grid.down * grid.across;
    };
    while (count() < 4 * std::uint64_t{blocks} && kTarget != Target::gpu) {
      if (grid.tile_columns > 2 * Tile::kMicroColumns)
        grid.tile_columns -= Tile::kMicroColumns;
      else if (grid.tile_rows > 2 * Tile::kMicroRows)
        grid.tile_rows -= Tile::kMicroRows;
      else
        break;
    }
    return grid;
  }
};

template <class T>
struct GemmArguments {
  const T* a;
  const T* b;
  T* c;
  std::uint64_t m, n, k;
  GemmGrid grid;
};

/// One block's part of the product. M is the machine; kFault plants a bug.
template <class M, class T, GemmFault kFault = GemmFault::none>
class GemmBlock {
  using Tile = GemmTile<T>;
  using Panels = GemmPanels<T>;

 public:
  ASSAY_BODY GemmBlock(const M& machine, const GemmArguments<T>& arguments, GemmShared<T>& shared)
      : machine_(machine), g_(arguments), shared_(shared) {}

  ASSAY_BODY void run() {
    const std::uint64_t tiles = g_.grid.down * g_.grid.across;
    for (std::uint64_t tile = machine_.block(); tile < tiles; tile += machine_.blocks()) {
      row_ = tile / g_.grid.across * g_.grid.tile_rows;
      column_ = tile % g_.grid.across * g_.grid.tile_columns;
      one_tile();
    }
  }

 private:
  ASSAY_BODY int micro_columns() const {
    return static_cast<int>(g_.grid.tile_columns) / Tile::kMicroColumns;
  }
  ASSAY_BODY int micro_tiles() const {
    return static_cast<int>(g_.grid.tile_rows) / Tile::kMicroRows * micro_columns();
  }

  ASSAY_BODY void one_tile() {
    typename M::template PerLane<MicroSums<T>, Tile::kMicroTiles> sums(machine_);
    machine_.each(sums, micro_tiles(), [](int, MicroSums<T>& sum) { sum = MicroSums<T>{}; });
    for (std::uint64_t k = 0; k < g_.k; k += Tile::kSlice) {
      const int depth = static_cast<int>(g_.k - k < Tile::kSlice ? g_.k - k : Tile::kSlice);
      stage_rows(k, depth);
      stage_columns(k, depth);
      if constexpr (kFault != GemmFault::no_sync_after_staging) machine_.sync();
      const int steps = kFault == GemmFault::short_tail && depth < Tile::kSlice ? depth - 1 : depth;
      machine_.each(sums, micro_tiles(),
                    [&](int micro, MicroSums<T>& sum) { multiply(micro, steps, sum); });
      if constexpr (kFault != GemmFault::no_sync_before_staging) machine_.sync();
    }
    machine_.each(sums, micro_tiles(),
                  [&](int micro, MicroSums<T>& sum) { store_sums(micro, sum); });
  }

  // Rows of A, transposed: lanes read along k. Rows beyond the matrix are zeros.
  ASSAY_BODY void stage_rows(std::uint64_t k, int depth) {
    constexpr int kRun = M::kStageRun < Tile::kSlice ? M::kStageRun : Tile::kSlice;
    constexpr int kRuns = Tile::kSlice / kRun;
    machine_.lanes(static_cast<int>(g_.grid.tile_rows) * kRuns, [&](int lane) {
      const int row = lane / kRuns, first = lane % kRuns * kRun;
      const std::uint64_t from =
          row_ + static_cast<std::uint64_t>(row) + (kFault == GemmFault::row_shift);
      T* const to =
          shared_.rows + Panels::row_panel(row / Tile::kMicroRows) + row % Tile::kMicroRows;
      const T* const source = g_.a + from * g_.k + k;
      const bool inside = from < g_.m;
      for (int i = first; i < first + kRun && i < depth; ++i) {
        to[i * Panels::kRowStride] = inside ? source[i] : T(0);
      }
    });
  }

  // Columns of B: lanes read along n. Columns beyond the matrix are zeros.
  ASSAY_BODY void stage_columns(std::uint64_t k, int depth) {
    constexpr int kRun = M::kStageRun < Tile::kMicroColumns ? M::kStageRun : Tile::kMicroColumns;
    const int runs = static_cast<int>(g_.grid.tile_columns) / kRun;
    machine_.lanes(depth * runs, [&](int lane) {
      const int step = lane / runs, first = lane % runs * kRun;
      const std::uint64_t from = column_ + static_cast<std::uint64_t>(first);
      T* const to = shared_.columns + Panels::column_panel(first / Tile::kMicroColumns) +
                    step * Panels::kColumnStride + first % Tile::kMicroColumns;
      const T* const source = g_.b + (k + static_cast<std::uint64_t>(step)) * g_.n + from;
      if (from + kRun <= g_.n) {
        ASSAY_UNROLL for (int i = 0; i < kRun; ++i) to[i] = source[i];
      } else {
        for (int i = 0; i < kRun; ++i)
          to[i] = from + static_cast<std::uint64_t>(i) < g_.n ? source[i] : T(0);
      }
    });
  }

  ASSAY_BODY void multiply(int micro, int depth, MicroSums<T>& sums) const {
    const T* rows = shared_.rows + Panels::row_panel(micro / micro_columns());
    const T* columns = shared_.columns + Panels::column_panel(micro % micro_columns());
    MicroSums<T> sum = sums;
    for (int step = 0; step < depth; ++step) {
      Vector<T> b[Tile::kMicroVectors];
      ASSAY_UNROLL for (int v = 0; v < Tile::kMicroVectors; ++v) {
        b[v] = reinterpret_cast<const Vector<T>*>(columns)[v];
      }
      ASSAY_UNROLL for (int r = 0; r < Tile::kMicroRows; ++r) {
        const T a = rows[r];
        ASSAY_UNROLL for (int v = 0; v < Tile::kMicroVectors; ++v) sum.at[r][v] =
            sum.at[r][v] + a * b[v];
      }
      rows += Panels::kRowStride;
      columns += Panels::kColumnStride;
    }
    sums = sum;
  }

  ASSAY_BODY void store_sums(int micro, const MicroSums<T>& sums) const {
    const std::uint64_t row =
        row_ + static_cast<std::uint64_t>(micro / micro_columns() * Tile::kMicroRows);
    const std::uint64_t column =
        column_ + static_cast<std::uint64_t>(micro % micro_columns() * Tile::kMicroColumns);
    ASSAY_UNROLL for (int r = 0; r < Tile::kMicroRows; ++r) {
      if (row + static_cast<std::uint64_t>(r) >= g_.m) return;
      T* const to = g_.c + (row + static_cast<std::uint64_t>(r)) * g_.n + column;
      ASSAY_UNROLL for (int v = 0; v < Tile::kMicroVectors; ++v) {
        ASSAY_UNROLL for (int i = 0; i < static_cast<int>(kWidth<T>); ++i) {
          const int offset = v * static_cast<int>(kWidth<T>) + i;
          if (column + static_cast<std::uint64_t>(offset) < g_.n) to[offset] = sums.at[r][v][i];
        }
      }
    }
  }

  const M& machine_;
  const GemmArguments<T>& g_;
  GemmShared<T>& shared_;
  std::uint64_t row_ = 0, column_ = 0;
};

}  // namespace assay::ASSAY_TARGET
