// How are elements loaded, summed and stored many at a time on a GPU? A pack is one access of 16
// bytes.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

#include "collectives/machine/words.hpp"
#include "kernels/machine/gpu.cuh"

namespace assay::gpu {

inline constexpr std::uint32_t kPackWords = 4;

/// Eight bytes of elements of any type.
using PayloadWord = std::uint64_t;

/// Elements of a pack.
template <DataType kType>
inline constexpr std::uint64_t kPack = kPackWords* kWordElements<kType>;

template <DataType>
using Pack = ptx::Bits128;

template <DataType kType>
struct PackSum {
  WordSum<kType> word[kPackWords];
};

ASSAY_BODY const char* pack_address(const void* data, std::uint64_t pack_idx) {
  return static_cast<const char*>(data) + pack_idx * sizeof(ptx::Bits128);
}

/// Never through the read-only path: others write what is read here.
template <DataType kType>
ASSAY_BODY Pack<kType> load_pack(const void* data, std::uint64_t pack_idx) {
  return ptx::ld_global_v4(pack_address(data, pack_idx));
}

template <DataType>
ASSAY_BODY void prefetch_packs(const void*, std::uint64_t) {}

template <Stores kStores, DataType kType>
ASSAY_BODY void store_pack(void* data, std::uint64_t pack_idx, Pack<kType> pack) {
  void* const to = static_cast<char*>(data) + pack_idx * sizeof pack;
  if constexpr (kStores == Stores::streaming)
    ptx::st_global_cs_v4(to, pack);
  else
    ptx::st_global_v4(to, pack);
}

template <DataType kType>
ASSAY_BODY PackSum<kType> widen(const Pack<kType>& pack) {
  PackSum<kType> sum;
  ASSAY_UNROLL for (std::uint32_t w = 0; w < kPackWords; ++w) {
    sum.word[w] = widen_word<kType>(pack.word[w]);
  }
  return sum;
}

template <DataType kType>
ASSAY_BODY void add(PackSum<kType>& sum, const Pack<kType>& pack) {
  ASSAY_UNROLL for (std::uint32_t w = 0; w < kPackWords; ++w) {
    add_word<kType>(sum.word[w], pack.word[w]);
  }
}

template <DataType kType>
ASSAY_BODY Pack<kType> narrow_pack(const PackSum<kType>& sum) {
  Pack<kType> pack;
  ASSAY_UNROLL for (std::uint32_t w = 0; w < kPackWords; ++w) {
    pack.word[w] = narrow_word<kType>(sum.word[w]);
  }
  return pack;
}

}  // namespace assay::gpu
