// How does a block multiply matrices on Hopper's tensor cores?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/gemm_sm90_arguments.hpp"
#include "kernels/gemm_sm90_store.hpp"
#include "kernels/machine/hopper.hpp"
#include "kernels/machine/machine.hpp"

// Written once for the GPU (machine/hopper.cuh) and for the model (machine/hopper_model.hpp).
// Warpgroup 0 loads, 1 and 2 multiply, and both go through the same tiles in the same order. Shared
// memory is a ring of stages, each 128 bytes of k of both operands, with two barriers a stage:
//
//   the producer   wait until empty, expect the bytes, load
//   a consumer     wait until full, issue the products, wait for those of the stage before, and
//                  release that stage to every block of the cluster: all of them load into it
//
// A tile done, a consumer leaves its sums to gemm_sm90_store.hpp.

namespace assay::ASSAY_TARGET {

/// One block's part. At most 2^31 rows, columns and k.
template <class M, HopperGemmShape kShape, HopperGemmFault kFault = HopperGemmFault::none>
class HopperGemmBlock {
  using Plan = HopperGemmPlan<kShape>;
  using Fault = HopperGemmFault;
  using Arguments = HopperGemmArguments<typename M::TensorMap>;
  using Sums = typename M::template Accumulator<kShape.type, Plan::kWaveColumns>;
  static constexpr std::uint32_t kCluster = kShape.cluster, kWaves = Plan::kWaves;

  static constexpr bool has(Fault fault) { return kFault == fault; }

 public:
  ASSAY_BODY HopperGemmBlock(M& machine, const Arguments& arguments)
      : machine_(machine), g_(arguments), base_(machine.shared_base()) {}

  ASSAY_BODY void run() {
    machine_.block_leader([&] { init_barriers(); });
    if constexpr (!has(Fault::no_init_sync)) sync_all();
    if (machine_.warpgroup() == 0) {
      machine_.template decrease_registers<40>();
      machine_.leader([&] { produce(); });
    } else {
      machine_.template increase_registers<232>();
      consume(machine_.warpgroup() - 1);
    }
    // Until here the other blocks of the cluster arrive at barriers of this one.
    if constexpr (kCluster > 1 && !has(Fault::no_final_cluster_sync)) machine_.cluster_sync();
  }

 private:
  /// A place in the ring, and the parity of the lap.
  struct Place {
    std::uint32_t stage = 0, phase = 0;
    ASSAY_BODY void next() {
      if (++stage != kShape.stages) return;
      stage = 0;
      if constexpr (!has(Fault::no_phase_flip)) phase ^= 1;
    }
  };

  ASSAY_BODY std::uint32_t a_at(std::uint32_t stage) const { return base_ + stage * Plan::kStage; }
  ASSAY_BODY std::uint32_t b_at(std::uint32_t stage) const { return a_at(stage) + Plan::kABytes; }
  ASSAY_BODY std::uint32_t full(std::uint32_t stage) const {
    return base_ + Plan::kRing + Plan::kStaging + stage * Plan::kBarrier;
  }
  ASSAY_BODY std::uint32_t empty(std::uint32_t stage) const { return full(kShape.stages + stage); }

  ASSAY_BODY void sync_all() {
    if constexpr (kCluster > 1)
      machine_.cluster_sync();
    else
      machine_.sync();
  }

  ASSAY_BODY void init_barriers() {
    for (std::uint32_t stage = 0; stage < kShape.stages; ++stage) {
      machine_.mbarrier_init(full(stage), 1);
      machine_.mbarrier_init(empty(stage), kCluster * Plan::kConsumers * Plan::kWarpsOfGroup);
    }
    if constexpr (!has(Fault::no_init_fence)) machine_.fence_mbarrier_init();
  }

  /// f(tile) of every tile of this block.
  template <class F>
  ASSAY_BODY void each_tile(F f) {
    const std::uint32_t rank = kCluster > 1 ? machine_.cluster_rank() : 0;
    const std::uint32_t units = g_.tiles.units(), step = machine_.blocks() / kCluster;
    ASSAY_ROLLED for (std::uint32_t i = machine_.block() / kCluster; i < units; i += step) {
      const GemmTileOrder::Unit unit = g_.tiles.unit(i);
      f(HopperTile{Plan::kSharesB ? unit.row * kCluster + rank : unit.row,
                   Plan::kSharesA ? unit.column * kCluster + rank : unit.column});
    }
  }

  // The producer: one lane.

