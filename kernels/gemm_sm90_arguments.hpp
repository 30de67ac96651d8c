// What does the matrix product for Hopper need to know of a problem?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/gemm_sm90_plan.hpp"
#include "kernels/gemm_tile_order.hpp"
#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

/// Planted bugs, for the tests alone.
enum class HopperGemmFault {
  none,
  no_init_fence,
  no_init_sync,
  no_phase_flip,
  short_expect_tx,
  no_full_wait,
  no_empty_wait,
  early_release,
  release_own_block_only,
  own_block_in_mask_only,
  wrong_stride,
  wrong_swizzle,
  wrong_k_step,
  always_accumulate,
  no_wgmma_fence,
  no_accumulator_wait,
  no_proxy_fence,
  no_epilogue_sync,
  no_staging_wait,
  no_staging_sync,
  no_final_wait,
  no_final_cluster_sync,
  no_last_slice,
  no_promotion_reset
};

/// TensorMap is that of the machine.
template <class TensorMap>
struct HopperGemmArguments {
  TensorMap a, b, c;
  GemmTileOrder tiles;
  std::uint32_t down = 0, across = 0;  ///< tiles of C
  std::uint32_t slices = 0;            ///< of k, one to a stage
  TileOwners owners = {};
};

/// What the tensors of hopper_gemm_tensors do not say. No more than 2^32 tiles.
template <HopperGemmShape kShape, class TensorMap>
HopperGemmArguments<TensorMap> hopper_gemm_arguments(const GemmProblem& p, const TensorMap& a,
                                                     const TensorMap& b, const TensorMap& c) {
  using Plan = HopperGemmPlan<kShape>;
  const auto parts = [](std::uint64_t whole, std::uint32_t part) {
    return static_cast<std::uint32_t>((whole + part - 1) / part);
  };
  constexpr std::uint32_t kDown = Plan::kSharesB ? kShape.cluster : 1;
  constexpr std::uint32_t kAcross = Plan::kSharesA ? kShape.cluster : 1;
  const std::uint32_t group = p.variant.group / kDown;
  return {.a = a,
          .b = b,
          .c = c,
          .tiles = {.down = parts(p.m, kShape.tile_rows * kDown),
                    .across = parts(p.n, kShape.tile_columns * kAcross),
                    .group = group == 0 ? 1 : group},
          .down = parts(p.m, kShape.tile_rows),
          .across = parts(p.n, kShape.tile_columns),
          .slices = parts(p.k, Plan::kStageK),
          .owners = p.owners};
}

/// One tile of C, by row and column of tiles. It may lie outside, where a unit of tiles reaches
/// over the edge.
struct HopperTile {
  std::uint32_t row, column;
};

}  // namespace assay::ASSAY_TARGET
