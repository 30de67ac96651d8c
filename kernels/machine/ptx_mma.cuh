// Tensor cores by warps, and what feeds them: mma.sync, ldmatrix, cp.async. sm_80 and later, one
// PTX instruction per function, named after it.
//
// Shared memory is named by its 32-bit address. Types and shapes that came later compile for
// earlier parts and trap there: the host refuses such a launch before it comes to that.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/ptx.cuh"
#include "kernels/machine/ptx_bulk.cuh"

namespace assay::gpu::ptx {

/// 16 bytes from global to shared memory past L1; all but the first `bytes` of them are zeros, and
/// of global memory no more than those are read.
__device__ __forceinline__ void cp_async_cg_16(std::uint32_t to, const void* from,
                                               std::uint32_t bytes) {
  asm volatile("cp.async.cg.shared.global.L2::128B [%0], [%1], 16, %2;" ::"r"(to), "l"(from),
               "r"(bytes)
               : "memory");
}

__device__ __forceinline__ void cp_async_commit_group() {
  asm volatile("cp.async.commit_group;" ::: "memory");
}

/// Waits until all but the last kPending groups of this thread have landed.
template <int kPending>
__device__ __forceinline__ void cp_async_wait_group() {
  asm volatile("cp.async.wait_group %0;" ::"n"(kPending) : "memory");
}

/// Four matrices of 8 rows of 16 bytes; lane l names row l % 8 of matrix l / 8.
__device__ __forceinline__ void ldmatrix_x4(std::uint32_t (&word)[4], std::uint32_t at) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(word[0]), "=r"(word[1]), "=r"(word[2]), "=r"(word[3])
               : "r"(at)
               : "memory");
}

/// The same of matrices of 8 x 8 elements of 2 bytes, each transposed.
__device__ __forceinline__ void ldmatrix_x4_trans(std::uint32_t (&word)[4], std::uint32_t at) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(word[0]), "=r"(word[1]), "=r"(word[2]), "=r"(word[3])
               : "r"(at)
               : "memory");
}

// d += a b, of 16 x 8 sums; rows of a and columns of b take 32 bytes of k.
#define ASSAY_MMA(NAME, SUM, BINDING, WORDS)                                                     \
  __device__ __forceinline__ void NAME(SUM(&d)[4], const std::uint32_t(&a)[4], std::uint32_t b0, \
                                       std::uint32_t b1) {                                       \
    asm("mma.sync.aligned." WORDS                                                                \
        " {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"                       \
        : "+" BINDING(d[0]), "+" BINDING(d[1]), "+" BINDING(d[2]), "+" BINDING(d[3])             \
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));                         \
  }
ASSAY_MMA(mma_m16n8k16_bf16, float, "f", "m16n8k16.row.col.f32.bf16.bf16.f32")
ASSAY_MMA(mma_m16n8k16_f16, float, "f", "m16n8k16.row.col.f32.f16.f16.f32")
ASSAY_MMA(mma_m16n8k8_tf32, float, "f", "m16n8k8.row.col.f32.tf32.tf32.f32")
ASSAY_MMA(mma_m16n8k32_s8, std::int32_t, "r", "m16n8k32.row.col.s32.s8.s8.s32")
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 890
ASSAY_MMA(mma_m16n8k32_e4m3, float, "f", "m16n8k32.row.col.f32.e4m3.e4m3.f32")
ASSAY_MMA(mma_m16n8k32_e5m2, float, "f", "m16n8k32.row.col.f32.e5m2.e5m2.f32")
#else
__device__ __forceinline__ void mma_m16n8k32_e4m3(float (&)[4], const std::uint32_t (&)[4],
                                                  std::uint32_t, std::uint32_t) {
  __trap();
}
__device__ __forceinline__ void mma_m16n8k32_e5m2(float (&)[4], const std::uint32_t (&)[4],
                                                  std::uint32_t, std::uint32_t) {
  __trap();
}
#endif
#undef ASSAY_MMA

/// 8 x 8 sums, 4 of k.
__device__ __forceinline__ void mma_m8n8k4_f64(double& d0, double& d1, double a, double b) {
  asm("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0, %1}, {%2}, {%3}, {%0, %1};"
      : "+d"(d0), "+d"(d1)
      : "d"(a), "d"(b));
}

/// 16 x 8 sums, 8 of k: sm_90 and later.
__device__ __forceinline__ void mma_m16n8k8_f64(double (&d)[4], const double (&a)[4], double b0,
                                                double b1) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 900
  __trap();
#else
  asm("mma.sync.aligned.m16n8k8.row.col.f64.f64.f64.f64 "
      "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+d"(d[0]), "+d"(d[1]), "+d"(d[2]), "+d"(d[3])
      : "d"(a[0]), "d"(a[1]), "d"(a[2]), "d"(a[3]), "d"(b0), "d"(b1));
#endif
}

__device__ __forceinline__ void st_shared_u32(std::uint32_t address, std::uint32_t bits) {
  asm volatile("st.shared.u32 [%0], %1;" ::"r"(address), "r"(bits) : "memory");
}
__device__ __forceinline__ void st_shared_u64(std::uint32_t address, std::uint64_t bits) {
  asm volatile("st.shared.u64 [%0], %1;" ::"r"(address), "l"(bits) : "memory");
}

}  // namespace assay::gpu::ptx
