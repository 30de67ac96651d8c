// How do two sums become one word of a 16-bit output?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/machine.hpp"

#if defined(__CUDACC__)
#include "kernels/machine/ptx_hopper.cuh"
#endif

namespace assay::ASSAY_TARGET {

#if defined(__CUDACC__)

template <DataType kTo>
ASSAY_BODY std::uint32_t narrow_pair(float low, float high) {
  static_assert(kTo == DataType::bf16 || kTo == DataType::fp16);
  if constexpr (kTo == DataType::bf16)
    return ptx::cvt_rn_bf16x2_f32(high, low);
  else
    return ptx::cvt_rn_f16x2_f32(high, low);
}

#else

/// The bits of the nearest number of that type, the even one of two as near.
template <DataType kTo>
ASSAY_BODY std::uint32_t narrow(float value) {
  static_assert(kTo == DataType::bf16 || kTo == DataType::fp16);
  constexpr bool kBf16 = kTo == DataType::bf16;
  const std::uint32_t bits = __builtin_bit_cast(std::uint32_t, value);
  const std::uint32_t sign = bits >> 16 & 0x8000u, size = bits & 0x7FFFFFFFu;
  if (size > 0x7F800000u) return 0x7FFFu;
  const auto rounded = [](std::uint32_t from, std::uint32_t drop) {
    const std::uint32_t half = 1u << (drop - 1);
    return (from + half - 1 + (from >> drop & 1u)) >> drop;
  };
  if constexpr (kBf16) return sign | rounded(size, 16);
  constexpr std::uint32_t kInfinity = 0x7C00u, kBeyond = 0x477FF000u;  // 65520 rounds up
  constexpr std::uint32_t kLeastNormal = 0x38800000u, kBiasStep = 112u << 23;
  if (size >= kBeyond) return sign | kInfinity;
  if (size >= kLeastNormal) return sign | rounded(size - kBiasStep, 13);
  const std::uint32_t shift = 126u - (size >> 23);  // to multiples of 2^-24
  if (shift > 24) return sign;
  return sign | rounded((size & 0x7FFFFFu) | 0x800000u, shift);
}

template <DataType kTo>
ASSAY_BODY std::uint32_t narrow_pair(float low, float high) {
  return narrow<kTo>(low) | narrow<kTo>(high) << 16;
}

#endif

}  // namespace assay::ASSAY_TARGET
