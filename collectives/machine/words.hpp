// How are elements of a collective held, one by one and as the words of four bytes they travel in?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/machine.hpp"
#include "kernels/machine/narrow.hpp"
#if defined(__CUDACC__)
#include "collectives/machine/ptx_collective.cuh"
#endif

namespace assay::ASSAY_TARGET {

template <DataType kType>
struct ElementOf {
  static_assert(kType == DataType::bf16 || kType == DataType::fp16);
  using Storage = std::uint16_t;
  using Sum = float;
};
template <>
struct ElementOf<DataType::fp32> {
  using Storage = float;
  using Sum = float;
};
// Unsigned, so that sums may wrap.
template <>
struct ElementOf<DataType::int32> {
  using Storage = std::uint32_t;
  using Sum = std::uint32_t;
};

/// What an element is in memory.
template <DataType kType>
using Storage = typename ElementOf<kType>::Storage;

/// What elements are summed in.
template <DataType kType>
using SumOf = typename ElementOf<kType>::Sum;

template <DataType kType>
inline constexpr std::uint32_t kWordElements = 4 / sizeof(Storage<kType>);

/// Sums of the elements of one word.
template <DataType kType>
struct WordSum {
  SumOf<kType> of[kWordElements<kType>];
};

#if defined(__CUDACC__)
ASSAY_BODY float widen_fp16(std::uint32_t bits) {
  return ptx::cvt_f32_f16(static_cast<std::uint16_t>(bits));
}
#else
ASSAY_BODY float widen_fp16(std::uint32_t bits) {
  const std::uint32_t sign = (bits & 0x8000u) << 16, size = bits & 0x7FFFu;
  constexpr std::uint32_t kInfinity = 0x7C00u;
  // The multiplication moves the exponent to its new bias and makes subnormals normal.
  const float scaled = __builtin_bit_cast(float, size << 13) * 0x1p112f;
  std::uint32_t magnitude = __builtin_bit_cast(std::uint32_t, scaled);
  if (size >= kInfinity) magnitude = size << 13 | 0x7F800000u;
  return __builtin_bit_cast(float, sign | magnitude);
}
#endif

template <DataType kType>
ASSAY_BODY WordSum<kType> widen_word(std::uint32_t word) {
  if constexpr (kType == DataType::bf16)
    return {{__builtin_bit_cast(float, word << 16), __builtin_bit_cast(float, word & 0xFFFF0000u)}};
  else if constexpr (kType == DataType::fp16)
    return {{widen_fp16(word & 0xFFFFu), widen_fp16(word >> 16)}};
  else
    return {{__builtin_bit_cast(SumOf<kType>, word)}};
}

template <DataType kType>
ASSAY_BODY void add_word(WordSum<kType>& sum, std::uint32_t word) {
  const WordSum<kType> more = widen_word<kType>(word);
  ASSAY_UNROLL for (std::uint32_t i = 0; i < kWordElements<kType>; ++i) sum.of[i] += more.of[i];
}

/// Rounds once, to the nearest number, the even one of two as near.
template <DataType kType>
ASSAY_BODY std::uint32_t narrow_word(const WordSum<kType>& sum) {
  if constexpr (kWordElements<kType> == 2)
    return narrow_pair<kType>(sum.of[0], sum.of[1]);
  else
    return __builtin_bit_cast(std::uint32_t, sum.of[0]);
}

// One element, in the low bits of a word.
template <DataType kType>
ASSAY_BODY std::uint32_t load_element(const void* data, std::uint64_t i) {
  const Storage<kType> element = static_cast<const Storage<kType>*>(data)[i];
  if constexpr (kWordElements<kType> == 2)
    return element;
  else
    return __builtin_bit_cast(std::uint32_t, element);
}
template <DataType kType>
ASSAY_BODY void store_element(void* data, std::uint64_t i, std::uint32_t word) {
  if constexpr (kWordElements<kType> == 2)
    static_cast<std::uint16_t*>(data)[i] = static_cast<std::uint16_t>(word);
  else
    static_cast<Storage<kType>*>(data)[i] = __builtin_bit_cast(Storage<kType>, word);
}

}  // namespace assay::ASSAY_TARGET
