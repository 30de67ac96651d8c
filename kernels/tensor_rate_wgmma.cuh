// The timed instruction stream of tensor.rate on Hopper: two warpgroups, each with one step after
// another of wgmma m64n256 under way, operands at rest in shared memory and registers.
//
// What shared memory delivers, 128 B a cycle, is enough for dense operands: 80 B a cycle with A
// there too. Sparse A takes as many bytes and twice as much of B: 144 B a cycle from shared memory,
// so 89 % of the rate is the most there is, and 128 with A in registers.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "kernels/machine/ptx_bulk.cuh"
#include "kernels/machine/ptx_wgmma_rate.cuh"
#include "kernels/tensor_rate_body.cuh"
#include "kernels/tensor_rate_layout.hpp"

namespace assay::gpu {

template <DataType kType, Sparsity kSparsity, Operands kOperands>
struct WgmmaRateBody {
  static constexpr std::uint32_t kSpread = kSparsity == Sparsity::structured ? 2 : 1;
  static constexpr bool kInRegisters = kOperands == Operands::registers;
  static constexpr int kSteps = 4;
  using Sum = RateSum<kType>;

  RateBlocks blocks;

  ASSAY_BODY void operator()(const Machine&) const {
    const RateBlocks of = blocks;
    const WgmmaRateMemory memory = filled(of);
    const std::uint32_t group = threadIdx.x / hopper::kWarpgroupLanes;
    std::uint64_t a[kSteps], b[kSteps];
    std::uint32_t fragment[kSteps][4];
    ASSAY_UNROLL for (std::uint32_t step = 0; step < kSteps; ++step) {
      a[step] = memory.a_descriptor(group, step);
      b[step] = memory.b_descriptor(step, kSpread);
      if constexpr (kInRegisters) load_fragment(of, step, fragment[step]);
    }
    const std::uint32_t metadata = of.metadata();
    Sum sums[128];
    ASSAY_UNROLL for (Sum& sum : sums) sum = 0;

    RateTimer timer;
    timer.begin();
    _Pragma("unroll 1") for (std::uint32_t i = 0; i < of.data.shape.iterations; ++i) {
      ptx::wgmma_fence();
      ASSAY_UNROLL for (int step = 0; step < kSteps; ++step) {
        if constexpr (kInRegisters)
          multiply(sums, fragment[step], b[step], metadata);
        else
          multiply(sums, a[step], b[step], metadata);
      }
      ptx::wgmma_commit_group();
      ptx::wgmma_wait_group<1>();
    }
    ptx::wgmma_wait_group<0>();
    timer.end(ptx::clock64());

    store(of, sums);
    timer.leave(of);
  }

 private:
  template <class A>
  ASSAY_BODY static void multiply(Sum (&sums)[128], const A& a, std::uint64_t b,
                                  std::uint32_t metadata) {
    if constexpr (kSpread == 1)
      ptx::wgmma_m64n256<kType>(sums, a, b);
    else
      ptx::wgmma_sp_m64n256<kType>(sums, a, b, metadata);
  }

  ASSAY_BODY static TileLane lane() { return {threadIdx.x % 32}; }
  /// Of the tile of 16 rows of a warp.
  ASSAY_BODY static std::uint32_t first_row() { return threadIdx.x / 32 * 16; }

  ASSAY_BODY static WgmmaRateMemory filled(const RateBlocks& of) {
    extern __shared__ unsigned char memory[];
    const auto begin = static_cast<std::uint32_t>(__cvta_generic_to_shared(memory));
    const WgmmaRateMemory at{(begin + hopper::kSwizzleAlignment - 1) &
                             ~(hopper::kSwizzleAlignment - 1)};
    if constexpr (!kInRegisters) fill(at.a(0), of.template a<kType>(), 128, 1);
    fill(at.b(0), of.template b<kType>(), kWarpgroupColumns, kSpread);
    ptx::fence_proxy_async();
    return at;  // RateTimer::begin() waits for all
  }
  ASSAY_BODY static void fill(std::uint32_t to, const void* from, std::uint32_t rows,
                              std::uint32_t panels) {
    const auto* const chunks = static_cast<const ptx::Bits128*>(from);
    const std::uint32_t count = rows * panels * WgmmaRateMemory::kRowChunks;
    for (std::uint32_t i = threadIdx.x; i < count; i += kThreads) {
      ptx::st_shared_v4(to + WgmmaRateMemory::chunk_at(rows, panels, i),
                        ptx::ld_global_v4(chunks + i));
    }
  }

  ASSAY_BODY static void load_fragment(const RateBlocks& of, std::uint32_t step,
                                       std::uint32_t (&fragment)[4]) {
    constexpr std::uint32_t kPitch = 32;
    const auto* const words = reinterpret_cast<const std::uint32_t*>(of.template a<kType>()) +
                              first_row() * kPitch + lane().first(kPitch);
    ASSAY_UNROLL for (std::uint32_t i = 0; i < 4; ++i) {
      fragment[i] = words[step * 8 + TileLane::further_a(i, kPitch)];
    }
  }

  ASSAY_BODY static void store(const RateBlocks& of, const Sum (&sums)[128]) {
    constexpr std::uint32_t kPitch = kWarpgroupColumns;
    Sum* const to = of.template sums<Sum>() + first_row() * kPitch + lane().first_sum(kPitch);
    ASSAY_UNROLL for (std::uint32_t i = 0; i < 128; ++i) {
      to[TileLane::further_sum(i, kPitch)] = sums[i];
    }
  }
};

}  // namespace assay::gpu
