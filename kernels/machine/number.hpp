// What value do the bits of a small number format stand for? For the models of tensor cores.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#include "kernels/machine/hopper.hpp"

namespace assay::model {

/// Sign, exponent and mantissa of any width with subnormals. Infinities and NaNs are those of IEEE,
/// or, where `finite`, the one NaN of e4m3.
template <int kExponentBits, int kMantissaBits, bool kFinite = false>
constexpr float small_float(std::uint32_t bits) {
  constexpr std::uint32_t kTop = (1u << kExponentBits) - 1;
  constexpr int kBias = (1 << (kExponentBits - 1)) - 1;
  const std::uint32_t mantissa = bits & ((1u << kMantissaBits) - 1);
  const std::uint32_t exponent = bits >> kMantissaBits & kTop;
  const bool negative = (bits >> (kExponentBits + kMantissaBits) & 1) != 0;
  const auto power = [](int e) { return std::bit_cast<float>((e + 127) << 23); };
  float magnitude = 0;
  if (exponent == kTop && (!kFinite || mantissa == (1u << kMantissaBits) - 1)) {
    magnitude = mantissa == 0 ? std::numeric_limits<float>::infinity()
                              : std::numeric_limits<float>::quiet_NaN();
  } else if (exponent == 0) {
    magnitude = static_cast<float>(mantissa) * power(1 - kBias - kMantissaBits);
  } else {
    magnitude = static_cast<float>(mantissa | 1u << kMantissaBits) *
                power(static_cast<int>(exponent) - kBias - kMantissaBits);
  }
  return negative ? -magnitude : magnitude;
}

/// The value of one element as a tensor core takes it.
template <DataType kType>
hopper::Sum<kType> decode(const std::byte* at) {
  constexpr std::uint32_t kBytes = hopper::element_bytes(kType);
  std::conditional_t<kBytes == 4, std::uint32_t,
                     std::conditional_t<kBytes == 2, std::uint16_t, std::uint8_t>>
      bits;
  std::memcpy(&bits, at, kBytes);
  if constexpr (kType == DataType::bf16) return std::bit_cast<float>(std::uint32_t{bits} << 16);
  if constexpr (kType == DataType::fp16) return small_float<5, 10>(bits);
  // The 13 low bits of fp32 are not looked at.
  if constexpr (kType == DataType::tf32) return std::bit_cast<float>(bits & 0xFFFFE000u);
  if constexpr (kType == DataType::fp8_e4m3) return small_float<4, 3, true>(bits);
  if constexpr (kType == DataType::fp8_e5m2) return small_float<5, 2>(bits);
  if constexpr (kType == DataType::int8) return static_cast<std::int8_t>(bits);
}

}  // namespace assay::model
