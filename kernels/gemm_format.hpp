// How do the types of a tensor core store a number, and what does rounding to one of them give?
//
// In integer operations alone, so that every machine gives the same bits.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <type_traits>

#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

/// A floating-point format of at most 32 bits: IEEE 754's fields, and for e4m3 those of "FP8
/// Formats for Deep Learning" (P. Micikevicius et al., 2022), which has no infinity.
template <DataType kType>
struct GemmFormat;
template <>
struct GemmFormat<DataType::bf16> {
  using Stored = std::uint16_t;
  static constexpr int kExponentBits = 8, kMantissaBits = 7, kBits = 16;
};
template <>
struct GemmFormat<DataType::fp16> {
  using Stored = std::uint16_t;
  static constexpr int kExponentBits = 5, kMantissaBits = 10, kBits = 16;
};
/// Stored as fp32, whose low 13 bits the tensor core does not read.
template <>
struct GemmFormat<DataType::tf32> {
  using Stored = std::uint32_t;
  static constexpr int kExponentBits = 8, kMantissaBits = 10, kBits = 32;
};
template <>
struct GemmFormat<DataType::fp32> {
  using Stored = std::uint32_t;
  static constexpr int kExponentBits = 8, kMantissaBits = 23, kBits = 32;
};
template <>
struct GemmFormat<DataType::fp8_e4m3> {
  using Stored = std::uint8_t;
  static constexpr int kExponentBits = 4, kMantissaBits = 3, kBits = 8;
};
template <>
struct GemmFormat<DataType::fp8_e5m2> {
  using Stored = std::uint8_t;
  static constexpr int kExponentBits = 5, kMantissaBits = 2, kBits = 8;
};

/// What an element of A and B takes in memory.
template <DataType kType>
struct GemmStored {
  using type = typename GemmFormat<kType>::Stored;
};
template <>
struct GemmStored<DataType::int8> {
  using type = std::int8_t;
};
template <>
struct GemmStored<DataType::fp64> {
  using type = double;
};
template <DataType kType>
using GemmStoredOf = typename GemmStored<kType>::type;

/// Type of C: what sums are rounded to. int8 stands for its own sums, which are not rounded.
template <DataType kType>
inline constexpr DataType kGemmOutput = is_fp8(kType)             ? DataType::bf16
                                        : kType == DataType::tf32 ? DataType::fp32
                                                                  : kType;
template <DataType kType>
using GemmOutputOf =
    std::conditional_t<kType == DataType::int8, std::int32_t, GemmStoredOf<kGemmOutput<kType>>>;

/// What products are summed in.
template <DataType kType>
using GemmSumOf = std::conditional_t<kType == DataType::int8, std::int32_t,
                                     std::conditional_t<kType == DataType::fp64, double, float>>;

/// `value` rounded to the nearest that the format holds, ties to even; beyond the largest finite
/// one of fp16, infinity.
template <DataType kType>
ASSAY_BODY float rounded_to(float value) {
  using Format = GemmFormat<kType>;
  constexpr int kDropped = 23 - Format::kMantissaBits;
  constexpr int kBias = (1 << (Format::kExponentBits - 1)) - 1;
  const auto bits = __builtin_bit_cast(std::uint32_t, value);
  if constexpr (Format::kExponentBits < 8) {
    // Below the smallest normal number steps are even: adding 1.5 x 2^23 of them leaves whole ones.
    constexpr std::uint32_t kShift =
        static_cast<std::uint32_t>(127 + 23 + 1 - kBias - Format::kMantissaBits) << 23 | 1u << 22;
    constexpr std::uint32_t kSmallest = static_cast<std::uint32_t>(127 + 1 - kBias) << 23;
    if ((bits & 0x7FFFFFFFu) < kSmallest) {
      const float shift = __builtin_bit_cast(float, kShift);
      return (value + shift) - shift;
    }
  }
  constexpr std::uint32_t kHalf = (1u << (kDropped - 1)) - 1, kMask = ~((1u << kDropped) - 1);
  if ((bits & 0x7F800000u) == 0x7F800000u) return value;
  const std::uint32_t nearest = (bits + kHalf + ((bits >> kDropped) & 1u)) & kMask;
  if constexpr (kType == DataType::fp16) {
    if ((nearest & 0x7FFFFFFFu) > 0x477FE000u) {  // 65504
      return __builtin_bit_cast(float, (nearest & 0x80000000u) | 0x7F800000u);
    }
  }
  return __builtin_bit_cast(float, nearest);
}

template <>
ASSAY_BODY float rounded_to<DataType::fp32>(float value) {
  return value;
}

