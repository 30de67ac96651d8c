// How do the sums of a warpgroup become a part of C in memory?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/gemm_sm90_arguments.hpp"
#include "kernels/machine/narrow.hpp"

// Through panels of shared memory, 64 rows of 128 bytes each: every lane rounds and stages its
// sums, one lane stores the panels, and they are read while the next tile is multiplied.

namespace assay::ASSAY_TARGET {

template <class M, HopperGemmShape kShape, HopperGemmFault kFault>
class HopperGemmStore {
  using Plan = HopperGemmPlan<kShape>;
  using Fault = HopperGemmFault;
  using Sums = typename M::template Accumulator<kShape.type, Plan::kWaveColumns>;

  static constexpr bool has(Fault fault) { return kFault == fault; }

 public:
  /// `staging` is where the panels of the first consumer begin.
  ASSAY_BODY HopperGemmStore(M& machine, const typename M::TensorMap& c, std::uint32_t staging)
      : machine_(machine), map_(c), staging_(staging) {}

  ASSAY_BODY void store(HopperTile tile, std::uint32_t consumer, Sums (&sums)[Plan::kWaves]) {
    constexpr std::uint32_t kLots = (Plan::kPanels + Plan::kLot - 1) / Plan::kLot;
    const std::uint32_t y =
        tile.row * kShape.tile_rows + (Plan::kSideBySide ? 0 : consumer * Plan::kRows);
    const std::uint32_t x =
        tile.column * kShape.tile_columns + (Plan::kSideBySide ? consumer * Plan::kColumns : 0);
    ASSAY_UNROLL for (std::uint32_t lot = 0; lot < kLots; ++lot) {
      const std::uint32_t begin = lot * Plan::kLot;
      const std::uint32_t end =
          begin + Plan::kLot < Plan::kPanels ? begin + Plan::kLot : Plan::kPanels;
      const std::uint32_t at =
          staging_ + consumer * Plan::kStagingOfGroup + lot % 2 * (Plan::kLot * Plan::kPanel);
      wait_staging(lot);
      ASSAY_UNROLL for (std::uint32_t panel = begin; panel < end; ++panel) {
        stage_panel(sums[panel / Plan::kPanelsOfWave], first_column(panel),
                    at + (panel - begin) * Plan::kPanel);
      }
      if constexpr (!has(Fault::no_proxy_fence)) machine_.fence_proxy_async();
      if constexpr (!has(Fault::no_epilogue_sync)) machine_.warpgroup_sync();
      machine_.leader([&] {
        ASSAY_UNROLL for (std::uint32_t panel = begin; panel < end; ++panel) {
          const std::uint32_t wave = panel / Plan::kPanelsOfWave;
          machine_.tensor_store(
              map_, x + wave % Plan::kWavesAcross * Plan::kWaveColumns + first_column(panel),
              y + wave / Plan::kWavesAcross * hopper::kWarpgroupRows,
              at + (panel - begin) * Plan::kPanel);
        }
        machine_.bulk_commit();
      });
    }
  }

  /// Until all that was stored has arrived. By every consumer, after its last tile.
  ASSAY_BODY void finish() {
    if constexpr (!has(Fault::no_final_wait)) {
      machine_.leader([&] { machine_.template bulk_wait<0>(); });
    }
  }

 private:
  /// Until the panels that were stored from this lot of the staging before have been read.
  ASSAY_BODY void wait_staging(std::uint32_t lot) {
    if constexpr (!has(Fault::no_staging_wait)) {
      machine_.leader([&] {
        if (lot == 0)
          machine_.template bulk_wait_read<0>();
        else
          machine_.template bulk_wait_read<1>();
      });
    }
    if constexpr (!has(Fault::no_staging_sync)) machine_.warpgroup_sync();
  }

  /// Of its wave. The last panel begins so early that it is full.
  ASSAY_BODY static constexpr std::uint32_t first_column(std::uint32_t panel) {
    const std::uint32_t even = panel % Plan::kPanelsOfWave * Plan::kPanelColumns;
    constexpr std::uint32_t kLast = Plan::kWaveColumns - Plan::kPanelColumns;
    return even < kLast ? even : kLast;
  }

  /// The swizzle keeps the stores of a warp off each other's banks.
  ASSAY_BODY void stage_panel(Sums& sums, std::uint32_t first, std::uint32_t at) {
    sums.for_each_pair([&](std::uint32_t row, std::uint32_t column, auto& x, auto& y) {
      if (column < first || column >= first + Plan::kPanelColumns) return;
      const std::uint32_t inside = (column - first) * Plan::kOutput;
      const std::uint32_t to = at + row * Plan::kLine + (inside ^ (row % 8) * 16);
      if constexpr (Plan::kWideOutput) {
        // Swizzled, a row of even and one of odd number want the same banks: one begins with x and
        // the other with y.
        const bool odd = row % 2 != 0;
        machine_.shared_store(to + (odd ? 4 : 0), odd ? y : x);
        machine_.shared_store(to + (odd ? 0 : 4), odd ? x : y);
      } else {
        machine_.shared_store(to, narrow_pair<Plan::kOutputType>(x, y));
      }
    });
  }

  M& machine_;
  const typename M::TensorMap& map_;
  const std::uint32_t staging_;
};

}  // namespace assay::ASSAY_TARGET
