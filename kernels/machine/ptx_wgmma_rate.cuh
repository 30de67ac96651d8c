// The widest form of wgmma, for measuring what the tensor cores of a Hopper SM can do at most: A in
// shared memory or in registers, dense and 2:4 sparse. One PTX instruction per function.
//
// Only code for sm_90a has these instructions; elsewhere they trap, and the host refuses the launch
// before it comes to that. Of A a step is 64 rows of 32 bytes, of B 256 columns of as many, or of
// twice that where A is sparse (PTX ISA, 9.7.15.5 and 9.7.15.6).
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/ptx_wgmma.cuh"  // fence, commit and wait
#include "kernels/parameters.hpp"

#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
#define ASSAY_RATE_SM90A(...) asm volatile(__VA_ARGS__)
#else
#define ASSAY_RATE_SM90A(...) __trap()
#endif

#define ASSAY_RATE_WGMMA_SUMS                                                                      \
  " {"                                                                                             \
  "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "                         \
  "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "               \
  "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "               \
  "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63, "               \
  "%64, %65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79, "               \
  "%80, %81, %82, %83, %84, %85, %86, %87, %88, %89, %90, %91, %92, %93, %94, %95, "               \
  "%96, %97, %98, %99, %100, %101, %102, %103, %104, %105, %106, %107, %108, %109, %110, %111, "   \
  "%112, %113, %114, %115, %116, %117, %118, %119, %120, %121, %122, %123, %124, %125, %126, %127" \
  "}, "
#define ASSAY_RATE_SUMS_8(C, i)                                                               \
  C(sums[i]), C(sums[i + 1]), C(sums[i + 2]), C(sums[i + 3]), C(sums[i + 4]), C(sums[i + 5]), \
      C(sums[i + 6]), C(sums[i + 7])
#define ASSAY_RATE_SUMS_32(C, i)                                                      \
  ASSAY_RATE_SUMS_8(C, i), ASSAY_RATE_SUMS_8(C, i + 8), ASSAY_RATE_SUMS_8(C, i + 16), \
      ASSAY_RATE_SUMS_8(C, i + 24)
#define ASSAY_RATE_SUMS_128(C)                                                    \
  ASSAY_RATE_SUMS_32(C, 0), ASSAY_RATE_SUMS_32(C, 32), ASSAY_RATE_SUMS_32(C, 64), \
      ASSAY_RATE_SUMS_32(C, 96)

#define ASSAY_RATE_WGMMA(C, HEAD, SHAPE, OPERANDS, TAIL, ...)                                \
  ASSAY_RATE_SM90A("{\n\t.reg .pred add;\n\tsetp.ne.b32 add, 1, 0;\n\twgmma.mma_async" HEAD  \
                   ".sync.aligned.m64n256" SHAPE ASSAY_RATE_WGMMA_SUMS OPERANDS ", add" TAIL \
                   ";\n\t}"                                                                  \
                   : ASSAY_RATE_SUMS_128(C)                                                  \
                   : __VA_ARGS__)

// FORM(sums, dense shape, sparse shape, scales, orders of A and B) for the type of the template.
#define ASSAY_RATE_WGMMA_OF_TYPE(FORM)                                            \
  if constexpr (kType == DataType::bf16)                                          \
    FORM("+f", "k16.f32.bf16.bf16", "k32.f32.bf16.bf16", ", 1, 1", ", 0", ", 0"); \
  else if constexpr (kType == DataType::fp16)                                     \
    FORM("+f", "k16.f32.f16.f16", "k32.f32.f16.f16", ", 1, 1", ", 0", ", 0");     \
  else if constexpr (kType == DataType::tf32)                                     \
    FORM("+f", "k8.f32.tf32.tf32", "k16.f32.tf32.tf32", ", 1, 1", "", "");        \
  else if constexpr (kType == DataType::fp8_e4m3)                                 \
    FORM("+f", "k32.f32.e4m3.e4m3", "k64.f32.e4m3.e4m3", ", 1, 1", "", "");       \
  else if constexpr (kType == DataType::fp8_e5m2)                                 \
    FORM("+f", "k32.f32.e5m2.e5m2", "k64.f32.e5m2.e5m2", ", 1, 1", "", "");       \
  else                                                                            \
    FORM("+r", "k32.s32.s8.s8", "k64.s32.s8.s8", "", "", "")

