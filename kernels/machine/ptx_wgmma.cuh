// Products of Hopper's tensor cores with both operands in shared memory: one PTX instruction per
// function, named after it. Code for other parts than sm_90a compiles and traps.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#if defined(__CUDA_ARCH__) && !defined(__CUDA_ARCH_FEAT_SM90_ALL)
#define ASSAY_SM90A(...) __trap()
#else
#define ASSAY_SM90A(...) asm volatile(__VA_ARGS__)
#endif

namespace assay::gpu::ptx {

__device__ __forceinline__ void wgmma_fence() {
  ASSAY_SM90A("wgmma.fence.sync.aligned;" ::: "memory");
}
__device__ __forceinline__ void wgmma_commit_group() {
  ASSAY_SM90A("wgmma.commit_group.sync.aligned;" ::: "memory");
}
template <int kPending>
__device__ __forceinline__ void wgmma_wait_group() {
  ASSAY_SM90A("wgmma.wait_group.sync.aligned %0;" ::"n"(kPending) : "memory");
}

/// No instruction: what reads or writes the register stays on its side of this.
__device__ __forceinline__ void pin_register(float& value) {
  asm volatile("" : "+f"(value)::"memory");
}
__device__ __forceinline__ void pin_register(std::int32_t& value) {
  asm volatile("" : "+r"(value)::"memory");
}

// A function for each type and number of columns:
//
//   wgmma_m64n256k16_f32_bf16_bf16<0, 0>(sums, a, b, accumulate)
//
// `a` and `b` are matrix descriptors; with `accumulate` zero the sums are replaced. The template
// arguments of 16-bit types say whether A and B lie along M and N instead of k. What follows makes
// the text: ten registers of the sums "%t0, ... %t9" and their operands, from the tens of their
// numbers.

// clang-format off
#define ASSAY_FOUR(t) "%" #t "0, %" #t "1, %" #t "2, %" #t "3"
#define ASSAY_SIX(t) ASSAY_FOUR(t) ", %" #t "4, %" #t "5"
#define ASSAY_EIGHT(t) ASSAY_SIX(t) ", %" #t "6, %" #t "7"
#define ASSAY_TEN(t) ASSAY_EIGHT(t) ", %" #t "8, %" #t "9"
#define ASSAY_IN_TWO(c, t) c(sum[t##0]), c(sum[t##1])
#define ASSAY_IN_FOUR(c, t) ASSAY_IN_TWO(c, t), c(sum[t##2]), c(sum[t##3])
#define ASSAY_IN_SIX(c, t) ASSAY_IN_FOUR(c, t), c(sum[t##4]), c(sum[t##5])
#define ASSAY_IN_EIGHT(c, t) ASSAY_IN_SIX(c, t), c(sum[t##6]), c(sum[t##7])
#define ASSAY_IN_TEN(c, t) ASSAY_IN_EIGHT(c, t), c(sum[t##8]), c(sum[t##9])

#define ASSAY_TEXT_40 ASSAY_TEN() ", " ASSAY_TEN(1) ", " ASSAY_TEN(2) ", " ASSAY_TEN(3)
#define ASSAY_TEXT_60 ASSAY_TEXT_40 ", " ASSAY_TEN(4) ", " ASSAY_TEN(5)
#define ASSAY_TEXT_90 ASSAY_TEXT_60 ", " ASSAY_TEN(6) ", " ASSAY_TEN(7) ", " ASSAY_TEN(8)
#define ASSAY_TEXT_100 ASSAY_TEXT_90 ", " ASSAY_TEN(9)
#define ASSAY_IN_40(c) ASSAY_IN_TEN(c, ), ASSAY_IN_TEN(c, 1), ASSAY_IN_TEN(c, 2), ASSAY_IN_TEN(c, 3)
#define ASSAY_IN_60(c) ASSAY_IN_40(c), ASSAY_IN_TEN(c, 4), ASSAY_IN_TEN(c, 5)
#define ASSAY_IN_90(c) ASSAY_IN_60(c), ASSAY_IN_TEN(c, 6), ASSAY_IN_TEN(c, 7), ASSAY_IN_TEN(c, 8)
#define ASSAY_IN_100(c) ASSAY_IN_90(c), ASSAY_IN_TEN(c, 9)

// By columns: the sums of a lane are half as many, and the numbers of a, b and accumulate follow.
#define ASSAY_TEXT_N96 "{" ASSAY_TEXT_40 ", " ASSAY_EIGHT(4) "}"
#define ASSAY_TEXT_N128 "{" ASSAY_TEXT_60 ", " ASSAY_FOUR(6) "}"
#define ASSAY_TEXT_N192 "{" ASSAY_TEXT_90 ", " ASSAY_SIX(9) "}"
#define ASSAY_TEXT_N208 "{" ASSAY_TEXT_100 ", " ASSAY_FOUR(10) "}"
#define ASSAY_TEXT_N216 "{" ASSAY_TEXT_100 ", " ASSAY_EIGHT(10) "}"
#define ASSAY_TEXT_120 ASSAY_TEXT_100 ", " ASSAY_TEN(10) ", " ASSAY_TEN(11)
#define ASSAY_TEXT_N256 "{" ASSAY_TEXT_120 ", " ASSAY_EIGHT(12) "}"
#define ASSAY_IN_N96(c) ASSAY_IN_40(c), ASSAY_IN_EIGHT(c, 4)
#define ASSAY_IN_N128(c) ASSAY_IN_60(c), ASSAY_IN_FOUR(c, 6)
#define ASSAY_IN_N192(c) ASSAY_IN_90(c), ASSAY_IN_SIX(c, 9)
#define ASSAY_IN_N208(c) ASSAY_IN_100(c), ASSAY_IN_FOUR(c, 10)
#define ASSAY_IN_N216(c) ASSAY_IN_100(c), ASSAY_IN_EIGHT(c, 10)
#define ASSAY_IN_120(c) ASSAY_IN_100(c), ASSAY_IN_TEN(c, 10), ASSAY_IN_TEN(c, 11)
#define ASSAY_IN_N256(c) ASSAY_IN_120(c), ASSAY_IN_EIGHT(c, 12)
#define ASSAY_AFTER_N96 "%48", "%49", "%50"
#define ASSAY_AFTER_N128 "%64", "%65", "%66"
#define ASSAY_AFTER_N192 "%96", "%97", "%98"
#define ASSAY_AFTER_N208 "%104", "%105", "%106"
#define ASSAY_AFTER_N216 "%108", "%109", "%110"
#define ASSAY_AFTER_N256 "%128", "%129", "%130"
// clang-format on

#define ASSAY_WGMMA_TEXT(words, sums, a, b, accumulate, rest)                                      \
  "{\n\t.reg .pred p;\n\tsetp.ne.b32 p, " accumulate ", 0;\n\twgmma.mma_async.sync.aligned." words \
  " " sums ", " a ", " b ", p" rest ";\n\t}"
#define ASSAY_WGMMA_EXPAND(...) ASSAY_WGMMA_TEXT(__VA_ARGS__)

#define ASSAY_SUM_F(x) "+f"(x)
#define ASSAY_SUM_S(x) "+r"(x)

/// Along k alone; `rest` are the scales of A and B, which integers have not.
#define ASSAY_WGMMA_K(n, step, sum_type, c, d, in, rest)                                        \
  __device__ __forceinline__ void wgmma_m64n##n##k##step##_##d##_##in##_##in(                   \
      sum_type(&sum)[n / 2], std::uint64_t a, std::uint64_t b, std::uint32_t accumulate) {      \
    ASSAY_SM90A(ASSAY_WGMMA_EXPAND("m64n" #n "k" #step "." #d "." #in "." #in, ASSAY_TEXT_N##n, \
                                   ASSAY_AFTER_N##n, rest)                                      \
                : ASSAY_IN_N##n(c)                                                              \
                : "l"(a), "l"(b), "r"(accumulate)                                               \
                : "memory");                                                                    \
  }
/// Of 16-bit types: two more operands say which way A and B lie.
#define ASSAY_WGMMA_ANY(n, in)                                                          \
  template <int kTransposeA, int kTransposeB>                                           \
  __device__ __forceinline__ void wgmma_m64n##n##k16_f32_##in##_##in(                   \
      float(&sum)[n / 2], std::uint64_t a, std::uint64_t b, std::uint32_t accumulate) { \
    ASSAY_SM90A(ASSAY_WGMMA_EXPAND("m64n" #n "k16.f32." #in "." #in, ASSAY_TEXT_N##n,   \
                                   ASSAY_AFTER_N##n, ", 1, 1, " ASSAY_LAST_N##n)        \
                : ASSAY_IN_N##n(ASSAY_SUM_F)                                            \
                : "l"(a), "l"(b), "r"(accumulate), "n"(kTransposeA), "n"(kTransposeB)   \
                : "memory");                                                            \
  }
#define ASSAY_LAST_N96 "%51, %52"
#define ASSAY_LAST_N128 "%67, %68"
#define ASSAY_LAST_N192 "%99, %100"
#define ASSAY_LAST_N216 "%111, %112"
#define ASSAY_LAST_N256 "%131, %132"

#define ASSAY_WGMMA_FLOAT(n)                                    \
  ASSAY_WGMMA_ANY(n, bf16)                                      \
  ASSAY_WGMMA_ANY(n, f16)                                       \
  ASSAY_WGMMA_K(n, 8, float, ASSAY_SUM_F, f32, tf32, ", 1, 1")  \
  ASSAY_WGMMA_K(n, 32, float, ASSAY_SUM_F, f32, e4m3, ", 1, 1") \
  ASSAY_WGMMA_K(n, 32, float, ASSAY_SUM_F, f32, e5m2, ", 1, 1")
#define ASSAY_WGMMA_INTEGER(n) ASSAY_WGMMA_K(n, 32, std::int32_t, ASSAY_SUM_S, s32, s8, "")

ASSAY_WGMMA_FLOAT(96)
ASSAY_WGMMA_FLOAT(128)
ASSAY_WGMMA_FLOAT(192)
ASSAY_WGMMA_FLOAT(216)
ASSAY_WGMMA_FLOAT(256)
ASSAY_WGMMA_INTEGER(96)
ASSAY_WGMMA_INTEGER(128)
ASSAY_WGMMA_INTEGER(192)
ASSAY_WGMMA_INTEGER(208)
ASSAY_WGMMA_INTEGER(256)

}  // namespace assay::gpu::ptx

