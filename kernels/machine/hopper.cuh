// The GPU as a machine for Hopper bodies: warpgroups, clusters, tensor copies and tensor cores.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/gpu.cuh"
#include "kernels/machine/hopper.hpp"
#include "kernels/machine/ptx_hopper.cuh"
#include "kernels/machine/ptx_wgmma.cuh"
#include "kernels/machine/tensor_map.cuh"

namespace assay::gpu {

/// A lane's sums of a warpgroup's tile of 64 x kColumns. Registers: every index is a constant.
template <DataType kType, std::uint32_t kColumns>
struct HopperAccumulator {
  using Sum = hopper::Sum<kType>;
  static constexpr int kSums = static_cast<int>(kColumns / 2);

  Sum sum[kSums];

  /// PTX ISA, "Register fragments for wgmma.mma_async.m64nNk16": four lanes hold eight columns of a
  /// row, and each lane that of the row eight further down.
  template <class F>
  ASSAY_BODY void for_each_pair(F f) {
    const std::uint32_t lane = threadIdx.x % hopper::kWarpgroupLanes;
    const std::uint32_t row = lane / 32 * 16 + lane % 32 / 4, column = lane % 4 * 2;
    ASSAY_UNROLL for (int i = 0; i < kSums; i += 4) {
      f(row, column | static_cast<std::uint32_t>(i) * 2, sum[i], sum[i + 1]);
      f(row + 8, column | static_cast<std::uint32_t>(i) * 2, sum[i + 2], sum[i + 3]);
    }
  }
  ASSAY_BODY void add(const HopperAccumulator& other) {
    ASSAY_UNROLL for (int i = 0; i < kSums; ++i) sum[i] += other.sum[i];
  }
  /// Nothing that reads or writes the sums moves across this.
  ASSAY_BODY void pin() { ASSAY_UNROLL for (int i = 0; i < kSums; ++i) ptx::pin_register(sum[i]); }
};

/// What a function requires is checked by its twin in machine/hopper_model.hpp.
class HopperMachine {
 public:
  using TensorMap = gpu::TensorMap;
  template <DataType kType, std::uint32_t kColumns>
  using Accumulator = HopperAccumulator<kType, kColumns>;

  ASSAY_BODY std::uint32_t block() const { return blockIdx.x; }
  ASSAY_BODY std::uint32_t blocks() const { return gridDim.x; }
  ASSAY_BODY std::uint32_t cluster_rank() const { return ptx::cluster_ctarank(); }
  /// Through a shuffle, so that the compiler knows that a warp does not diverge on it.
  ASSAY_BODY std::uint32_t warpgroup() const {
    return __shfl_sync(~0u, threadIdx.x / hopper::kWarpgroupLanes, 0);
  }
  ASSAY_BODY std::uint32_t processor() const { return ptx::smid(); }
  ASSAY_BODY std::uint32_t shared_base() const {
    extern __shared__ __align__(1024) unsigned char hopper_memory[];
    return static_cast<std::uint32_t>(__cvta_generic_to_shared(hopper_memory));
  }
  template <class F>
  ASSAY_BODY void block_leader(F f) const {
    if (threadIdx.x == 0) f();
  }
  template <class F>
  ASSAY_BODY void leader(F f) const {
    if (threadIdx.x % hopper::kWarpgroupLanes == 0) f();
  }
  template <class F>
  ASSAY_BODY void warp_lanes(std::uint32_t count, F f) const {
    if (const std::uint32_t lane = threadIdx.x % 32; lane < count) f(lane);
  }