#define ASSAY_RATE_WGMMA_SHARED(C, DENSE, SPARSE, SCALES, ORDER_A, ORDER_B) \
  ASSAY_RATE_WGMMA(C, "", DENSE, "%128, %129", SCALES ORDER_A ORDER_B, "l"(a), "l"(b))
#define ASSAY_RATE_WGMMA_REGISTERS(C, DENSE, SPARSE, SCALES, ORDER_A, ORDER_B)                \
  ASSAY_RATE_WGMMA(C, "", DENSE, "{%128, %129, %130, %131}, %132", SCALES ORDER_B, "r"(a[0]), \
                   "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b))
#define ASSAY_RATE_WGMMA_SPARSE_SHARED(C, DENSE, SPARSE, SCALES, ORDER_A, ORDER_B)          \
  ASSAY_RATE_WGMMA(C, ".sp", SPARSE, "%128, %129, %130, 0", SCALES ORDER_A ORDER_B, "l"(a), \
                   "l"(b), "r"(metadata))
#define ASSAY_RATE_WGMMA_SPARSE_REGISTERS(C, DENSE, SPARSE, SCALES, ORDER_A, ORDER_B)           \
  ASSAY_RATE_WGMMA(C, ".sp", SPARSE, "{%128, %129, %130, %131}, %132, %133, 0", SCALES ORDER_B, \
                   "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b), "r"(metadata))

namespace assay::gpu::ptx {

/// sums += A B, both by descriptor.
template <DataType kType, class Sum>
__device__ __forceinline__ void wgmma_m64n256(Sum (&sums)[128], std::uint64_t a, std::uint64_t b) {
  ASSAY_RATE_WGMMA_OF_TYPE(ASSAY_RATE_WGMMA_SHARED);
}

/// The same with the lane's part of A: words q and q + 4 of rows g and g + 8 of the 16 of its warp,
/// in the order (g, q), (g + 8, q), (g, q + 4), (g + 8, q + 4), where lane = 4 g + q.
template <DataType kType, class Sum>
__device__ __forceinline__ void wgmma_m64n256(Sum (&sums)[128], const std::uint32_t (&a)[4],
                                              std::uint64_t b) {
  ASSAY_RATE_WGMMA_OF_TYPE(ASSAY_RATE_WGMMA_REGISTERS);
}

/// A without its zeros; where they were is said by metadata, four bits for four elements of a row
/// (tf32: two elements).
template <DataType kType, class Sum>
__device__ __forceinline__ void wgmma_sp_m64n256(Sum (&sums)[128], std::uint64_t a, std::uint64_t b,
                                                 std::uint32_t metadata) {
  ASSAY_RATE_WGMMA_OF_TYPE(ASSAY_RATE_WGMMA_SPARSE_SHARED);
}
template <DataType kType, class Sum>
__device__ __forceinline__ void wgmma_sp_m64n256(Sum (&sums)[128], const std::uint32_t (&a)[4],
                                                 std::uint64_t b, std::uint32_t metadata) {
  ASSAY_RATE_WGMMA_OF_TYPE(ASSAY_RATE_WGMMA_SPARSE_REGISTERS);
}

}  // namespace assay::gpu::ptx

#undef ASSAY_RATE_SM90A
#undef ASSAY_RATE_WGMMA_SUMS
#undef ASSAY_RATE_SUMS_8
#undef ASSAY_RATE_SUMS_32
#undef ASSAY_RATE_SUMS_128
#undef ASSAY_RATE_WGMMA
#undef ASSAY_RATE_WGMMA_OF_TYPE
#undef ASSAY_RATE_WGMMA_SHARED
#undef ASSAY_RATE_WGMMA_REGISTERS
#undef ASSAY_RATE_WGMMA_SPARSE_SHARED
#undef ASSAY_RATE_WGMMA_SPARSE_REGISTERS