#undef ASSAY_SM90A
#undef ASSAY_FOUR
#undef ASSAY_SIX
#undef ASSAY_EIGHT
#undef ASSAY_TEN
#undef ASSAY_IN_TWO
#undef ASSAY_IN_FOUR
#undef ASSAY_IN_SIX
#undef ASSAY_IN_EIGHT
#undef ASSAY_IN_TEN
#undef ASSAY_TEXT_40
#undef ASSAY_TEXT_60
#undef ASSAY_TEXT_90
#undef ASSAY_TEXT_100
#undef ASSAY_IN_40
#undef ASSAY_IN_60
#undef ASSAY_IN_90
#undef ASSAY_IN_100
#undef ASSAY_TEXT_N96
#undef ASSAY_TEXT_N128
#undef ASSAY_TEXT_N192
#undef ASSAY_TEXT_N208
#undef ASSAY_TEXT_N216
#undef ASSAY_TEXT_120
#undef ASSAY_TEXT_N256
#undef ASSAY_IN_N96
#undef ASSAY_IN_N128
#undef ASSAY_IN_N192
#undef ASSAY_IN_N208
#undef ASSAY_IN_N216
#undef ASSAY_IN_120
#undef ASSAY_IN_N256
#undef ASSAY_AFTER_N96
#undef ASSAY_AFTER_N128
#undef ASSAY_AFTER_N192
#undef ASSAY_AFTER_N208
#undef ASSAY_AFTER_N216
#undef ASSAY_AFTER_N256
#undef ASSAY_WGMMA_TEXT
#undef ASSAY_WGMMA_EXPAND
#undef ASSAY_SUM_F
#undef ASSAY_SUM_S
#undef ASSAY_WGMMA_K
#undef ASSAY_WGMMA_ANY
#undef ASSAY_LAST_N96
#undef ASSAY_LAST_N128
#undef ASSAY_LAST_N192
#undef ASSAY_LAST_N216
#undef ASSAY_LAST_N256
#undef ASSAY_WGMMA_FLOAT
#undef ASSAY_WGMMA_INTEGER
