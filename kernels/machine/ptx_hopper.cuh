// Clusters, tensor copies and register budgets of Hopper: one PTX instruction per function, named
// after it. The products are in ptx_wgmma.cuh.
//
// Shared memory is named by its 32-bit address. Code for earlier parts, and for later ones where
// the instruction is Hopper's own, compiles and traps: the host refuses such a launch before it
// comes to that.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/ptx_bulk.cuh"

#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 900
#define ASSAY_SM90(...) __trap()
#else
#define ASSAY_SM90(...) asm volatile(__VA_ARGS__)
#endif
#if defined(__CUDA_ARCH__) && !defined(__CUDA_ARCH_FEAT_SM90_ALL)
#define ASSAY_SM90A(...) __trap()
#else
#define ASSAY_SM90A(...) asm volatile(__VA_ARGS__)
#endif

namespace assay::gpu::ptx {

// A map of a tensor is named by its generic address; it lies in constant or parameter memory.

__device__ __forceinline__ void prefetch_tensormap(const void* map) {
  ASSAY_SM90("prefetch.tensormap [%0];" ::"l"(map) : "memory");
}

/// A box of a tensor, x along its rows. The bytes are counted on the barrier.
__device__ __forceinline__ void cp_async_bulk_tensor_2d_load(std::uint32_t to, const void* map,
                                                             std::uint32_t x, std::uint32_t y,
                                                             std::uint32_t barrier) {
  ASSAY_SM90(
      "cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes "
      "[%0], [%1, {%2, %3}], [%4];" ::"r"(to),
      "l"(map), "r"(x), "r"(y), "r"(barrier)
      : "memory");
}

/// The same into every block of the cluster whose bit is set, at the same addresses.
__device__ __forceinline__ void cp_async_bulk_tensor_2d_load_multicast(
    std::uint32_t to, const void* map, std::uint32_t x, std::uint32_t y, std::uint32_t barrier,
    std::uint16_t blocks) {
  ASSAY_SM90(
      "cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes"
      ".multicast::cluster [%0], [%1, {%2, %3}], [%4], %5;" ::"r"(to),
      "l"(map), "r"(x), "r"(y), "r"(barrier), "h"(blocks)
      : "memory");
}

__device__ __forceinline__ void cp_async_bulk_tensor_2d_store(const void* map, std::uint32_t x,
                                                              std::uint32_t y, std::uint32_t from) {
  ASSAY_SM90(
      "cp.async.bulk.tensor.2d.global.shared::cta.bulk_group [%0, {%1, %2}], [%3];" ::"l"(map),
      "r"(x), "r"(y), "r"(from)
      : "memory");
}

/// Waits until all but the last kPending groups of this thread are done.
template <int kPending>
__device__ __forceinline__ void cp_async_bulk_wait_group() {
  ASSAY_SM90("cp.async.bulk.wait_group %0;" ::"n"(kPending) : "memory");
}

__device__ __forceinline__ void fence_mbarrier_init() {
  ASSAY_SM90("fence.mbarrier_init.release.cluster;" ::: "memory");
}

__device__ __forceinline__ void mbarrier_arrive(std::uint32_t barrier) {
  ASSAY_SM90("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(barrier) : "memory");
}

/// What lies at an address of this block, in another block of the cluster.
__device__ __forceinline__ std::uint32_t mapa_shared_cluster(std::uint32_t address,
                                                             std::uint32_t rank) {
  std::uint32_t result = 0;
  ASSAY_SM90("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(result) : "r"(address), "r"(rank));
  return result;
}

/// The barrier is named by an address of the cluster. Releases to the own block alone: what is
/// handed over is read by the tensor core, whose reads are over when wgmma.wait_group returns, and
/// .release.cluster would first wait for everything this thread ever wrote, to global memory too.
__device__ __forceinline__ void mbarrier_arrive_shared_cluster(std::uint32_t barrier) {
  ASSAY_SM90("mbarrier.arrive.shared::cluster.b64 _, [%0];" ::"r"(barrier) : "memory");
}

__device__ __forceinline__ void barrier_cluster_arrive() {
  ASSAY_SM90("barrier.cluster.arrive.release;" ::: "memory");
}
__device__ __forceinline__ void barrier_cluster_wait() {
  ASSAY_SM90("barrier.cluster.wait.acquire;" ::: "memory");
}

__device__ __forceinline__ std::uint32_t cluster_ctarank() {
  std::uint32_t rank = 0;
  ASSAY_SM90("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
  return rank;
}

/// By whole warps. The barrier must be a constant: a register would claim all sixteen.
template <int kBarrier, int kBarrierThreads>
__device__ __forceinline__ void bar_sync() {
  asm volatile("bar.sync %0, %1;" ::"n"(kBarrier), "n"(kBarrierThreads) : "memory");
}

template <int kRegisters>
__device__ __forceinline__ void setmaxnreg_inc() {
  ASSAY_SM90A("setmaxnreg.inc.sync.aligned.u32 %0;" ::"n"(kRegisters));
}
template <int kRegisters>
__device__ __forceinline__ void setmaxnreg_dec() {
  ASSAY_SM90A("setmaxnreg.dec.sync.aligned.u32 %0;" ::"n"(kRegisters));
}

/// Ends the launch with an error, an illegal address. Not by `trap`: where a warpgroup may trap,
/// ptxas 13.0 leaves it the registers it had before setmaxnreg, and spills.
__device__ __forceinline__ void st_global_null() {
  asm volatile("st.global.u32 [%0], %1;" ::"l"(std::uint64_t{0}), "r"(0) : "memory");
}

__device__ __forceinline__ void st_shared_b32(std::uint32_t address, std::uint32_t bits) {
  asm volatile("st.shared.b32 [%0], %1;" ::"r"(address), "r"(bits) : "memory");
}
__device__ __forceinline__ void st_shared_b64(std::uint32_t address, std::uint64_t bits) {
  asm volatile("st.shared.b64 [%0], %1;" ::"r"(address), "l"(bits) : "memory");
}
__device__ __forceinline__ std::uint32_t ld_shared_b32(std::uint32_t address) {
  std::uint32_t bits;
  asm volatile("ld.shared.b32 %0, [%1];" : "=r"(bits) : "r"(address) : "memory");
  return bits;
}
__device__ __forceinline__ std::uint64_t ld_shared_b64(std::uint32_t address) {
  std::uint64_t bits;
  asm volatile("ld.shared.b64 %0, [%1];" : "=l"(bits) : "r"(address) : "memory");
  return bits;
}

/// Both rounded to nearest, even; `low` in the low half.
__device__ __forceinline__ std::uint32_t cvt_rn_bf16x2_f32(float high, float low) {
  std::uint32_t bits;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(bits) : "f"(high), "f"(low));
  return bits;
}
__device__ __forceinline__ std::uint32_t cvt_rn_f16x2_f32(float high, float low) {
  std::uint32_t bits;
  asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(bits) : "f"(high), "f"(low));
  return bits;
}

}  // namespace assay::gpu::ptx

#undef ASSAY_SM90
#undef ASSAY_SM90A
