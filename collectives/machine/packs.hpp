// How are elements loaded, summed and stored many at a time on a CPU? A pack is one register of the
// widest instructions, whatever the type.
//
// Of types of 16 bits two lie in each 32 bits, as in a word (machine/words.hpp): those in the low
// halves are summed in one register, those in the high halves in another, and neither is ever moved
// across a register. Where the processor itself converts fp16, the first half of a pack is summed
// in one register and the second in another.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

#if defined(__F16C__)
#include <immintrin.h>
#endif

#include "collectives/machine/words.hpp"
#include "kernels/machine/cpu.hpp"

namespace assay::ASSAY_TARGET {

/// Eight bytes of elements of any type.
typedef std::uint64_t PayloadWord __attribute__((may_alias));

/// Elements of a pack.
template <DataType kType>
inline constexpr std::uint64_t kPack = kVectorBytes / sizeof(Storage<kType>);

template <DataType kType>
using Pack = Vector<Storage<kType>>;

/// Sums of the elements of one pack, in no order that anything else may rely on.
template <DataType kType>
struct PackSum {
  Vector<SumOf<kType>> of[kWordElements<kType>];
};

template <DataType kType>
ASSAY_BODY Pack<kType> load_pack(const void* data, std::uint64_t pack_idx) {
  return static_cast<const Pack<kType>*>(data)[pack_idx];
}

/// Packs that a thread takes together: whole lines of memory. Stores past the caches must fill a
/// line before another is begun, or it goes to memory in parts.
inline constexpr std::uint64_t kStreamGroup = 4;
static_assert(kStreamGroup * kVectorBytes % 64 == 0);

/// A group of packs from pack_idx on will be read soon: see prefetch_stream of
/// kernels/machine/cpu.hpp.
template <DataType kType>
ASSAY_BODY void prefetch_packs(const void* data, std::uint64_t pack_idx) {
  constexpr std::size_t kAheadBytes = 8192, kLine = 64;
  const char* const from = static_cast<const char*>(data) + pack_idx * kVectorBytes + kAheadBytes;
  ASSAY_UNROLL for (std::size_t at = 0; at < kStreamGroup * kVectorBytes; at += kLine) {
    __builtin_prefetch(from + at, 0, 2);
  }
}

template <Stores kStores, DataType kType>
ASSAY_BODY void store_pack(void* data, std::uint64_t pack_idx, Pack<kType> pack) {
  store<kStores>(static_cast<Storage<kType>*>(data), pack_idx, pack);
}

using PackBits = Vector<std::uint32_t>;
using PackFloats = Vector<float>;

/// Of numbers of 16 bits in the low halves.
ASSAY_BODY PackFloats widen_fp16_halves(PackBits bits) {
  const PackBits sign = (bits & 0x8000u) << 16, size = bits & 0x7FFFu;
  // The multiplication moves the exponent to its new bias and makes subnormals normal.
  const PackBits scaled = (PackBits)((PackFloats)(size << 13) * 0x1p112f);
  const PackBits special = size << 13 | 0x7F800000u;
  return (PackFloats)(sign | ((PackBits)((Vector<std::int32_t>)size >= 0x7C00) ? special : scaled));
}

// Whether the processor converts fp16: Halves are what half a pack is in memory. They are shuffled
// and not __builtin_bit_cast, which g++ 12 does in memory, by stores that cannot be forwarded.
#if defined(__AVX512F__)
inline constexpr bool kConvertsFp16 = true;
using Halves = __m256i;
ASSAY_BODY Halves lower_half(Pack<DataType::fp16> pack) {
  return __builtin_shufflevector((__m512i)pack, (__m512i)pack, 0, 1, 2, 3);
}
ASSAY_BODY Halves upper_half(Pack<DataType::fp16> pack) {
  return __builtin_shufflevector((__m512i)pack, (__m512i)pack, 4, 5, 6, 7);
}
ASSAY_BODY Pack<DataType::fp16> joined(Halves lower, Halves upper) {
  return (Pack<DataType::fp16>)__builtin_shufflevector(lower, upper, 0, 1, 2, 3, 4, 5, 6, 7);
}
// With masks: without them g++ 12 warns of the header's own variable.
ASSAY_BODY PackFloats widen_halves(Halves halves) {
  return (PackFloats)_mm512_maskz_cvtph_ps(0xFFFF, halves);
}
ASSAY_BODY Halves narrow_halves(PackFloats sum) {
  return _mm512_maskz_cvtps_ph(0xFFFF, (__m512)sum, _MM_FROUND_TO_NEAREST_INT);
}
#elif defined(__F16C__)
inline constexpr bool kConvertsFp16 = true;
using Halves = __m128i;
ASSAY_BODY Halves lower_half(Pack<DataType::fp16> pack) {
  return __builtin_shufflevector((__m256i)pack, (__m256i)pack, 0, 1);
}
ASSAY_BODY Halves upper_half(Pack<DataType::fp16> pack) {
  return __builtin_shufflevector((__m256i)pack, (__m256i)pack, 2, 3);
}
ASSAY_BODY Pack<DataType::fp16> joined(Halves lower, Halves upper) {
  return (Pack<DataType::fp16>)__builtin_shufflevector(lower, upper, 0, 1, 2, 3);
}
ASSAY_BODY PackFloats widen_halves(Halves halves) {
  return (PackFloats)_mm256_cvtph_ps(halves);
}
ASSAY_BODY Halves narrow_halves(PackFloats sum) {
  return _mm256_cvtps_ph((__m256)sum, _MM_FROUND_TO_NEAREST_INT);
}
#else
inline constexpr bool kConvertsFp16 = false;
struct Halves {
  std::byte bytes[kVectorBytes / 2];
};
Halves lower_half(Pack<DataType::fp16>);
Halves upper_half(Pack<DataType::fp16>);
Pack<DataType::fp16> joined(Halves lower, Halves upper);
PackFloats widen_halves(Halves);
Halves narrow_halves(PackFloats);
#endif

/// What is no number has many names, of which processors keep some bits: here it has one.
ASSAY_BODY PackFloats with_one_nan(PackFloats sum) {
  const PackBits nan = (PackBits)sum - (PackBits)sum + 0x7FFFFFFFu;
  return (PackFloats)(sum != sum ? nan : (PackBits)sum);
}

template <DataType kType>
ASSAY_BODY PackSum<kType> widen(Pack<kType> pack) {
  if constexpr (kWordElements<kType> == 1) {
    return {{pack}};
  } else if constexpr (kType == DataType::fp16 && kConvertsFp16) {
    return {{widen_halves(lower_half(pack)), widen_halves(upper_half(pack))}};
  } else {
    const PackBits bits = (PackBits)pack;
    if constexpr (kType == DataType::bf16)
      return {{(PackFloats)(bits << 16), (PackFloats)(bits & 0xFFFF0000u)}};
    else
      return {{widen_fp16_halves(bits & 0xFFFFu), widen_fp16_halves(bits >> 16)}};
  }
}

template <DataType kType>
ASSAY_BODY void add(PackSum<kType>& sum, Pack<kType> pack) {
  const PackSum<kType> more = widen<kType>(pack);
  ASSAY_UNROLL for (std::uint32_t i = 0; i < kWordElements<kType>; ++i) sum.of[i] += more.of[i];
}

/// As narrow() of machine/narrow.hpp, of every element; the numbers lie in the low halves.
template <DataType kType>
ASSAY_BODY PackBits narrow_to_halves(PackFloats sum) {
  using Signed = Vector<std::int32_t>;  // comparisons of unsigned numbers take two instructions
  const PackBits bits = (PackBits)sum;
  const PackBits sign = bits >> 16 & 0x8000u, size = bits & 0x7FFFFFFFu;
  const PackBits none = size - size, nan = none + 0x7FFFu;
  PackBits rounded;
  if constexpr (kType == DataType::bf16) {
    rounded = (bits + 0x7FFFu + (bits >> 16 & 1u)) >> 16;
  } else {
    const PackBits normal = (size - (112u << 23) + 0xFFFu + (size >> 13 & 1u)) >> 13;
    // Adding 0.5 leaves multiples of 2^-24 in the low bits, rounded by the addition itself.
    const PackBits subnormal = (PackBits)((PackFloats)size + 0.5f) - 0x3F000000u;
    const PackBits finite = (Signed)size >= 0x38800000 ? normal : subnormal;
    rounded = sign | ((Signed)size >= 0x477FF000 ? none + 0x7C00u : finite);
  }
  return (Signed)size > 0x7F800000 ? nan : rounded;
}

template <DataType kType>
ASSAY_BODY Pack<kType> narrow_pack(const PackSum<kType>& sum) {
  if constexpr (kWordElements<kType> == 1)
    return sum.of[0];
  else if constexpr (kType == DataType::fp16 && kConvertsFp16)
    return joined(narrow_halves(with_one_nan(sum.of[0])), narrow_halves(with_one_nan(sum.of[1])));
  else
    return (Pack<kType>)(narrow_to_halves<kType>(sum.of[0]) | narrow_to_halves<kType>(sum.of[1])
                                                                  << 16);
}

}  // namespace assay::ASSAY_TARGET