  ASSAY_BODY void sync() const { __syncthreads(); }
  ASSAY_BODY void warpgroup_sync() const {
    constexpr int kLanes = static_cast<int>(hopper::kWarpgroupLanes);
    // Barrier 0 is sync()'s.
    if (warpgroup() == 1)
      ptx::bar_sync<1, kLanes>();
    else if (warpgroup() == 2)
      ptx::bar_sync<2, kLanes>();
    else
      ptx::bar_sync<3, kLanes>();
  }
  ASSAY_BODY void cluster_sync() const {
    ptx::barrier_cluster_arrive();
    ptx::barrier_cluster_wait();
  }
  ASSAY_BODY void fence_mbarrier_init() const { ptx::fence_mbarrier_init(); }
  ASSAY_BODY void fence_proxy_async() const { ptx::fence_proxy_async(); }
  template <int kRegisters>
  ASSAY_BODY void increase_registers() const {
    ptx::setmaxnreg_inc<kRegisters>();
  }
  template <int kRegisters>
  ASSAY_BODY void decrease_registers() const {
    ptx::setmaxnreg_dec<kRegisters>();
  }

  ASSAY_BODY void mbarrier_init(std::uint32_t at, std::uint32_t arrivals) const {
    ptx::mbarrier_init(at, arrivals);
  }
  ASSAY_BODY void mbarrier_arrive(std::uint32_t at) const { ptx::mbarrier_arrive(at); }
  ASSAY_BODY void mbarrier_arrive_at(std::uint32_t at, std::uint32_t rank) const {
    ptx::mbarrier_arrive_shared_cluster(ptx::mapa_shared_cluster(at, rank));
  }
  ASSAY_BODY void mbarrier_arrive_expect_tx(std::uint32_t at, std::uint32_t bytes) const {
    ptx::mbarrier_arrive_expect_tx(at, bytes);
  }
  /// A phase that never ends is a bug in the protocol: after seconds it becomes a launch failure
  /// instead of a hang.
  ASSAY_BODY void mbarrier_wait(std::uint32_t at, std::uint32_t parity) const {
    constexpr std::uint32_t kTries = 1u << 28;
    for (std::uint32_t tries = 0; !ptx::mbarrier_try_wait_parity(at, parity); ++tries) {
      if (tries == kTries) ptx::st_global_null();
    }
  }

  ASSAY_BODY void prefetch_map(const TensorMap& map) const { ptx::prefetch_tensormap(&map); }
  ASSAY_BODY void tensor_load(std::uint32_t to, const TensorMap& map, std::uint32_t x,
                              std::uint32_t y, std::uint32_t barrier) const {
    ptx::cp_async_bulk_tensor_2d_load(to, &map, x, y, barrier);
  }
  ASSAY_BODY void tensor_load_multicast(std::uint32_t to, const TensorMap& map, std::uint32_t x,
                                        std::uint32_t y, std::uint32_t barrier,
                                        std::uint32_t mask) const {
    ptx::cp_async_bulk_tensor_2d_load_multicast(to, &map, x, y, barrier,
                                                static_cast<std::uint16_t>(mask));
  }
  ASSAY_BODY void tensor_store(const TensorMap& map, std::uint32_t x, std::uint32_t y,
                               std::uint32_t from) const {
    ptx::cp_async_bulk_tensor_2d_store(&map, x, y, from);
  }
  ASSAY_BODY void bulk_commit() const { ptx::cp_async_bulk_commit_group(); }
  template <int kPending>
  ASSAY_BODY void bulk_wait_read() const {
    ptx::cp_async_bulk_wait_group_read<kPending>();
  }
  template <int kPending>
  ASSAY_BODY void bulk_wait() const {
    ptx::cp_async_bulk_wait_group<kPending>();
  }

  ASSAY_BODY void wgmma_fence() const { ptx::wgmma_fence(); }
  template <hopper::Major kA, hopper::Major kB, DataType kType, std::uint32_t kColumns>
  ASSAY_BODY void wgmma(HopperAccumulator<kType, kColumns>& sums, std::uint64_t a, std::uint64_t b,
                        bool accumulate) const;
  ASSAY_BODY void wgmma_commit() const { ptx::wgmma_commit_group(); }
  template <int kPending, class... Sums>
  ASSAY_BODY void wgmma_wait(Sums&... sums) const {
    ptx::wgmma_wait_group<kPending>();
    (sums.pin(), ...);
  }

