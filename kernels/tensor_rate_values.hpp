// What do the operands of tensor.rate hold, so that sums over thousands of steps stay small and yet
// tell how many there were?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/data.hpp"
#include "kernels/tensor_rate_shape.hpp"

// Steps come in pairs. In each of a pair every product of the first occurs again with the other
// sign, made of other factors and in another place along k: 2u v, then -u 2v. A unit that computes
// wrongly does so for different operands and does not cancel. What is left of a pair is one product
// of +-1 and +-1 (second pair: +-2), in place 0. So each sum grows by an odd number of at most 3 an
// iteration, and a missing iteration, pair or step is seen in every element.
//
// 2:4 sparse A keeps the same two of every four elements throughout a block, which of the six ways
// is drawn for each block. So it does not matter which lane gives the metadata of which row, and B
// holds something else where A has its zeros.

namespace assay::ASSAY_TARGET {

/// Which elements of each four are stored (tf32: of each two), as metadata says it: two bits for
/// the first, two for the second.
struct Kept {
  std::uint32_t code = 0;

  /// The same code for every group of every row.
  constexpr std::uint32_t metadata() const { return code * 0x11111111u; }

  /// Place along k of B that a stored element of A meets.
  constexpr std::uint32_t place(const RateShape& shape, std::uint32_t slot) const {
    if (shape.spread == 1) return slot;
    // 0b0100 and 0b1110 are the only two that tf32 has: they are read as pairs of 16 bits.
    if (shape.type == DataType::tf32) return 2 * slot + (code == 0xE ? 1 : 0);
    return slot / 2 * 4 + (slot % 2 == 0 ? code & 3 : code >> 2);
  }
};

/// The operands of one case, as small integers.
struct RateValues {
  RateShape shape;
  std::uint64_t seed = 0;

  ASSAY_BODY Kept kept(std::uint64_t block) const {
    constexpr std::uint64_t kCodes = 0xED9C84;  // a digit each: (2,3) (1,3) (1,2) (0,3) (0,2) (0,1)
    const std::uint32_t drawn = mix(array_key(seed, 5), block);
    if (shape.type == DataType::tf32) return {drawn & 1 ? 0xEu : 0x4u};
    return {static_cast<std::uint32_t>(kCodes >> 4 * (drawn % 6)) & 15u};
  }

  /// `row` counts through all blocks.
  ASSAY_BODY int a(std::uint64_t row, std::uint32_t step, std::uint32_t slot) const {
    const bool again = step % 2 == 1;
    if (slot == 0) return again ? draw(1, row, step, 0) : sign(2, row, step);
    const int u = draw(1, row, step, again ? partner(slot) : slot);
    return again ? -u : 2 * u;
  }

  /// What a stored element of A meets.
  ASSAY_BODY int b(std::uint64_t column, std::uint32_t step, std::uint32_t slot) const {
    const bool again = step % 2 == 1;
    if (slot == 0) return again ? 0 : sign(4, column, step) * static_cast<int>(step / 2 + 1);
    const int v = draw(3, column, step, again ? partner(slot) : slot);
    return again ? 2 * v : v;
  }

  /// Element of B at a place along k of a step.
  ASSAY_BODY int b_at(std::uint64_t column, std::uint32_t step, std::uint32_t place) const {
    const std::uint32_t slot = place / shape.spread;
    if (shape.spread == 1) return b(column, step, slot);
    const Kept keeps = kept(column / shape.columns);
    const std::uint32_t first = shape.type == DataType::tf32 ? slot : slot & ~1u;
    for (std::uint32_t s = first; s <= (slot | 1u) && s < shape.slots; ++s) {
      if (keeps.place(shape, s) == place) return b(column, step, s);
    }
    return draw(6, column, step, shape.slots + place);
  }

  /// Sum of one iteration.
  ASSAY_BODY int growth(std::uint64_t row, std::uint64_t column) const {
    int sum = 0;
    for (std::uint32_t step = 0; step < shape.steps; ++step) {
      for (std::uint32_t slot = 0; slot < shape.slots; ++slot) {
        sum += a(row, step, slot) * b(column, step, slot);
      }
    }
    return sum;
  }

 private:
  /// Where the factors of a place stand in the other step of its pair.
  ASSAY_BODY std::uint32_t partner(std::uint32_t slot) const {
    return 1 + (slot + 2) % (shape.slots - 1);
  }
  ASSAY_BODY int draw(std::uint32_t array, std::uint64_t line, std::uint32_t step,
                      std::uint32_t place) const {
    return random_integer<int>(array_key(seed, array), (line * 2 + step / 2) * 128 + place, 3);
  }
  ASSAY_BODY int sign(std::uint32_t array, std::uint64_t line, std::uint32_t step) const {
    return mix(array_key(seed, array), line * 2 + step / 2) & 1 ? 1 : -1;
  }
};

/// Bits of one element in memory.
template <DataType kType>
struct Encoded {
  using Word = std::uint8_t;
};
template <>
struct Encoded<DataType::fp64> {
  using Word = std::uint64_t;
};
template <>
struct Encoded<DataType::tf32> {
  using Word = std::uint32_t;
};
template <>
struct Encoded<DataType::fp16> {
  using Word = std::uint16_t;
};
template <>
struct Encoded<DataType::bf16> {
  using Word = std::uint16_t;
};

/// Bits of the fraction and of the exponent of a floating-point type.
struct FloatFormat {
  int fraction = 0, exponent = 0;
  constexpr int bias() const { return (1 << (exponent - 1)) - 1; }
};
constexpr FloatFormat float_format(DataType type) {
  switch (type) {
    case DataType::fp64:
      return {52, 11};
    case DataType::fp16:
      return {10, 5};
    case DataType::bf16:
      return {7, 8};
    case DataType::fp8_e4m3:
      return {3, 4};
    case DataType::fp8_e5m2:
      return {2, 5};
    default:
      return {23, 8};  // tf32 lies in memory as fp32
  }
}

/// The bits of an integer of magnitude below 8.
template <DataType kType>
ASSAY_BODY auto encode(int value) {
  using Word = typename Encoded<kType>::Word;
  if constexpr (kType == DataType::int8) {
    return static_cast<Word>(value);
  } else {
    constexpr FloatFormat kFormat = float_format(kType);
    const std::uint64_t magnitude = static_cast<std::uint64_t>(value < 0 ? -value : value);
    if (magnitude == 0) return Word{0};
    const int exponent = magnitude >= 4 ? 2 : magnitude >= 2 ? 1 : 0;
    const std::uint64_t fraction =
        (magnitude << kFormat.fraction >> exponent) & ((std::uint64_t{1} << kFormat.fraction) - 1);
    const std::uint64_t sign = value < 0 ? 1 : 0;
    return static_cast<Word>(
        sign << (kFormat.fraction + kFormat.exponent) |
        static_cast<std::uint64_t>(exponent + kFormat.bias()) << kFormat.fraction | fraction);
  }
}

}  // namespace assay::ASSAY_TARGET
