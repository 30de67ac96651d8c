// Which elements does a rank sum up, and how, when it reads those of all?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "collectives/collective.hpp"
#include "collectives/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

/// A range of elements: whole packs, then a rest that is less than one.
struct Range {
  std::uint64_t begin, packs, rest;
};

/// All elements.
template <DataType kType>
ASSAY_BODY Range whole(std::uint64_t count) {
  return {0, count / kPack<kType>, count % kPack<kType>};
}

/// The share of one rank, which begins on a line of memory.
template <DataType kType>
ASSAY_BODY Range slice_of(std::uint64_t count, std::uint32_t ranks, std::uint32_t rank) {
  constexpr std::uint64_t kLine = kRankAlignment / sizeof(Storage<kType>);
  const std::uint64_t share = ((count + ranks - 1) / ranks + kLine - 1) / kLine * kLine;
  const std::uint64_t begin = share * rank < count ? share * rank : count;
  const std::uint64_t length = count - begin < share ? count - begin : share;
  return {begin, length / kPack<kType>, length % kPack<kType>};
}

/// Packs of so many ranks that a thread has in flight at a time.
template <std::uint32_t kRanks>
inline constexpr int kPacksInFlight = kRanks >= 16 ? 1 : 16 / static_cast<int>(kRanks);

/// Where the same elements of every rank lie.
template <std::uint32_t kRanks>
struct Sources {
  const void* of[kRanks];
};

template <DataType kType, std::uint32_t kRanks>
struct Loaded {
  Pack<kType> of[kRanks];
};

/// One pack of each rank; all loads are issued before the first is waited for.
template <DataType kType, std::uint32_t kRanks>
ASSAY_BODY Loaded<kType, kRanks> load_all(const Sources<kRanks>& from, std::uint32_t ranks,
                                          std::uint64_t pack_idx) {
  Loaded<kType, kRanks> all;
  ASSAY_UNROLL for (std::uint32_t r = 0; r < kRanks; ++r) {
    if (r < ranks)
      all.of[r] = load_pack<kType>(from.of[r], pack_idx);
    else
      all.of[r] = Pack<kType>{};
  }
  return all;
}

/// Summed in the order of the ranks, so that all ranks come to the same bits, and rounded once.
template <DataType kType, std::uint32_t kRanks>
ASSAY_BODY Pack<kType> sum_all(const Loaded<kType, kRanks>& all, std::uint32_t ranks) {
  PackSum<kType> sum = widen<kType>(all.of[0]);
  ASSAY_UNROLL for (std::uint32_t r = 1; r < kRanks; ++r) {
    if (r < ranks) add<kType>(sum, all.of[r]);
  }
  return narrow_pack<kType>(sum);
}

/// The same for one element.
template <DataType kType, std::uint32_t kRanks>
ASSAY_BODY std::uint32_t sum_element(const Sources<kRanks>& from, std::uint32_t ranks,
                                     std::uint64_t element) {
  WordSum<kType> sum = widen_word<kType>(load_element<kType>(from.of[0], element));
  ASSAY_UNROLL for (std::uint32_t r = 1; r < kRanks; ++r) {
    if (r < ranks) add_word<kType>(sum, load_element<kType>(from.of[r], element));
  }
  return narrow_word<kType>(sum);
}

template <DataType kType>
ASSAY_BODY const void* element_at(const void* data, std::uint64_t element) {
  return static_cast<const Storage<kType>*>(data) + element;
}
template <DataType kType>
ASSAY_BODY void* element_at(void* data, std::uint64_t element) {
  return static_cast<Storage<kType>*>(data) + element;
}

/// What a stream of these packs will read soon.
template <DataType kType, std::uint32_t kRanks>
ASSAY_BODY void foresee_all(const Sources<kRanks>& from, std::uint32_t ranks,
                            std::uint64_t pack_idx) {
  ASSAY_UNROLL for (std::uint32_t r = 0; r < kRanks; ++r) {
    if (r < ranks) prefetch_packs<kType>(from.of[r], pack_idx);
  }
}

}  // namespace assay::ASSAY_TARGET
