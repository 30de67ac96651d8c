// Inputs that can be summed and scaled exactly, and the comparison of outputs with what they must
// be.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

/// 32 well-mixed bits of (key, i). The finaliser is that of MurmurHash3 (A. Appleby, public
/// domain).
constexpr std::uint32_t mix(std::uint32_t key, std::uint64_t i) {
  std::uint32_t h =
      key ^ static_cast<std::uint32_t>(i) ^ (static_cast<std::uint32_t>(i >> 32) * 0x9E3779B1u);
  h ^= h >> 16;
  h *= 0x85EBCA6Bu;
  h ^= h >> 13;
  h *= 0xC2B2AE35u;
  h ^= h >> 16;
  return h;
}

/// Key of one array of a case: arrays of a case and cases of different seeds hold different data.
constexpr std::uint32_t array_key(std::uint64_t seed, std::uint32_t array) {
  return mix(mix(0x5EED0000u, seed), array);
}

/// Random value with |value| in [1, 2), a multiple of 2^-10: x + 3y is exact in fp32 and wider, and
/// no bit pattern is all zeros.
template <class T>
ASSAY_BODY T random_value(std::uint32_t key, std::uint64_t i) {
  const std::uint32_t h = mix(key, i);
  const T magnitude = T(1) + static_cast<T>(static_cast<std::int32_t>(h & 1023u)) * T(1.0 / 1024);
  return (h & 0x80000000u) ? -magnitude : magnitude;
}

/// Random integer in [-bound, bound].
template <class T>
ASSAY_BODY T random_integer(std::uint32_t key, std::uint64_t i, std::int32_t bound) {
  const auto span = static_cast<std::uint32_t>(2 * bound + 1);
  const auto scaled =
      static_cast<std::uint32_t>((static_cast<std::uint64_t>(mix(key, i)) * span) >> 32);
  return static_cast<T>(static_cast<std::int32_t>(scaled) - bound);
}

/// What spoiled outputs hold: a NaN, which equals nothing.
template <class T>
ASSAY_BODY T spoiled_value() {
  return static_cast<T>(__builtin_nan(""));
}

/// Adds one wrong element to the mismatch; the first to arrive leaves its values.
ASSAY_BODY void report_wrong(Mismatch* mismatch, std::uint64_t i, double expected, double actual) {
  if (Machine::atomic_fetch_add(&mismatch->count, 1) != 0) return;
  mismatch->index = i;
  mismatch->expected = expected;
  mismatch->actual = actual;
}

/// Compares actual(i) with expected(i) for every i in [0, count) over the grid.
template <class Actual, class Expected>
ASSAY_BODY void compare(const Machine& machine, std::uint64_t count, Mismatch* mismatch,
                        Actual actual, Expected expected) {
  // A CPU takes chunks, so that the common case is a loop without branches.
  constexpr std::uint64_t kChunk = kTarget == Target::gpu ? 1 : 256;
  machine.grid_lanes((count + kChunk - 1) / kChunk, [&](std::uint64_t chunk) {
    const std::uint64_t begin = chunk * kChunk;
    const std::uint64_t end = begin + kChunk < count ? begin + kChunk : count;
    if constexpr (kChunk > 1) {
      std::uint64_t wrong = 0;
      for (std::uint64_t i = begin; i < end; ++i) wrong += !(actual(i) == expected(i));
      if (wrong == 0) return;
    }
    for (std::uint64_t i = begin; i < end; ++i) {
      const auto is = actual(i), must_be = expected(i);
      if (!(is == must_be)) {
        report_wrong(mismatch, i, static_cast<double>(must_be), static_cast<double>(is));
      }
    }
  });
  machine.leader([&] {
    if (machine.block() == 0) Machine::atomic_add(&mismatch->checked, count);
  });
}

/// Calls f.template operator()<T>() with the element type of a data type.
template <class F>
void with_type(DataType type, F f) {
  switch (type) {
    case DataType::fp64:
      f.template operator()<double>();
      break;
    case DataType::fp32:
      f.template operator()<float>();
      break;
    default:
      break;  // the plan gives these kernels no other type
  }
}

}  // namespace assay::ASSAY_TARGET
