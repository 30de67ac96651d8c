// One PTX instruction per function, named after it. Nothing else in the project holds inline
// assembly for the GPU.
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

}  // namespace assay::gpu::ptx
