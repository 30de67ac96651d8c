// One PTX instruction per function, named after it: those by which devices tell one another
// something, and those that a switch carries out. What they mean: PTX ISA, chapters 8 (memory
// consistency model) and 9.7.9 (multimem).
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/ptx.cuh"

namespace assay::gpu::ptx {

__device__ __forceinline__ void st_release_sys(std::uint32_t* address, std::uint32_t value) {
  asm volatile("st.release.sys.global.u32 [%0], %1;" ::"l"(address), "r"(value) : "memory");
}

__device__ __forceinline__ void st_relaxed_sys(std::uint32_t* address, std::uint32_t value) {
  asm volatile("st.relaxed.sys.global.u32 [%0], %1;" ::"l"(address), "r"(value) : "memory");
}

__device__ __forceinline__ std::uint32_t ld_acquire_sys(const std::uint32_t* address) {
  std::uint32_t value;
  asm volatile("ld.acquire.sys.global.u32 %0, [%1];" : "=r"(value) : "l"(address) : "memory");
  return value;
}

__device__ __forceinline__ std::uint32_t ld_relaxed_sys(const std::uint32_t* address) {
  std::uint32_t value;
  asm volatile("ld.relaxed.sys.global.u32 %0, [%1];" : "=r"(value) : "l"(address) : "memory");
  return value;
}

/// Each of the two words moves as a whole; their order is not promised.
__device__ __forceinline__ void st_relaxed_sys_v2(void* address, std::uint64_t first,
                                                  std::uint64_t second) {
  asm volatile("st.relaxed.sys.global.v2.u64 [%0], {%1, %2};" ::"l"(address), "l"(first),
               "l"(second)
               : "memory");
}

__device__ __forceinline__ void ld_relaxed_sys_v2(const void* address, std::uint64_t& first,
                                                  std::uint64_t& second) {
  asm volatile("ld.relaxed.sys.global.v2.u64 {%0, %1}, [%2];"
               : "=l"(first), "=l"(second)
               : "l"(address)
               : "memory");
}

__device__ __forceinline__ float cvt_f32_f16(std::uint16_t bits) {
  float value;
  asm("cvt.f32.f16 %0, %1;" : "=f"(value) : "h"(bits));
  return value;
}

#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 900

// Addresses are those of a multicast object: the switch reads, or writes, the same place of every
// device.
__device__ __forceinline__ Bits128 multimem_ld_reduce_add_v4_bf16x2(const void* address) {
  Bits128 bits;
  asm volatile(
      "multimem.ld_reduce.relaxed.sys.global.add.acc::f32.v4.bf16x2 {%0, %1, %2, %3}, [%4];"
      : "=r"(bits.word[0]), "=r"(bits.word[1]), "=r"(bits.word[2]), "=r"(bits.word[3])
      : "l"(address)
      : "memory");
  return bits;
}

__device__ __forceinline__ Bits128 multimem_ld_reduce_add_v4_f16x2(const void* address) {
  Bits128 bits;
  asm volatile("multimem.ld_reduce.relaxed.sys.global.add.acc::f32.v4.f16x2 {%0, %1, %2, %3}, [%4];"
               : "=r"(bits.word[0]), "=r"(bits.word[1]), "=r"(bits.word[2]), "=r"(bits.word[3])
               : "l"(address)
               : "memory");
  return bits;
}

__device__ __forceinline__ Bits128 multimem_ld_reduce_add_v4_f32(const void* address) {
  Bits128 bits;
  asm volatile("multimem.ld_reduce.relaxed.sys.global.add.v4.f32 {%0, %1, %2, %3}, [%4];"
               : "=r"(bits.word[0]), "=r"(bits.word[1]), "=r"(bits.word[2]), "=r"(bits.word[3])
               : "l"(address)
               : "memory");
  return bits;
}

/// Integers have no vector form.
__device__ __forceinline__ std::uint32_t multimem_ld_reduce_add_u32(const void* address) {
  std::uint32_t value;
  asm volatile("multimem.ld_reduce.relaxed.sys.global.add.u32 %0, [%1];"
               : "=r"(value)
               : "l"(address)
               : "memory");
  return value;
}

/// 16 bytes of any type: a store changes no bits.
__device__ __forceinline__ void multimem_st_v4(void* address, const Bits128& bits) {
  asm volatile("multimem.st.relaxed.sys.global.v4.f32 [%0], {%1, %2, %3, %4};" ::"l"(address),
               "r"(bits.word[0]), "r"(bits.word[1]), "r"(bits.word[2]), "r"(bits.word[3])
               : "memory");
}

#endif

}  // namespace assay::gpu::ptx
