// Matrix multiplication from ordinary multiply-adds, one body for every machine.
//
// C[m x n] = A[m x k] B[k x n], all row-major. A block owns a tile of C. For each slice of k it
// stages the tile's rows of A and columns of B in its shared memory (on a CPU: scratch that stays
// in the second-level cache), then every lane multiplies the micro tiles it owns, with the sums in
// registers. The scheme is that of K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix
// Multiplication", ACM TOMS 34(3), 2008.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "kernels/gemm_tile.hpp"
#include "kernels/machine/data.hpp"
#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

/// Faults that tests plant in the body; each must be found (tests/kernels/gemm_portable_test.cpp).
enum class GemmFault { none, no_sync_after_staging, no_sync_before_staging, short_tail, row_shift };

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
  // Micro tiles of this tile that hold anything of C; lanes that work together keep to the full
  // tile.
  ASSAY_BODY static int used(std::uint32_t tile, std::uint64_t left, int micro) {
    const bool partly = M::kStagesAlone && left < tile;
    return static_cast<int>(divide_up(partly ? left : tile, static_cast<std::uint64_t>(micro)));
  }
  ASSAY_BODY int micro_columns() const {
    return used(g_.grid.tile_columns, g_.n - column_, Tile::kMicroColumns);
  }
  ASSAY_BODY int micro_rows() const {
    return used(g_.grid.tile_rows, g_.m - row_, Tile::kMicroRows);
  }
  ASSAY_BODY int micro_tiles() const { return micro_rows() * micro_columns(); }

  // A lane that works alone goes down a micro column, which then stays in its first-level cache.
  ASSAY_BODY int micro_row(int micro) const {
    return M::kStagesAlone ? micro % micro_rows() : micro / micro_columns();
  }
  ASSAY_BODY int micro_column(int micro) const {
    return M::kStagesAlone ? micro / micro_rows() : micro % micro_columns();
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
      machine_.each(sums, micro_tiles(), [&](int micro, MicroSums<T>& sum) {
        multiply(micro, steps, sum);
        prefetch_slice(k + Tile::kSlice, micro);
      });
      if constexpr (kFault != GemmFault::no_sync_before_staging) machine_.sync();
    }
    machine_.each(sums, micro_tiles(),
                  [&](int micro, MicroSums<T>& sum) { store_sums(micro, sum); });
  }

  // What the next slice will stage is fetched while this one is multiplied: a row of B and a few of
  // A with each micro tile. Rows lie too far apart for the hardware to foresee them.
  ASSAY_BODY void prefetch_slice(std::uint64_t k, int micro) const {
    if (!M::kStagesAlone || k >= g_.k) return;
    const std::uint64_t rows = g_.m - row_ < g_.grid.tile_rows ? g_.m - row_ : g_.grid.tile_rows;
    const std::uint64_t columns =
        g_.n - column_ < g_.grid.tile_columns ? g_.n - column_ : g_.grid.tile_columns;
    const std::uint64_t depth = g_.k - k < Tile::kSlice ? g_.k - k : Tile::kSlice;
    const auto first = static_cast<std::uint64_t>(micro),
               tiles = static_cast<std::uint64_t>(micro_tiles());
    for (std::uint64_t row = first; row < rows; row += tiles)
      prefetch(g_.a + (row_ + row) * g_.k + k, depth);
    for (std::uint64_t step = first; step < depth; step += tiles) {
      prefetch(g_.b + (k + step) * g_.n + column_, columns);
    }
  }
  ASSAY_BODY static void prefetch(const T* row, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; i += 64 / sizeof(T)) prefetch_line(row + i);
  }

  // A memcpy of a size known only at run time may become a slow string instruction.
  ASSAY_BODY static void copy_run(T* to, const T* from, int count) {
    constexpr int kStep = static_cast<int>(kWidth<T>);
    int i = 0;
    for (; i + kStep <= count; i += kStep) __builtin_memcpy(to + i, from + i, kVectorBytes);
    for (; i < count; ++i) to[i] = from[i];
  }

  // Rows of A; those beyond the matrix are zeros.
  ASSAY_BODY void stage_rows(std::uint64_t k, int depth) {
    const int runs = M::kStagesAlone ? 1 : depth;
    machine_.lanes(micro_rows() * Tile::kMicroRows * runs, [&](int lane) {
      const int row = lane / runs, begin = lane % runs, end = M::kStagesAlone ? depth : begin + 1;
      const std::uint64_t from =
          row_ + static_cast<std::uint64_t>(row) + (kFault == GemmFault::row_shift);
      T* const to = shared_.rows + row * Panels::kRowStride;
      const T* const source = g_.a + from * g_.k + k;
      if (M::kStagesAlone && from < g_.m) {
        copy_run(to, source, depth);
      } else if (from < g_.m) {
        for (int i = begin; i < end; ++i) to[i * Panels::kRowStep] = source[i];
      } else {
        for (int i = begin; i < end; ++i) to[i * Panels::kRowStep] = T(0);
      }
    });
  }

  // Columns of B, one step of k after the other; those beyond the matrix are zeros.
  ASSAY_BODY void stage_columns(std::uint64_t k, int depth) {
    constexpr int kRun = M::kStagesAlone ? Tile::kMicroColumns : 1;
    const int runs = micro_columns() * Tile::kMicroColumns / kRun;
    machine_.lanes(M::kStagesAlone ? depth : depth * runs, [&](int lane) {
      const int step = M::kStagesAlone ? lane : lane / runs;
      const int begin = M::kStagesAlone ? 0 : lane % runs, end = M::kStagesAlone ? runs : begin + 1;
      const T* const source = g_.b + (k + static_cast<std::uint64_t>(step)) * g_.n + column_;
      for (int run = begin; run < end; ++run) {
        const int first = run * kRun;
        T* const to = shared_.columns + first / Tile::kMicroColumns * Panels::kColumnPanel +
                      step * Panels::kColumnStep + first % Tile::kMicroColumns;
        const std::uint64_t from = column_ + static_cast<std::uint64_t>(first);
        if (from + kRun <= g_.n) {
          __builtin_memcpy(to, source + first, kRun * sizeof(T));
        } else {
          for (int c = 0; c < kRun; ++c) {
            to[c] = from + static_cast<std::uint64_t>(c) < g_.n ? source[first + c] : T(0);
          }
        }
      }
    });
  }

  ASSAY_BODY void multiply(int micro, int depth, MicroSums<T>& sums) const {
    const T* rows = shared_.rows + micro_row(micro) * Tile::kMicroRows * Panels::kRowStride;
    const T* columns = shared_.columns + micro_column(micro) * Panels::kColumnPanel;
    MicroSums<T> sum = sums;
    for (int step = 0; step < depth; ++step) {
      Vector<T> b[Tile::kMicroVectors];
      ASSAY_UNROLL for (int v = 0; v < Tile::kMicroVectors; ++v) {
        b[v] = reinterpret_cast<const Vector<T>*>(columns)[v];
      }
      ASSAY_UNROLL for (int r = 0; r < Tile::kMicroRows; ++r) {
        const T a = rows[r * Panels::kRowStride];
        ASSAY_UNROLL for (int v = 0; v < Tile::kMicroVectors; ++v) sum.at[r][v] =
            sum.at[r][v] + a * b[v];
      }
      rows += Panels::kRowStep;
      columns += Panels::kColumnStep;
    }
    sums = sum;
  }

  ASSAY_BODY void store_sums(int micro, const MicroSums<T>& sums) const {
    const std::uint64_t row =
        row_ + static_cast<std::uint64_t>(micro_row(micro) * Tile::kMicroRows);
    const std::uint64_t column =
        column_ + static_cast<std::uint64_t>(micro_column(micro) * Tile::kMicroColumns);
    const bool inside = column + Tile::kMicroColumns <= g_.n;
    ASSAY_UNROLL for (int r = 0; r < Tile::kMicroRows; ++r) {
      if (row + static_cast<std::uint64_t>(r) >= g_.m) return;
      T* const to = g_.c + (row + static_cast<std::uint64_t>(r)) * g_.n + column;
      if (inside) {
        ASSAY_UNROLL for (int v = 0; v < Tile::kMicroVectors; ++v) {
          store_unaligned(to + v * static_cast<int>(kWidth<T>), sums.at[r][v]);
        }
      } else {
        // Constant indices: an index known only at run time would move the sums to memory.
        ASSAY_UNROLL for (int v = 0; v < Tile::kMicroVectors; ++v) {
          ASSAY_UNROLL for (int i = 0; i < static_cast<int>(kWidth<T>); ++i) {
            const int offset = v * static_cast<int>(kWidth<T>) + i;
            if (column + static_cast<std::uint64_t>(offset) < g_.n) to[offset] = sums.at[r][v][i];
          }
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