  ASSAY_BODY void produce() {
    machine_.prefetch_map(g_.a);
    machine_.prefetch_map(g_.b);
    machine_.prefetch_map(g_.c);
    Place place;
    each_tile([&](HopperTile tile) {
      ASSAY_ROLLED for (std::uint32_t slice = 0; slice < slices(); ++slice, place.next()) {
        if constexpr (!has(Fault::no_empty_wait)) {
          machine_.mbarrier_wait(empty(place.stage), place.phase ^ 1);
        }
        constexpr std::uint32_t kMissing = has(Fault::short_expect_tx) ? 16 : 0;
        machine_.mbarrier_arrive_expect_tx(full(place.stage), Plan::kStage - kMissing);
        load<kShape.a_major, kShape.tile_rows, Plan::kSharesA>(
            g_.a, a_at(place.stage), tile.row * kShape.tile_rows, slice, full(place.stage));
        load<kShape.b_major, kShape.tile_columns, Plan::kSharesB>(
            g_.b, b_at(place.stage), tile.column * kShape.tile_columns, slice, full(place.stage));
      }
    });
  }

  ASSAY_BODY std::uint32_t slices() const {
    return has(Fault::no_last_slice) ? g_.slices - 1 : g_.slices;
  }

  /// One slice of an operand; of one that is shared, this block's part, for the whole cluster.
  template <hopper::Major kMajor, std::uint32_t kExtent, bool kShared>
  ASSAY_BODY void load(const typename M::TensorMap& map, std::uint32_t to, std::uint32_t first,
                       std::uint32_t slice, std::uint32_t barrier) {
    constexpr std::uint32_t kPart = kShared ? kExtent / kCluster : kExtent;
    const std::uint32_t skip = kShared ? machine_.cluster_rank() * kPart : 0;
    first += skip, to += skip * Plan::kLine;
    const std::uint32_t k = slice * Plan::kStageK;
    if constexpr (kMajor == hopper::Major::k) {
      load_box<kShared>(to, map, k, first, barrier);
    } else {
      static_assert(kPart % Plan::kBoxMn == 0);
      ASSAY_UNROLL for (std::uint32_t box = 0; box < kPart / Plan::kBoxMn; ++box) {
        load_box<kShared>(to + box * Plan::kBox, map, first + box * Plan::kBoxMn, k, barrier);
      }
    }
  }

  template <bool kShared>
  ASSAY_BODY void load_box(std::uint32_t to, const typename M::TensorMap& map, std::uint32_t x,
                           std::uint32_t y, std::uint32_t barrier) {
    if constexpr (kShared && has(Fault::own_block_in_mask_only))
      machine_.tensor_load_multicast(to, map, x, y, barrier, 1u << machine_.cluster_rank());
    else if constexpr (kShared)
      machine_.tensor_load_multicast(to, map, x, y, barrier, (1u << kCluster) - 1);
    else
      machine_.tensor_load(to, map, x, y, barrier);
  }

  // The consumers: a warpgroup each.

  ASSAY_BODY void consume(std::uint32_t consumer) {
    HopperGemmStore<M, kShape, kFault> out(machine_, g_.c, base_ + Plan::kRing);
    Place place;
    each_tile([&](HopperTile tile) {
      Sums sums[kWaves];
      if constexpr (kShape.promoted)
        multiply_promoted(place, consumer, sums);
      else
        multiply(place, consumer, sums);
      out.store(tile, consumer, sums);
      if (consumer == 0) machine_.leader([&] { own(tile); });
    });
    out.finish();
  }

  ASSAY_BODY void multiply(Place& place, std::uint32_t consumer, Sums (&sums)[kWaves]) {
    std::uint32_t before = 0;
    ASSAY_ROLLED for (std::uint32_t slice = 0; slice < slices(); ++slice, place.next()) {
      wait_full(place);
      fence_sums();
      ASSAY_UNROLL for (std::uint32_t step = 0; step < Plan::kStepsK; ++step) {
        const bool more = has(Fault::always_accumulate) || slice != 0 || step != 0;
        ASSAY_UNROLL for (std::uint32_t wave = 0; wave < kWaves; ++wave) {
          issue(sums[wave], place.stage, consumer, wave, step, more);
        }
      }
      machine_.wgmma_commit();
      if constexpr (has(Fault::early_release)) {
        release(place.stage);
      } else {
        machine_.template wgmma_wait<1>();
        if (slice != 0) release(before);
      }
      before = place.stage;
    }
    if constexpr (!has(Fault::no_accumulator_wait)) wait_sums(sums);
    if constexpr (!has(Fault::early_release)) release(before);
  }

