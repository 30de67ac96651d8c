// The timed instruction stream of tensor.rate by mma.sync: eight warps, each with a tile of its own
// of independent sums, all operands in registers.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "kernels/machine/ptx_mma_rate.cuh"
#include "kernels/tensor_rate_body.cuh"
#include "kernels/tensor_rate_layout.hpp"

namespace assay::gpu {

ASSAY_BODY TileLane tile_lane() {
  return {threadIdx.x % 32};
}
ASSAY_BODY std::uint32_t warp() {
  return threadIdx.x / 32;
}

/// Reads the clock once the last of the sums has arrived, none of which is 0 where the answer is
/// right.
template <class Sum>
ASSAY_BODY std::uint64_t clock_after_sum(Sum sum) {
  if constexpr (sizeof(Sum) == 8)
    return ptx::clock64_after(__builtin_bit_cast(std::uint64_t, sum));
  else
    return ptx::clock64_after(__builtin_bit_cast(std::uint32_t, sum));
}

/// 32 rows by 32 columns a warp: 2 x 4 tiles of 16 x 8.
template <DataType kType, Sparsity kSparsity>
struct MmaRateBody {
  static constexpr std::uint32_t kSpread = kSparsity == Sparsity::structured ? 2 : 1;
  static constexpr std::uint32_t kSteps = 4, kDown = 2, kAcross = 4, kWordsB = 2 * kSpread;
  using Sum = RateSum<kType>;

  RateBlocks blocks;

  ASSAY_BODY void operator()(const Machine&) const {
    const RateBlocks of = blocks;
    const std::uint32_t metadata = of.metadata();
    std::uint32_t a[kSteps][kDown][4], b[kSteps][kAcross][kWordsB];
    ASSAY_UNROLL for (std::uint32_t step = 0; step < kSteps; ++step) {
      ASSAY_UNROLL for (std::uint32_t m = 0; m < kDown; ++m) load_a(of, step, m, a[step][m]);
      ASSAY_UNROLL for (std::uint32_t n = 0; n < kAcross; ++n) load_b(of, step, n, b[step][n]);
    }

    RateTimer timer;
    timer.begin();
    _Pragma("unroll 1") for (std::uint32_t round = 0; round < of.data.shape.rounds; ++round) {
      Sum sums[kDown][kAcross][4] = {};
      _Pragma("unroll 1") for (std::uint32_t i = 0; i < of.data.shape.iterations; ++i) {
        ASSAY_UNROLL for (std::uint32_t step = 0; step < kSteps; ++step) {
          ASSAY_UNROLL for (std::uint32_t m = 0; m < kDown; ++m) {
            ASSAY_UNROLL for (std::uint32_t n = 0; n < kAcross; ++n) {
              if constexpr (kSpread == 1)
                ptx::mma_rate_m16n8<kType>(sums[m][n], a[step][m], b[step][n]);
              else
                ptx::mma_rate_sp_m16n8<kType>(sums[m][n], a[step][m], b[step][n], metadata);
            }
          }
        }
      }
      timer.end(clock_after_sum(sums[kDown - 1][kAcross - 1][3]));
      store(of, round, sums);
    }
    timer.leave(of);
  }

 private:
  ASSAY_BODY static void load_a(const RateBlocks& of, std::uint32_t step, std::uint32_t m,
                                std::uint32_t (&a)[4]) {
    constexpr std::uint32_t kPitch = kSteps * 8;
    const auto* const words = reinterpret_cast<const std::uint32_t*>(of.template a<kType>()) +
                              warp() * 32 * kPitch + tile_lane().first(kPitch);
    ASSAY_UNROLL for (std::uint32_t i = 0; i < 4; ++i) {
      a[i] = words[m * 16 * kPitch + step * 8 + TileLane::further_a(i, kPitch)];
    }
  }
  ASSAY_BODY static void load_b(const RateBlocks& of, std::uint32_t step, std::uint32_t n,
                                std::uint32_t (&b)[kWordsB]) {
    constexpr std::uint32_t kStepWords = 8 * kSpread, kPitch = kSteps * kStepWords;
    const auto* const words =
        reinterpret_cast<const std::uint32_t*>(of.template b<kType>()) + tile_lane().first(kPitch);
    ASSAY_UNROLL for (std::uint32_t i = 0; i < kWordsB; ++i) {
      b[i] = words[n * 8 * kPitch + step * kStepWords + TileLane::further_b(i)];
    }
  }
  ASSAY_BODY static void store(const RateBlocks& of, std::uint32_t round,
                               const Sum (&sums)[kDown][kAcross][4]) {
    constexpr std::uint32_t kPitch = kWarpTileColumns;
    Sum* const to = of.template sums<Sum>() + (round * kRateWarps + warp()) * 32 * kPitch +
                    tile_lane().first_sum(kPitch);
    ASSAY_UNROLL for (std::uint32_t m = 0; m < kDown; ++m) {
      ASSAY_UNROLL for (std::uint32_t i = 0; i < kAcross * 4; ++i) {
        to[m * 16 * kPitch + TileLane::further_sum(i, kPitch)] = sums[m][i / 4][i % 4];
      }
    }
  }
};

/// How fp64 is multiplied: 16 x 8 x 16 at a time (sm_90 and later), or 8 x 8 x 4.
enum class Fp64Tile : std::uint8_t { m16n8k16, m8n8k4 };

/// 16 rows by 32 columns a warp.
template <Fp64Tile kTile>
struct MmaFp64RateBody {
  static constexpr std::uint32_t kSteps = 2, kAcross = 4, kDepth = 16;

