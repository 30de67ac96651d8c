// mma.sync as the measurement of tensor cores uses it: dense and 2:4 sparse, one PTX instruction
// per function.
//
// Of A a step is 16 rows of 32 bytes, of B 8 columns of as many, or of twice that where A is
// sparse; fp64 has 128 bytes, and smaller pieces. Lane 4 g + q holds word q + 4 i of rows g and g +
// 8 of A, and of column g of B; of the sums those of columns 2 q and 2 q + 1 (PTX
// ISA, 9.7.14.5, 9.7.14.6). What a part lacks traps, and the host refuses the launch before it
// comes to that.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/parameters.hpp"

#define ASSAY_RATE_MMA(C, SHAPE)                                                  \
  asm volatile("mma.sync.aligned.m16n8" SHAPE                                     \
               " {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};" \
               : C(sums[0]), C(sums[1]), C(sums[2]), C(sums[3])                   \
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]))
#define ASSAY_RATE_MMA_SPARSE(C, SHAPE)                                                       \
  asm volatile("mma.sp::ordered_metadata.sync.aligned.m16n8" SHAPE                            \
               " {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9, %10, %11}, {%0, %1, %2, %3}, "  \
               "%12, 0;"                                                                      \
               : C(sums[0]), C(sums[1]), C(sums[2]), C(sums[3])                               \
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]), "r"(b[2]), \
                 "r"(b[3]), "r"(metadata))
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 890
#define ASSAY_RATE_MMA_FP8(C, SHAPE) __trap()
#else
#define ASSAY_RATE_MMA_FP8(C, SHAPE) ASSAY_RATE_MMA(C, SHAPE)
#endif

namespace assay::gpu::ptx {

/// sums += A B.
template <DataType kType, class Sum>
__device__ __forceinline__ void mma_rate_m16n8(Sum (&sums)[4], const std::uint32_t (&a)[4],
                                               const std::uint32_t (&b)[2]) {
  if constexpr (kType == DataType::bf16)
    ASSAY_RATE_MMA("+f", "k16.row.col.f32.bf16.bf16.f32");
  else if constexpr (kType == DataType::fp16)
    ASSAY_RATE_MMA("+f", "k16.row.col.f32.f16.f16.f32");
  else if constexpr (kType == DataType::tf32)
    ASSAY_RATE_MMA("+f", "k8.row.col.f32.tf32.tf32.f32");
  else if constexpr (kType == DataType::fp8_e4m3)
    ASSAY_RATE_MMA_FP8("+f", "k32.row.col.f32.e4m3.e4m3.f32");
  else if constexpr (kType == DataType::fp8_e5m2)
    ASSAY_RATE_MMA_FP8("+f", "k32.row.col.f32.e5m2.e5m2.f32");
  else
    ASSAY_RATE_MMA("+r", "k32.row.col.s32.s8.s8.s32");
}

/// A without its zeros; where they were is said by metadata, four bits for four elements of a row
/// (tf32: two elements).
template <DataType kType, class Sum>
__device__ __forceinline__ void mma_rate_sp_m16n8(Sum (&sums)[4], const std::uint32_t (&a)[4],
                                                  const std::uint32_t (&b)[4],
                                                  std::uint32_t metadata) {
  if constexpr (kType == DataType::bf16)
    ASSAY_RATE_MMA_SPARSE("+f", "k32.row.col.f32.bf16.bf16.f32");
  else if constexpr (kType == DataType::fp16)
    ASSAY_RATE_MMA_SPARSE("+f", "k32.row.col.f32.f16.f16.f32");
  else if constexpr (kType == DataType::tf32)
    ASSAY_RATE_MMA_SPARSE("+f", "k16.row.col.f32.tf32.tf32.f32");
  else
    ASSAY_RATE_MMA_SPARSE("+r", "k64.row.col.s32.s8.s8.s32");
}

/// sums += A B of 8 rows and 4 steps of k, in fp64.
__device__ __forceinline__ void mma_rate_m8n8k4_f64(double& sum_0, double& sum_1, double a,
                                                    double b) {
  asm volatile("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0, %1}, {%2}, {%3}, {%0, %1};"
               : "+d"(sum_0), "+d"(sum_1)
               : "d"(a), "d"(b));
}

/// sums += A B of 16 rows and 16 steps of k, in fp64: sm_90 and later.
__device__ __forceinline__ void mma_rate_m16n8k16_f64(double (&sums)[4], const double (&a)[8],
                                                      const double (&b)[4]) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 900
  __trap();
#else
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f64.f64.f64.f64 {%0, %1, %2, %3}, "
      "{%4, %5, %6, %7, %8, %9, %10, %11}, {%12, %13, %14, %15}, {%0, %1, %2, %3};"
      : "+d"(sums[0]), "+d"(sums[1]), "+d"(sums[2]), "+d"(sums[3])
      : "d"(a[0]), "d"(a[1]), "d"(a[2]), "d"(a[3]), "d"(a[4]), "d"(a[5]), "d"(a[6]), "d"(a[7]),
        "d"(b[0]), "d"(b[1]), "d"(b[2]), "d"(b[3]));
#endif
}

}  // namespace assay::gpu::ptx

#undef ASSAY_RATE_MMA
#undef ASSAY_RATE_MMA_SPARSE
#undef ASSAY_RATE_MMA_FP8
