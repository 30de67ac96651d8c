// Is every element of C what it must be?
//
// The operands come from their generator and not from memory: a block draws slices of them into its
// shared memory and multiplies them in the units that tensor cores are checked against. With exact
// inputs, and with int8, nothing is rounded and C must be equal; with the others within a bound.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/gemm_bound.hpp"
#include "kernels/gemm_data.hpp"
#include "kernels/gemm_problem.hpp"

namespace assay::ASSAY_TARGET {

template <DataType kType>
struct GemmCheck {
  const GemmOutputOf<kType>* c;
  std::uint64_t m, n, k;
  std::uint32_t a_key, b_key;
  double absolute, relative;  ///< what C may be off by; both 0: equal after rounding
  TileOwners owners;
  Mismatch* mismatch;
};

/// Tile of C that a block checks at a time, and what a lane has of it: two by two squares, so that
/// lanes side by side read words side by side.
struct GemmCheckTile {
  static constexpr int kSide = 128, kSlice = 16, kHalf = 4, kMicro = 2 * kHalf, kAcross = 16;
  static constexpr int kLanes = kAcross * kAcross;
  static constexpr std::uint64_t kRun = 256;  ///< products summed apart

  /// Of entry i of a lane's rows, or of its columns.
  ASSAY_BODY static int offset(int position, int i) {
    return i / kHalf * (kSide / 2) + position * kHalf + i % kHalf;
  }
};

template <class Sum>
struct GemmCheckShared {
  alignas(16) Sum rows[GemmCheckTile::kSlice][GemmCheckTile::kSide];
  alignas(16) Sum columns[GemmCheckTile::kSlice][GemmCheckTile::kSide];
};

/// fp32 sums long ones in two levels.
template <class Sum>
struct GemmCheckSums {
  Sum total[GemmCheckTile::kMicro][GemmCheckTile::kMicro];
};
template <>
struct GemmCheckSums<float> {
  float total[GemmCheckTile::kMicro][GemmCheckTile::kMicro];
  float run[GemmCheckTile::kMicro][GemmCheckTile::kMicro];
};

/// Scratch of one block where shared memory and registers are ordinary memory.
template <class Sum>
inline constexpr std::uint64_t kGemmCheckBytes =
    sizeof(GemmCheckShared<Sum>) + GemmCheckTile::kLanes * sizeof(GemmCheckSums<Sum>);

template <class M, DataType kType, Inputs kInputs>
class GemmCheckBlock {
  using Tile = GemmCheckTile;
  using Sum = GemmSumOf<kType>;
  using Sums = GemmCheckSums<Sum>;
  static constexpr bool kTwoLevels = sizeof(Sums) > sizeof(Sum) * Tile::kMicro* Tile::kMicro;

 public:
  ASSAY_BODY GemmCheckBlock(const M& machine, const GemmCheck<kType>& check,
                            GemmCheckShared<Sum>& shared)
      : machine_(machine), g_(check), shared_(shared) {}

  ASSAY_BODY void run() {
    const std::uint64_t across = (g_.n + Tile::kSide - 1) / Tile::kSide;
    const std::uint64_t tiles = across * ((g_.m + Tile::kSide - 1) / Tile::kSide);
    for (std::uint64_t tile = machine_.block(); tile < tiles; tile += machine_.blocks()) {
      row_ = tile / across * Tile::kSide;
      column_ = tile % across * Tile::kSide;
      one_tile();
    }
  }

 private:
  ASSAY_BODY void one_tile() {
    typename M::template PerLane<Sums, Tile::kLanes> sums(machine_);
    machine_.each(sums, Tile::kLanes, [](int, Sums& sum) { sum = Sums{}; });
    for (std::uint64_t k = 0; k < g_.k; k += Tile::kSlice) {
      draw(g_.a_key, row_, g_.m, k, shared_.rows);
      draw(g_.b_key, column_, g_.n, k, shared_.columns);
      machine_.sync();
      const bool ends_run = (k + Tile::kSlice) % Tile::kRun == 0 || k + Tile::kSlice >= g_.k;
      machine_.each(sums, Tile::kLanes, [&](int lane, Sums& sum) {
        multiply(lane, sum);
        if constexpr (kTwoLevels) {
          if (ends_run) add_run(sum);
        }
      });
      machine_.sync();
    }
    machine_.each(sums, Tile::kLanes, [&](int lane, Sums& sum) { compare(lane, sum); });
  }

