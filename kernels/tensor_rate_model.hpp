// What the instructions of tensor.rate compute, on a CPU: the bits in memory are read as the format
// of the type says, and 2:4 sparse ones as the metadata says.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "kernels/machine/chip.hpp"
#include "kernels/tensor_rate_data.hpp"

namespace assay::ASSAY_TARGET {

/// The integer that the bits of one element stand for, or 127 where it is none of magnitude below
/// 127.
template <DataType kType>
ASSAY_BODY int decode(typename Encoded<kType>::Word bits) {
  if constexpr (kType == DataType::int8) {
    return static_cast<std::int8_t>(bits);
  } else {
    constexpr FloatFormat kFormat = float_format(kType);
    constexpr std::uint64_t kOne = 1;
    const std::uint64_t word = bits;
    const std::uint64_t fraction = word & ((kOne << kFormat.fraction) - 1);
    const int field = static_cast<int>(word >> kFormat.fraction & ((kOne << kFormat.exponent) - 1));
    const int exponent = field - kFormat.bias();
    if (field == 0 && fraction == 0) return 0;
    if (exponent < 0 || exponent > 6) return 127;
    const std::uint64_t significand = (kOne << kFormat.fraction | fraction) << exponent;
    if ((significand & ((kOne << kFormat.fraction) - 1)) != 0) return 127;
    const int magnitude = static_cast<int>(significand >> kFormat.fraction);
    return word >> (kFormat.fraction + kFormat.exponent) != 0 ? -magnitude : magnitude;
  }
}

/// A block on one thread. `kept` is asked of the metadata and not of the operands.
template <DataType kType>
struct RateModelBody {
  static constexpr std::uint32_t kMaxElements = 32 * 256;  // of B: columns, and places along k
  using Sum = RateSum<kType>;

  RateData data;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const std::uint64_t begin = cycles();
    for (std::uint32_t round = 0; round < data.shape.rounds; ++round) multiply(machine, round);
    data.work[machine.block()] = {
        .cycles = cycles() - begin + 1, .flop = data.shape.flop(), .processor = processor(machine)};
  }

 private:
  ASSAY_BODY void multiply(const Machine& machine, std::uint32_t round) const {
    const RateShape& s = data.shape;
    const std::uint64_t block = machine.block();
    const std::uint32_t steps = s.steps, places = s.slots * s.spread;
    const Kept kept{data.values().kept(block).metadata() & 15u};
    std::int8_t b[kMaxElements];
    for (std::uint32_t i = 0; i < s.b_elements(); ++i) {
      b[i] = static_cast<std::int8_t>(decode<kType>(data.b<kType>(block)[i]));
    }
    Sum* const sums = data.sums<Sum>(block) + round * s.rows * s.columns;
    for (std::uint32_t i = 0; i < s.rows * s.columns; ++i) {
      const auto* const a = data.a<kType>(block) + i / s.columns * steps * s.slots;
      const std::int8_t* const column = b + i % s.columns * steps * places;
      int growth = 0;
      for (std::uint32_t k = 0; k < steps * s.slots; ++k) {
        const std::uint32_t step = k / s.slots, slot = k % s.slots;
        growth += decode<kType>(a[k]) * column[step * places + kept.place(s, slot)];
      }
      Sum sum = 0;
      for (std::uint32_t n = 0; n < s.iterations; ++n) sum += static_cast<Sum>(growth);
      sums[i] = sum;
    }
  }
};

}  // namespace assay::ASSAY_TARGET
