// How are elements loaded, summed and stored many at a time on a CPU? A pack fills one register of
// the widest instructions once its elements are summed in 32 bits.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

#include "collectives/machine/words.hpp"
#include "kernels/machine/cpu.hpp"

namespace assay::ASSAY_TARGET {

/// Eight bytes of elements of any type.
typedef std::uint64_t PayloadWord __attribute__((may_alias));

/// Elements of a pack.
template <DataType kType>
inline constexpr std::uint64_t kPack = kVectorBytes / 4;

template <DataType kType>
inline constexpr std::size_t kPackBytes = kPack<kType> * sizeof(Storage<kType>);

template <DataType kType>
struct PackOf {
  typedef Storage<kType> type __attribute__((vector_size(kPackBytes<kType>), may_alias));
};
template <DataType kType>
using Pack = typename PackOf<kType>::type;

template <DataType kType>
using PackSum = Vector<SumOf<kType>>;

template <DataType kType>
ASSAY_BODY Pack<kType> load_pack(const void* data, std::uint64_t pack_idx) {
  return static_cast<const Pack<kType>*>(data)[pack_idx];
}

/// kGroup packs from pack_idx on will be read soon: see prefetch_stream of kernels/machine/cpu.hpp.
template <DataType kType>
ASSAY_BODY void prefetch_packs(const void* data, std::uint64_t pack_idx) {
  constexpr std::size_t kAheadBytes = 8192, kLine = 64, kGroup = 4;
  const char* const from =
      static_cast<const char*>(data) + pack_idx * kPackBytes<kType> + kAheadBytes;
  ASSAY_UNROLL for (std::size_t at = 0; at < kGroup * kPackBytes<kType>; at += kLine) {
    __builtin_prefetch(from + at, 0, 2);
  }
}

template <Stores kStores, DataType kType>
ASSAY_BODY void store_pack(void* data, std::uint64_t pack_idx, Pack<kType> pack) {
  if constexpr (kStores == Stores::cached) {
    static_cast<Pack<kType>*>(data)[pack_idx] = pack;
  } else if constexpr (kPackBytes<kType> == kVectorBytes) {
    store<Stores::streaming>(static_cast<Storage<kType>*>(data), pack_idx, pack);
  } else {
    void* const to = static_cast<Pack<kType>*>(data) + pack_idx;
#if defined(__AVX512F__)
    _mm256_stream_si256(static_cast<__m256i*>(to), (__m256i)pack);
#elif defined(__AVX2__)
    _mm_stream_si128(static_cast<__m128i*>(to), (__m128i)pack);
#elif defined(__x86_64__)
    _mm_stream_si64(static_cast<long long*>(to), __builtin_bit_cast(long long, pack));
#else
    *static_cast<Pack<kType>*>(to) = pack;
#endif
  }
}

using PackBits = Vector<std::uint32_t>;

template <DataType kType>
ASSAY_BODY PackSum<kType> widen(Pack<kType> pack) {
  if constexpr (kWordElements<kType> == 1) {
    return pack;
  } else {
    const PackBits bits = __builtin_convertvector(pack, PackBits);
    if constexpr (kType == DataType::bf16) {
      return (PackSum<kType>)(bits << 16);
    } else {
      const PackBits sign = (bits & 0x8000u) << 16, size = bits & 0x7FFFu;
      const PackBits scaled = (PackBits)((PackSum<kType>)(size << 13) * 0x1p112f);
      const PackBits special = size << 13 | 0x7F800000u;
      return (PackSum<kType>)(sign | (size >= 0x7C00u ? special : scaled));
    }
  }
}

template <DataType kType>
ASSAY_BODY void add(PackSum<kType>& sum, Pack<kType> pack) {
  sum += widen<kType>(pack);
}

/// As narrow() of machine/narrow.hpp, of every element.
template <DataType kType>
ASSAY_BODY Pack<kType> narrow_pack(PackSum<kType> sum) {
  if constexpr (kWordElements<kType> == 1) {
    return sum;
  } else {
    const PackBits bits = (PackBits)sum;
    const PackBits sign = bits >> 16 & 0x8000u, size = bits & 0x7FFFFFFFu;
    const PackBits none = size - size, nan = none + 0x7FFFu;
    PackBits rounded;
    if constexpr (kType == DataType::bf16) {
      rounded = sign | ((size + 0x7FFFu + (size >> 16 & 1u)) >> 16);
    } else {
      const PackBits normal = (size - (112u << 23) + 0xFFFu + (size >> 13 & 1u)) >> 13;
      // Adding 0.5 leaves multiples of 2^-24 in the low bits, rounded by the addition itself.
      const PackBits subnormal = (PackBits)((PackSum<kType>)size + 0.5f) - 0x3F000000u;
      const PackBits finite = size >= 0x38800000u ? normal : subnormal;
      rounded = sign | (size >= 0x477FF000u ? none + 0x7C00u : finite);
    }
    return __builtin_convertvector(size > 0x7F800000u ? nan : rounded, Pack<kType>);
  }
}

}  // namespace assay::ASSAY_TARGET
