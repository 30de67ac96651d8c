// What do ranks hold before a collective, and what must they hold after it?
//
// Inputs are integers of at most 8 in size, which differ from rank to rank and from place to place:
// the sum over 16 ranks is exact in every type, bf16 included, and in every order. What must come
// out is computed from the seed, by none of the code that computed it.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "collectives/collective.hpp"
#include "collectives/machine/words.hpp"
#include "kernels/machine/data.hpp"

namespace assay::ASSAY_TARGET {

inline constexpr std::int32_t kLargestInput = 8;

/// One element, compared bit by bit.
template <DataType kType>
struct Element {
  std::uint32_t bits;

  ASSAY_BODY friend bool operator==(const Element& x, const Element& y) { return x.bits == y.bits; }
  ASSAY_BODY explicit operator double() const {
    if constexpr (kType == DataType::int32)
      return static_cast<double>(static_cast<std::int32_t>(bits));
    else
      return static_cast<double>(widen_word<kType>(bits).of[0]);
  }
};

/// The element that is a small integer.
template <DataType kType>
ASSAY_BODY Element<kType> element_of(std::int32_t value) {
  WordSum<kType> word{};
  word.of[0] = static_cast<SumOf<kType>>(value);
  constexpr std::uint32_t kMask = kWordElements<kType> == 2 ? 0xFFFFu : 0xFFFFFFFFu;
  return {narrow_word<kType>(word) & kMask};
}

/// What a rank puts in at that place.
ASSAY_BODY std::int32_t input_of(std::uint64_t seed, std::uint32_t rank, std::uint64_t i) {
  return random_integer<std::int32_t>(array_key(seed, rank), i, kLargestInput);
}

/// Which input or sum of inputs an element of an output must be.
enum class Expect : std::uint8_t { sum, gathered, scattered_sum, exchanged, of_root };

/// What is the same for all elements of one rank's output.
struct Expected {
  Expect what = Expect::sum;
  std::uint32_t ranks = 1, rank = 0;
  std::uint64_t seed = 0;
  std::uint64_t part = 1;  ///< elements of one rank in a gathered or scattered vector

  ASSAY_BODY std::int32_t at(std::uint64_t i) const {
    switch (what) {
      case Expect::gathered:
        return input_of(seed, static_cast<std::uint32_t>(i / part), i % part);
      case Expect::scattered_sum:
        return sum_at(std::uint64_t{rank} * part + i);
      case Expect::exchanged:
        return input_of(seed, static_cast<std::uint32_t>(i / part),
                        std::uint64_t{rank} * part + i % part);
      case Expect::of_root:
        return input_of(seed, 0, i);
      default:
        return sum_at(i);
    }
  }

 private:
  ASSAY_BODY std::int32_t sum_at(std::uint64_t i) const {
    std::int32_t sum = 0;
    for (std::uint32_t r = 0; r < ranks; ++r) sum += input_of(seed, r, i);
    return sum;
  }
};

/// Bits that no element of an answer has: a NaN, or an integer far beyond any sum.
template <DataType kType>
inline constexpr std::uint32_t kSpoiled = kWordElements<kType> == 2 ? 0x7FFFu : 0x7FFFFFFFu;

template <DataType kType>
struct FillRankBody {
  void* input;   ///< null: it keeps what it has
  void* output;  ///< null: there is none apart from the input
  std::uint64_t input_count, output_count, seed;
  std::uint32_t rank;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const FillRankBody a = *this;
    if (a.input != nullptr) {
      machine.grid_lanes(a.input_count, [&](std::uint64_t i) {
        store_element<kType>(a.input, i, element_of<kType>(input_of(a.seed, a.rank, i)).bits);
      });
    }
    if (a.output == nullptr) return;
    machine.grid_lanes(a.output_count, [&](std::uint64_t i) {
      store_element<kType>(a.output, i, kSpoiled<kType>);
    });
  }
};

template <DataType kType>
struct CheckRankBody {
  const void* output;
  std::uint64_t count;
  Expected expected;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const CheckRankBody a = *this;
    compare(
        machine, a.count, a.mismatch,
        [&](std::uint64_t i) { return Element<kType>{load_element<kType>(a.output, i)}; },
        [&](std::uint64_t i) { return element_of<kType>(a.expected.at(i)); });
  }
};

/// Flags and inboxes before the first launch.
struct ZeroWordsBody {
  std::uint32_t* words;
  std::uint64_t count;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const ZeroWordsBody a = *this;
    machine.grid_lanes(a.count, [&](std::uint64_t i) { a.words[i] = 0; });
  }
};

/// Calls f.template operator()<kType>() with a type that collectives take.
template <class F>
void with_element_type(DataType type, F f) {
  switch (type) {
    case DataType::bf16:
      return f.template operator()<DataType::bf16>();
    case DataType::fp16:
      return f.template operator()<DataType::fp16>();
    case DataType::fp32:
      return f.template operator()<DataType::fp32>();
    case DataType::int32:
      return f.template operator()<DataType::int32>();
    default:
      break;  // the plan gives these kernels no other type
  }
}

}  // namespace assay::ASSAY_TARGET