  RateBlocks blocks;

  ASSAY_BODY void operator()(const Machine&) const {
    const RateBlocks of = blocks;
    double a[kSteps][8], b[kSteps][kAcross][4];
    load(of, a, b);
    double sums[kAcross][4] = {};

    RateTimer timer;
    timer.begin();
    _Pragma("unroll 1") for (std::uint32_t i = 0; i < of.data.shape.iterations; ++i) {
      ASSAY_UNROLL for (std::uint32_t step = 0; step < kSteps; ++step) {
        multiply(sums, a[step], b[step]);
      }
    }
    timer.end(clock_after_sum(sums[kAcross - 1][3]));

    constexpr std::uint32_t kPitch = kWarpTileColumns;
    double* const to =
        of.template sums<double>() + warp() * 16 * kPitch + tile_lane().first_sum(kPitch);
    ASSAY_UNROLL for (std::uint32_t i = 0; i < kAcross * 4; ++i) {
      to[TileLane::further_sum(i, kPitch)] = sums[i / 4][i % 4];
    }
    timer.leave(of);
  }

 private:
  ASSAY_BODY static void multiply(double (&sums)[kAcross][4], const double (&a)[8],
                                  const double (&b)[kAcross][4]) {
    if constexpr (kTile == Fp64Tile::m16n8k16) {
      ASSAY_UNROLL for (std::uint32_t n = 0; n < kAcross; ++n) {
        ptx::mma_rate_m16n8k16_f64(sums[n], a, b[n]);
      }
    } else {
      ASSAY_UNROLL for (std::uint32_t k = 0; k < 4; ++k) {
        ASSAY_UNROLL for (std::uint32_t n = 0; n < kAcross; ++n) {
          ptx::mma_rate_m8n8k4_f64(sums[n][0], sums[n][1], a[2 * k], b[n][k]);
          ptx::mma_rate_m8n8k4_f64(sums[n][2], sums[n][3], a[2 * k + 1], b[n][k]);
        }
      }
    }
  }

  ASSAY_BODY static void load(const RateBlocks& of, double (&a)[kSteps][8],
                              double (&b)[kSteps][kAcross][4]) {
    constexpr std::uint32_t kPitch = kSteps * kDepth;
    const auto word = [](const auto* words) { return reinterpret_cast<const double*>(words); };
    const double* const from_a =
        word(of.template a<DataType::fp64>()) + warp() * 16 * kPitch + tile_lane().first(kPitch);
    const double* const from_b = word(of.template b<DataType::fp64>()) + tile_lane().first(kPitch);
    ASSAY_UNROLL for (std::uint32_t step = 0; step < kSteps; ++step) {
      ASSAY_UNROLL for (std::uint32_t i = 0; i < 8; ++i) {
        a[step][i] = from_a[step * kDepth + TileLane::further_a(i, kPitch)];
      }
      ASSAY_UNROLL for (std::uint32_t n = 0; n < kAcross; ++n) {
        ASSAY_UNROLL for (std::uint32_t i = 0; i < 4; ++i) {
          b[step][n][i] = from_b[n * 8 * kPitch + step * kDepth + TileLane::further_b(i)];
        }
      }
    }
  }
};

}  // namespace assay::gpu