  /// The sums of each slice are added up outside the tensor core, which keeps fewer bits. The other
  /// warpgroup keeps that busy meanwhile.
  ASSAY_BODY void multiply_promoted(Place& place, std::uint32_t consumer, Sums (&sums)[kWaves]) {
    ASSAY_UNROLL for (std::uint32_t wave = 0; wave < kWaves; ++wave) {
      sums[wave].for_each_pair([](std::uint32_t, std::uint32_t, auto& x, auto& y) { x = y = 0; });
    }
    Sums part;
    ASSAY_ROLLED for (std::uint32_t slice = 0; slice < slices(); ++slice, place.next()) {
      wait_full(place);
      ASSAY_UNROLL for (std::uint32_t wave = 0; wave < kWaves; ++wave) {
        fence_sums();
        ASSAY_UNROLL for (std::uint32_t step = 0; step < Plan::kStepsK; ++step) {
          issue(part, place.stage, consumer, wave, step,
                has(Fault::no_promotion_reset) || step != 0);
        }
        machine_.wgmma_commit();
        if constexpr (!has(Fault::no_accumulator_wait)) machine_.template wgmma_wait<0>(part);
        sums[wave].add(part);
      }
      release(place.stage);
    }
  }

  ASSAY_BODY void wait_full(const Place& place) {
    if constexpr (!has(Fault::no_full_wait)) {
      machine_.mbarrier_wait(full(place.stage), place.phase);
    }
  }
  ASSAY_BODY void fence_sums() {
    if constexpr (!has(Fault::no_wgmma_fence)) machine_.wgmma_fence();
  }
  ASSAY_BODY void wait_sums(Sums (&sums)[kWaves]) {
    if constexpr (kWaves == 1)
      machine_.template wgmma_wait<0>(sums[0]);
    else
      machine_.template wgmma_wait<0>(sums[0], sums[1]);
  }

  /// Of rows, or columns, that begin at a multiple of 64 of them.
  template <hopper::Major kMajor>
  ASSAY_BODY static std::uint64_t descriptor(std::uint32_t at, std::uint32_t step) {
    constexpr bool kAlongK = kMajor == hopper::Major::k;
    constexpr std::uint32_t kStride =
        has(Fault::wrong_stride) ? Plan::kPattern / 2 : Plan::kPattern;
    constexpr hopper::Descriptor kBits{.leading_bytes = kAlongK ? 16 : Plan::kBox,
                                       .stride_bytes = kStride,
                                       .swizzle = has(Fault::wrong_swizzle)
                                                      ? hopper::Swizzle::bytes64
                                                      : hopper::Swizzle::bytes128};
    // Along k one step is 32 bytes of a line; across it, 16 lines of 2-byte elements.
    constexpr std::uint32_t kRight = kAlongK ? hopper::kStepBytes : Plan::kLine * 16;
    constexpr std::uint32_t kStep = has(Fault::wrong_k_step) ? kRight / 2 : kRight;
    return hopper::advance(kBits.bits(), at + step * kStep);
  }

  ASSAY_BODY void issue(Sums& sums, std::uint32_t stage, std::uint32_t consumer, std::uint32_t wave,
                        std::uint32_t step, bool more) {
    const std::uint32_t down = wave / Plan::kWavesAcross * hopper::kWarpgroupRows;
    const std::uint32_t across = wave % Plan::kWavesAcross * Plan::kWaveColumns;
    const std::uint32_t row = down + (Plan::kSideBySide ? 0 : consumer * Plan::kRows);
    const std::uint32_t column = across + (Plan::kSideBySide ? consumer * Plan::kColumns : 0);
    machine_.template wgmma<kShape.a_major, kShape.b_major>(
        sums, descriptor<kShape.a_major>(a_at(stage) + row * Plan::kLine, step),
        descriptor<kShape.b_major>(b_at(stage) + column * Plan::kLine, step), more);
  }

  /// This warp reads the stage no more. Every block that loads into it is told.
  ASSAY_BODY void release(std::uint32_t stage) {
    if constexpr (kCluster == 1 || has(Fault::release_own_block_only))
      machine_.warp_lanes(1, [&](std::uint32_t) { machine_.mbarrier_arrive(empty(stage)); });
    else
      machine_.warp_lanes(
          kCluster, [&](std::uint32_t rank) { machine_.mbarrier_arrive_at(empty(stage), rank); });
  }

  /// Leaves which SM computed the tile.
  ASSAY_BODY void own(HopperTile tile) {
    if (g_.owners.processor == nullptr || tile.row >= g_.down || tile.column >= g_.across) return;
    g_.owners.processor[tile.row * g_.across + tile.column] = machine_.processor();
  }

  M& machine_;
  const Arguments& g_;
  const std::uint32_t base_;
};

}  // namespace assay::ASSAY_TARGET
