// One PTX instruction per function, named after it. Nothing but this file and ptx_bulk.cuh holds
// inline assembly for the GPU.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

namespace assay::gpu::ptx {

struct alignas(16) Bits128 {
  std::uint32_t word[4];
};

/// 16 bytes through the read-only path, kept out of L1: each byte of a stream is used once.
__device__ __forceinline__ Bits128 ld_global_nc_v4(const void* address) {
  Bits128 bits;
  asm("ld.global.nc.L1::no_allocate.L2::256B.v4.u32 {%0, %1, %2, %3}, [%4];"
      : "=r"(bits.word[0]), "=r"(bits.word[1]), "=r"(bits.word[2]), "=r"(bits.word[3])
      : "l"(address));
  return bits;
}

/// 16 bytes through the read-only path, cached as usual.
__device__ __forceinline__ Bits128 ld_global_nc_cached_v4(const void* address) {
  Bits128 bits;
  asm("ld.global.nc.v4.u32 {%0, %1, %2, %3}, [%4];"
      : "=r"(bits.word[0]), "=r"(bits.word[1]), "=r"(bits.word[2]), "=r"(bits.word[3])
      : "l"(address));
  return bits;
}

/// Lines touched under this policy leave the L2 first. Pure: the compiler makes it once.
__device__ __forceinline__ std::uint64_t createpolicy_evict_first() {
  std::uint64_t policy;
  asm("createpolicy.fractional.L2::evict_first.b64 %0, 1.0;" : "=l"(policy));
  return policy;
}

/// 16 bytes through the read-only path, kept out of L1, under an L2 policy.
__device__ __forceinline__ Bits128 ld_global_nc_policy_v4(const void* address,
                                                          std::uint64_t policy) {
  Bits128 bits;
  asm("ld.global.nc.L1::no_allocate.L2::cache_hint.L2::256B.v4.u32 {%0, %1, %2, %3}, [%4], %5;"
      : "=r"(bits.word[0]), "=r"(bits.word[1]), "=r"(bits.word[2]), "=r"(bits.word[3])
      : "l"(address), "l"(policy));
  return bits;
}

/// The same, ordered after other accesses of this thread: for memory the kernel wrote or re-reads.
__device__ __forceinline__ Bits128 ld_global_v4(const void* address) {
  Bits128 bits;
  asm volatile("ld.global.L1::no_allocate.L2::256B.v4.u32 {%0, %1, %2, %3}, [%4];"
               : "=r"(bits.word[0]), "=r"(bits.word[1]), "=r"(bits.word[2]), "=r"(bits.word[3])
               : "l"(address)
               : "memory");
  return bits;
}

/// 16 bytes, marked as evicted first.
__device__ __forceinline__ void st_global_cs_v4(void* address, Bits128 bits) {
  asm volatile("st.global.cs.v4.u32 [%0], {%1, %2, %3, %4};" ::"l"(address), "r"(bits.word[0]),
               "r"(bits.word[1]), "r"(bits.word[2]), "r"(bits.word[3])
               : "memory");
}

/// 16 bytes, cached as usual.
__device__ __forceinline__ void st_global_v4(void* address, Bits128 bits) {
  asm volatile("st.global.v4.u32 [%0], {%1, %2, %3, %4};" ::"l"(address), "r"(bits.word[0]),
               "r"(bits.word[1]), "r"(bits.word[2]), "r"(bits.word[3])
               : "memory");
}

/// Nanoseconds of a clock that all devices and processors share; it moves in steps, of 32 ns on
/// Hopper and up to 1 us on parts before.
__device__ __forceinline__ std::uint64_t globaltimer() {
  std::uint64_t nanoseconds;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(nanoseconds)::"memory");
  return nanoseconds;
}

/// 16 bytes, kept out of L1, under an L2 policy.
__device__ __forceinline__ void st_global_policy_v4(void* address, Bits128 bits,
                                                    std::uint64_t policy) {
  asm volatile(
      "st.global.L1::no_allocate.L2::cache_hint.v4.u32 [%0], {%1, %2, %3, %4}, %5;" ::"l"(address),
      "r"(bits.word[0]), "r"(bits.word[1]), "r"(bits.word[2]), "r"(bits.word[3]), "l"(policy)
      : "memory");
}

/// Cycles of this processor, ordered between the memory accesses around it.
__device__ __forceinline__ std::uint64_t clock64() {
  std::uint64_t cycles;
  asm volatile("mov.u64 %0, %%clock64;" : "=l"(cycles)::"memory");
  return cycles;
}

/// The clock, once `value` has arrived: it is read under a condition that `value` meets, so that no
/// scheduling can move the read before the load it times. `value` is not 0.
__device__ __forceinline__ std::uint64_t clock64_after(std::uint64_t value) {
  std::uint64_t cycles = 0;
  asm volatile("{ .reg .pred arrived; setp.ne.u64 arrived, %1, 0; @arrived mov.u64 %0, %%clock64; }"
               : "+l"(cycles)
               : "l"(value)
               : "memory");
  return cycles;
}

/// Number of the SM this thread runs on. Below %nsmid, but the numbers may have holes.
__device__ __forceinline__ std::uint32_t smid() {
  std::uint32_t number;
  asm volatile("mov.u32 %0, %%smid;" : "=r"(number));
  return number;
}

/// One word through L1. No .ca: that makes it a load ordered within the SM.
__device__ __forceinline__ std::uint64_t ld_global(std::uint64_t address) {
  std::uint64_t value;
  asm volatile("ld.global.u64 %0, [%1];" : "=l"(value) : "l"(address) : "memory");
  return value;
}

/// One word past L1.
__device__ __forceinline__ std::uint64_t ld_global_cg(std::uint64_t address) {
  std::uint64_t value;
  asm volatile("ld.global.cg.u64 %0, [%1];" : "=l"(value) : "l"(address) : "memory");
  return value;
}

/// One word that other blocks write.
__device__ __forceinline__ std::uint64_t ld_relaxed_gpu(const std::uint64_t* address) {
  std::uint64_t value;
  asm volatile("ld.relaxed.gpu.global.u64 %0, [%1];" : "=l"(value) : "l"(address) : "memory");
  return value;
}

/// 16 bytes of shared memory, each time: ptxas folds loads of one address that are not volatile,
/// whatever the compiler before it was told.
__device__ __forceinline__ Bits128 ld_volatile_shared_v4(const void* address) {
  Bits128 bits;
  asm volatile("ld.volatile.shared.v4.u32 {%0, %1, %2, %3}, [%4];"
               : "=r"(bits.word[0]), "=r"(bits.word[1]), "=r"(bits.word[2]), "=r"(bits.word[3])
               : "r"(static_cast<std::uint32_t>(__cvta_generic_to_shared(address)))
               : "memory");
  return bits;
}

}  // namespace assay::gpu::ptx