  // Lines of an operand, one step of k after the other; those beyond the matrix are zeros.
  ASSAY_BODY void draw(std::uint32_t key, std::uint64_t line, std::uint64_t lines, std::uint64_t k,
                       Sum (&to)[Tile::kSlice][Tile::kSide]) {
    machine_.lanes(Tile::kSlice * Tile::kSide, [&](int i) {
      const auto at = line + static_cast<std::uint64_t>(i % Tile::kSide);
      const auto step = k + static_cast<std::uint64_t>(i / Tile::kSide);
      const bool inside = at < lines && step < g_.k;
      to[i / Tile::kSide][i % Tile::kSide] =
          inside ? gemm_value<kType, kInputs>(key, at * g_.k + step) : Sum(0);
    });
  }

  ASSAY_BODY void multiply(int lane, Sums& sums) const {
    const int row = lane / Tile::kAcross, column = lane % Tile::kAcross;
    Sums sum = sums;
    for (int step = 0; step < Tile::kSlice; ++step) {
      Sum a[Tile::kMicro], b[Tile::kMicro];
      ASSAY_UNROLL for (int i = 0; i < Tile::kMicro; ++i) {
        a[i] = shared_.rows[step][Tile::offset(row, i)];
        b[i] = shared_.columns[step][Tile::offset(column, i)];
      }
      ASSAY_UNROLL for (int r = 0; r < Tile::kMicro; ++r) {
        ASSAY_UNROLL for (int c = 0; c < Tile::kMicro; ++c) {
          if constexpr (kTwoLevels) {
            sum.run[r][c] += a[r] * b[c];
          } else {
            sum.total[r][c] += a[r] * b[c];
          }
        }
      }
    }
    sums = sum;
  }

  ASSAY_BODY static void add_run(Sums& sum) {
    ASSAY_UNROLL for (int r = 0; r < Tile::kMicro; ++r) {
      ASSAY_UNROLL for (int c = 0; c < Tile::kMicro; ++c) {
        sum.total[r][c] += sum.run[r][c];
        sum.run[r][c] = 0;
      }
    }
  }

  ASSAY_BODY void compare(int lane, const Sums& sums) const {
    ASSAY_UNROLL for (int r = 0; r < Tile::kMicro; ++r) {
      ASSAY_UNROLL for (int c = 0; c < Tile::kMicro; ++c) {
        const auto row = row_ + static_cast<std::uint64_t>(Tile::offset(lane / Tile::kAcross, r));
        const auto column =
            column_ + static_cast<std::uint64_t>(Tile::offset(lane % Tile::kAcross, c));
        if (row < g_.m && column < g_.n) compare_one(row, column, sums.total[r][c]);
      }
    }
  }

  ASSAY_BODY void compare_one(std::uint64_t row, std::uint64_t column, Sum exact) const {
    const Sum actual = gemm_output_number<kType>(g_.c[row * g_.n + column]);
    const Sum expected = gemm_rounded<kType>(exact);
    bool right = actual == expected;
    if constexpr (kInputs == Inputs::timed && kType != DataType::int8) {
      const Sum off = actual < exact ? exact - actual : actual - exact;
      const Sum size = exact < 0 ? -exact : exact;
      right = off <= static_cast<Sum>(g_.absolute) + static_cast<Sum>(g_.relative) * size;
    }
    if (!right) report(row, column, static_cast<double>(expected), static_cast<double>(actual));
  }

  ASSAY_BODY void report(std::uint64_t row, std::uint64_t column, double expected,
                         double actual) const {
    if (Machine::atomic_fetch_add(&g_.mismatch->count, 1) != 0) return;
    g_.mismatch->index = row * g_.n + column;
    g_.mismatch->expected = expected;
    g_.mismatch->actual = actual;
    const TileOwners& of = g_.owners;
    if (of.processor == nullptr) return;
    const std::uint32_t processor = of.processor[row / of.rows * of.across + column / of.columns];
    g_.mismatch->processor_plus_one = static_cast<std::uint32_t>(processor + 1);
  }

  const M& machine_;
  const GemmCheck<kType>& g_;
  GemmCheckShared<Sum>& shared_;
  std::uint64_t row_ = 0, column_ = 0;
};

template <DataType kType, Inputs kInputs>
struct GemmCheckBody {
  GemmCheck<kType> check;
  void* scratch;

  ASSAY_BODY void operator()(const Machine& outer) const {
    using Sum = GemmSumOf<kType>;
    BlockMachine machine(outer, scratch, kGemmCheckBytes<Sum>);
    auto& shared = machine.template shared<GemmCheckShared<Sum>>();
    GemmCheckBlock<BlockMachine, kType, kInputs>(machine, check, shared).run();
    outer.leader([&] {
      if (outer.block() == 0) Machine::atomic_add(&check.mismatch->checked, check.m * check.n);
    });
  }
};

}  // namespace assay::ASSAY_TARGET
