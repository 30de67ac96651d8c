// Bulk asynchronous copies and the barriers they complete on: sm_90 and later, one PTX instruction
// per function, named after it.
//
// Shared memory is named by its 32-bit address. Code for earlier parts compiles and traps: the host
// refuses such a launch before it comes to that.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/ptx.cuh"

#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 900
#define ASSAY_SM90(...) __trap()
#else
#define ASSAY_SM90(...) asm volatile(__VA_ARGS__)
#endif

namespace assay::gpu::ptx {

__device__ __forceinline__ void mbarrier_init(std::uint32_t barrier, std::uint32_t arrivals) {
  ASSAY_SM90("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(barrier), "r"(arrivals) : "memory");
}

/// Arrives once, and makes the phase wait for so many more bytes.
__device__ __forceinline__ void mbarrier_arrive_expect_tx(std::uint32_t barrier,
                                                          std::uint32_t bytes) {
  ASSAY_SM90("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "r"(bytes)
             : "memory");
}

/// True once the phase of that parity is over; may wait a moment for it.
__device__ __forceinline__ bool mbarrier_try_wait_parity(std::uint32_t barrier,
                                                         std::uint32_t parity) {
  std::uint32_t over = 0;
  ASSAY_SM90(
      "{\n\t.reg .pred p;\n\t"
      "mbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\n\t"
      "selp.u32 %0, 1, 0, p;\n\t}"
      : "=r"(over)
      : "r"(barrier), "r"(parity)
      : "memory");
  return over != 0;
}

__device__ __forceinline__ void cp_async_bulk_load(std::uint32_t to, const void* from,
                                                   std::uint32_t bytes, std::uint32_t barrier) {
  ASSAY_SM90(
      "cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], %2, [%3];" ::
          "r"(to),
      "l"(from), "r"(bytes), "r"(barrier)
      : "memory");
}

__device__ __forceinline__ void cp_async_bulk_load_policy(std::uint32_t to, const void* from,
                                                          std::uint32_t bytes,
                                                          std::uint32_t barrier,
                                                          std::uint64_t policy) {
  ASSAY_SM90(
      "cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes.L2::cache_hint "
      "[%0], [%1], %2, [%3], %4;" ::"r"(to),
      "l"(from), "r"(bytes), "r"(barrier), "l"(policy)
      : "memory");
}

__device__ __forceinline__ void cp_async_bulk_store(void* to, std::uint32_t from,
                                                    std::uint32_t bytes) {
  ASSAY_SM90("cp.async.bulk.global.shared::cta.bulk_group [%0], [%1], %2;" ::"l"(to), "r"(from),
             "r"(bytes)
             : "memory");
}

__device__ __forceinline__ void cp_async_bulk_store_policy(void* to, std::uint32_t from,
                                                           std::uint32_t bytes,
                                                           std::uint64_t policy) {
  ASSAY_SM90(
      "cp.async.bulk.global.shared::cta.bulk_group.L2::cache_hint [%0], [%1], %2, %3;" ::"l"(to),
      "r"(from), "r"(bytes), "l"(policy)
      : "memory");
}

__device__ __forceinline__ void cp_async_bulk_commit_group() {
  ASSAY_SM90("cp.async.bulk.commit_group;" ::: "memory");
}

/// Waits until all but the last kPending groups of this thread have read their shared memory.
template <int kPending>
__device__ __forceinline__ void cp_async_bulk_wait_group_read() {
  ASSAY_SM90("cp.async.bulk.wait_group.read %0;" ::"n"(kPending) : "memory");
}

/// What this thread's ordinary accesses to shared memory did before is seen by bulk copies that are
/// ordered after it.
__device__ __forceinline__ void fence_proxy_async() {
  ASSAY_SM90("fence.proxy.async.shared::cta;" ::: "memory");
}

/// 16 bytes of shared memory.
__device__ __forceinline__ Bits128 ld_shared_v4(std::uint32_t address) {
  Bits128 bits;
  asm volatile("ld.shared.v4.u32 {%0, %1, %2, %3}, [%4];"
               : "=r"(bits.word[0]), "=r"(bits.word[1]), "=r"(bits.word[2]), "=r"(bits.word[3])
               : "r"(address)
               : "memory");
  return bits;
}

__device__ __forceinline__ void st_shared_v4(std::uint32_t address, Bits128 bits) {
  asm volatile("st.shared.v4.u32 [%0], {%1, %2, %3, %4};" ::"r"(address), "r"(bits.word[0]),
               "r"(bits.word[1]), "r"(bits.word[2]), "r"(bits.word[3])
               : "memory");
}

}  // namespace assay::gpu::ptx

#undef ASSAY_SM90