/// The stored bits of a value that the format holds.
template <DataType kType>
ASSAY_BODY auto encoded(float value) {
  using Format = GemmFormat<kType>;
  using Stored = typename Format::Stored;
  const auto bits = __builtin_bit_cast(std::uint32_t, value);
  if constexpr (Format::kExponentBits == 8) {
    return static_cast<Stored>(bits >> (32 - Format::kBits));
  } else {
    constexpr int kBias = (1 << (Format::kExponentBits - 1)) - 1, kM = Format::kMantissaBits;
    constexpr std::uint32_t kInfinity = ((1u << Format::kExponentBits) - 1) << kM;
    const std::uint32_t sign = bits >> 31 << (Format::kBits - 1);
    const std::uint32_t exponent = bits >> 23 & 0xFFu, mantissa = bits & 0x7FFFFFu;
    std::uint32_t magnitude = 0;
    if (exponent == 0xFFu) {
      magnitude = kInfinity | (mantissa == 0 ? 0u : (1u << kM) - 1);
    } else if (exponent >= static_cast<std::uint32_t>(128 - kBias)) {
      magnitude =
          (exponent - static_cast<std::uint32_t>(127 - kBias)) << kM | mantissa >> (23 - kM);
    } else if (exponent + kM >= static_cast<std::uint32_t>(128 - kBias)) {
      magnitude = (mantissa | 1u << 23) >> (23 - kM + 128 - kBias - static_cast<int>(exponent));
    }
    return static_cast<Stored>(sign | magnitude);
  }
}

/// The value of stored bits.
template <DataType kType>
ASSAY_BODY float decoded(typename GemmFormat<kType>::Stored stored) {
  using Format = GemmFormat<kType>;
  const auto bits = static_cast<std::uint32_t>(stored);
  if constexpr (Format::kExponentBits == 8) {
    return __builtin_bit_cast(float, bits << (32 - Format::kBits));
  } else {
    constexpr int kBias = (1 << (Format::kExponentBits - 1)) - 1, kM = Format::kMantissaBits;
    constexpr std::uint32_t kTop = (1u << Format::kExponentBits) - 1, kMantissa = (1u << kM) - 1;
    const std::uint32_t sign = bits >> (Format::kBits - 1) << 31;
    const std::uint32_t exponent = bits >> kM & kTop, mantissa = bits & kMantissa;
    if (exponent == 0) {
      const float step =
          __builtin_bit_cast(float, static_cast<std::uint32_t>(127 + 1 - kBias - kM) << 23);
      const float magnitude = static_cast<float>(mantissa) * step;
      return sign != 0 ? -magnitude : magnitude;
    }
    const bool special = exponent == kTop && (kType != DataType::fp8_e4m3 || mantissa == kMantissa);
    const std::uint32_t wide = special ? 0xFFu : exponent + static_cast<std::uint32_t>(127 - kBias);
    return __builtin_bit_cast(float, sign | wide << 23 | mantissa << (23 - kM));
  }
}

/// An element of A or B as a number, and back.
template <DataType kType>
ASSAY_BODY GemmSumOf<kType> gemm_number(GemmStoredOf<kType> stored) {
  if constexpr (kType == DataType::int8 || kType == DataType::fp64) {
    return stored;
  } else {
    return decoded<kType>(stored);
  }
}
template <DataType kType>
ASSAY_BODY GemmStoredOf<kType> gemm_stored(GemmSumOf<kType> number) {
  if constexpr (kType == DataType::int8 || kType == DataType::fp64) {
    return static_cast<GemmStoredOf<kType>>(number);
  } else {
    return encoded<kType>(number);
  }
}

/// A sum rounded to the type of C, an element of C as a number, and a number as one of C.
template <DataType kType>
ASSAY_BODY GemmSumOf<kType> gemm_rounded(GemmSumOf<kType> sum) {
  if constexpr (kType == DataType::int8 || kType == DataType::fp64) {
    return sum;
  } else {
    return rounded_to<kGemmOutput<kType>>(sum);
  }
}
template <DataType kType>
ASSAY_BODY GemmSumOf<kType> gemm_output_number(GemmOutputOf<kType> stored) {
  if constexpr (kType == DataType::int8 || kType == DataType::fp64) {
    return stored;
  } else {
    return decoded<kGemmOutput<kType>>(stored);
  }
}
template <DataType kType>
ASSAY_BODY GemmOutputOf<kType> gemm_output(GemmSumOf<kType> sum) {
  if constexpr (kType == DataType::int8 || kType == DataType::fp64) {
    return sum;
  } else {
    return encoded<kGemmOutput<kType>>(gemm_rounded<kType>(sum));
  }
}

/// What spoiled outputs hold: NaN, or the one integer that no sum of fewer than 2^17 products
/// reaches.
template <DataType kType>
ASSAY_BODY GemmOutputOf<kType> gemm_spoiled() {
  if constexpr (kType == DataType::int8) {
    return -0x7FFFFFFF - 1;
  } else if constexpr (kType == DataType::fp64) {
    return __builtin_nan("");
  } else {
    return encoded<kGemmOutput<kType>>(__builtin_nanf(""));
  }
}

}  // namespace assay::ASSAY_TARGET