  template <class V>
  ASSAY_BODY void shared_store(std::uint32_t at, const V& value) const {
    static_assert(sizeof(V) == 4 || sizeof(V) == 8 || sizeof(V) == 16);
    if constexpr (sizeof(V) == 4)
      ptx::st_shared_b32(at, __builtin_bit_cast(std::uint32_t, value));
    else if constexpr (sizeof(V) == 8)
      ptx::st_shared_b64(at, __builtin_bit_cast(std::uint64_t, value));
    else
      ptx::st_shared_v4(at, __builtin_bit_cast(ptx::Bits128, value));
  }
  template <class V>
  ASSAY_BODY V shared_load(std::uint32_t at) const {
    static_assert(sizeof(V) == 4 || sizeof(V) == 8 || sizeof(V) == 16);
    if constexpr (sizeof(V) == 4)
      return __builtin_bit_cast(V, ptx::ld_shared_b32(at));
    else if constexpr (sizeof(V) == 8)
      return __builtin_bit_cast(V, ptx::ld_shared_b64(at));
    else
      return __builtin_bit_cast(V, ptx::ld_shared_v4(at));
  }
};

template <hopper::Major kA, hopper::Major kB, DataType kType, std::uint32_t kColumns>
ASSAY_BODY void HopperMachine::wgmma(HopperAccumulator<kType, kColumns>& sums, std::uint64_t a,
                                     std::uint64_t b, bool accumulate) const {
  constexpr int kTurnA = kA == hopper::Major::mn, kTurnB = kB == hopper::Major::mn;
  static_assert((kTurnA == 0 && kTurnB == 0) || hopper::element_bytes(kType) == 2,
                "only 16-bit operands may lie along M and N");
  const std::uint32_t more = accumulate ? 1 : 0;
#define ASSAY_WGMMA_OF(n)                                                          \
  if constexpr (kColumns == n) {                                                   \
    if constexpr (kType == DataType::bf16)                                         \
      ptx::wgmma_m64n##n##k16_f32_bf16_bf16<kTurnA, kTurnB>(sums.sum, a, b, more); \
    else if constexpr (kType == DataType::fp16)                                    \
      ptx::wgmma_m64n##n##k16_f32_f16_f16<kTurnA, kTurnB>(sums.sum, a, b, more);   \
    else if constexpr (kType == DataType::tf32)                                    \
      ptx::wgmma_m64n##n##k8_f32_tf32_tf32(sums.sum, a, b, more);                  \
    else if constexpr (kType == DataType::fp8_e4m3)                                \
      ptx::wgmma_m64n##n##k32_f32_e4m3_e4m3(sums.sum, a, b, more);                 \
    else if constexpr (kType == DataType::fp8_e5m2)                                \
      ptx::wgmma_m64n##n##k32_f32_e5m2_e5m2(sums.sum, a, b, more);                 \
  }
#define ASSAY_WGMMA_OF_INT8(n)                            \
  if constexpr (kColumns == n && kType == DataType::int8) \
    ptx::wgmma_m64n##n##k32_s32_s8_s8(sums.sum, a, b, more);
  constexpr bool kInteger = kType == DataType::int8;
  static_assert(kColumns == 96 || kColumns == 128 || kColumns == 192 || kColumns == 256 ||
                    kColumns == (kInteger ? 208 : 216),
                "ptx_wgmma.cuh has no such product: add it there and here");
  ASSAY_WGMMA_OF(96)
  ASSAY_WGMMA_OF(128)
  ASSAY_WGMMA_OF(192)
  ASSAY_WGMMA_OF(216)
  ASSAY_WGMMA_OF(256)
  ASSAY_WGMMA_OF_INT8(96)
  ASSAY_WGMMA_OF_INT8(128)
  ASSAY_WGMMA_OF_INT8(192)
  ASSAY_WGMMA_OF_INT8(208)
  ASSAY_WGMMA_OF_INT8(256)
#undef ASSAY_WGMMA_OF
#undef ASSAY_WGMMA_OF_INT8
}

}  // namespace assay::gpu
