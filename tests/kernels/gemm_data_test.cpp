// Encodings against tables made from their definitions, and what the operands hold.
#include "kernels/gemm_data.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace assay::cpu_baseline {
namespace {

struct Fields {
  int exponent_bits, mantissa_bits;
  bool ieee;  // the largest exponent is infinity and NaN
};

// By the definition: (-1)^s 2^(e - bias) 1.m, and 2^(1 - bias) 0.m where e is 0.
double value_of(std::uint32_t bits, Fields f) {
  const std::uint32_t mantissa = bits & ((1u << f.mantissa_bits) - 1);
  const std::uint32_t exponent = bits >> f.mantissa_bits & ((1u << f.exponent_bits) - 1);
  const bool negative = (bits >> (f.mantissa_bits + f.exponent_bits) & 1u) != 0;
  const int bias = (1 << (f.exponent_bits - 1)) - 1;
  const bool top = exponent == (1u << f.exponent_bits) - 1;
  double value = 0;
  if (top && (f.ieee || mantissa == (1u << f.mantissa_bits) - 1)) {
    value = f.ieee && mantissa == 0 ? std::numeric_limits<double>::infinity()
                                    : std::numeric_limits<double>::quiet_NaN();
  } else {
    const double one = exponent == 0 ? 0.0 : 1.0;
    value = std::ldexp(one + std::ldexp(mantissa, -f.mantissa_bits),
                       (exponent == 0 ? 1 : static_cast<int>(exponent)) - bias);
  }
  return negative ? -value : value;
}

template <DataType kType>
void expect_every_pattern(Fields fields) {
  using Stored = typename GemmFormat<kType>::Stored;
  for (std::uint32_t bits = 0; bits < 1u << GemmFormat<kType>::kBits; ++bits) {
    const double expected = value_of(bits, fields);
    const float actual = decoded<kType>(static_cast<Stored>(bits));
    if (std::isnan(expected)) {
      ASSERT_TRUE(std::isnan(actual)) << bits;
      continue;
    }
    ASSERT_EQ(actual, expected) << bits;
    ASSERT_EQ(std::signbit(actual), std::signbit(expected)) << bits;
    if (std::isinf(expected)) continue;
    ASSERT_EQ(encoded<kType>(actual), bits);
    ASSERT_EQ(rounded_to<kType>(actual), actual) << bits;
  }
}

TEST(GemmFormat, DecodesAndEncodesEveryPattern) {
  expect_every_pattern<DataType::bf16>({8, 7, true});
  expect_every_pattern<DataType::fp16>({5, 10, true});
  expect_every_pattern<DataType::fp8_e4m3>({4, 3, false});
  expect_every_pattern<DataType::fp8_e5m2>({5, 2, true});
}

TEST(GemmFormat, KnownPatterns) {
  EXPECT_EQ(encoded<DataType::bf16>(1.0f), 0x3F80);
  EXPECT_EQ(encoded<DataType::bf16>(-2.5f), 0xC020);
  EXPECT_EQ(encoded<DataType::fp16>(1.0f), 0x3C00);
  EXPECT_EQ(encoded<DataType::fp16>(65504.0f), 0x7BFF);
  EXPECT_EQ(encoded<DataType::fp16>(0x1p-24f), 0x0001);
  EXPECT_EQ(encoded<DataType::fp8_e4m3>(448.0f), 0x7E);
  EXPECT_EQ(encoded<DataType::fp8_e4m3>(0x1p-9f), 0x01);
  EXPECT_EQ(encoded<DataType::fp8_e4m3>(-2.0f), 0xC0);
  EXPECT_EQ(encoded<DataType::fp8_e5m2>(57344.0f), 0x7B);
  EXPECT_EQ(encoded<DataType::tf32>(1.0f), 0x3F800000u);
}

// The midpoint of neighbours goes to the even one, anything beside it to the nearer.
template <DataType kType>
void expect_nearest_even(float low, float high) {
  using Format = GemmFormat<kType>;
  const float middle = low + (high - low) / 2;
  const bool low_is_even = (encoded<kType>(low) >> (Format::kBits == 32 ? 13 : 0) & 1u) == 0;
  EXPECT_EQ(rounded_to<kType>(middle), low_is_even ? low : high) << low;
  EXPECT_EQ(rounded_to<kType>(std::nextafterf(middle, low)), low) << low;
  EXPECT_EQ(rounded_to<kType>(std::nextafterf(middle, high)), high) << low;
  EXPECT_EQ(rounded_to<kType>(-middle), low_is_even ? -low : -high) << low;
}

template <DataType kType>
void expect_rounding_between_all_neighbours(std::uint32_t last) {
  using Stored = typename GemmFormat<kType>::Stored;
  for (std::uint32_t bits = 0; bits < last; ++bits) {
    expect_nearest_even<kType>(decoded<kType>(static_cast<Stored>(bits)),
                               decoded<kType>(static_cast<Stored>(bits + 1)));
  }
}

TEST(GemmFormat, RoundsToNearestEven) {
  expect_rounding_between_all_neighbours<DataType::fp16>(0x7BFF);
  expect_rounding_between_all_neighbours<DataType::fp8_e4m3>(0x7E);
  expect_rounding_between_all_neighbours<DataType::fp8_e5m2>(0x7B);
  for (const float low : {1.0f, 1.0078125f, 3.984375f, 256.0f, 0x1p-100f}) {
    const std::uint16_t next = encoded<DataType::bf16>(low) + 1;
    expect_nearest_even<DataType::bf16>(low, decoded<DataType::bf16>(next));
  }
  expect_nearest_even<DataType::tf32>(1.0f, 1.0f + 0x1p-10f);
  expect_nearest_even<DataType::tf32>(1.0f + 0x1p-10f, 1.0f + 0x1p-9f);
  EXPECT_EQ(rounded_to<DataType::bf16>(257.0f), 256.0f);
  EXPECT_EQ(rounded_to<DataType::bf16>(259.0f), 260.0f);
  EXPECT_EQ(rounded_to<DataType::fp16>(65519.0f), 65504.0f);
  EXPECT_TRUE(std::isinf(rounded_to<DataType::fp16>(65520.0f)));
  EXPECT_TRUE(std::isinf(
      decoded<DataType::fp16>(encoded<DataType::fp16>(rounded_to<DataType::fp16>(65520.0f)))));
}

TEST(GemmFormat, SpoiledOutputsEqualNothing) {
  EXPECT_TRUE(std::isnan(decoded<DataType::bf16>(gemm_spoiled<DataType::bf16>())));
  EXPECT_TRUE(std::isnan(decoded<DataType::bf16>(gemm_spoiled<DataType::fp8_e4m3>())));
  EXPECT_TRUE(std::isnan(decoded<DataType::fp16>(gemm_spoiled<DataType::fp16>())));
  EXPECT_TRUE(std::isnan(decoded<DataType::fp32>(gemm_spoiled<DataType::tf32>())));
  EXPECT_TRUE(std::isnan(gemm_spoiled<DataType::fp64>()));
  EXPECT_EQ(gemm_spoiled<DataType::int8>(), std::numeric_limits<std::int32_t>::min());
}

struct Moments {
  double mean = 0, variance = 0, largest = 0;
  std::size_t zeros = 0, distinct = 0;
};

template <DataType kType>
Moments timed_moments() {
  constexpr int kCount = 1 << 18;
  Moments m;
  std::vector<double> values;
  for (int i = 0; i < kCount; ++i) {
    const auto value = static_cast<double>(
        gemm_value<kType, Inputs::timed>(0x1234567u, static_cast<std::uint64_t>(i)));
    m.mean += value / kCount;
    m.variance += value * value / kCount;
    m.largest = std::max(m.largest, std::abs(value));
    m.zeros += value == 0;
    values.push_back(value);
  }
  std::sort(values.begin(), values.end());
  m.distinct = static_cast<std::size_t>(
      std::distance(values.begin(), std::unique(values.begin(), values.end())));
  return m;
}

template <DataType kType>
void expect_nearly_normal(std::size_t least_distinct) {
  const Moments m = timed_moments<kType>();
  EXPECT_NEAR(m.mean, 0, 0.012);  // five standard deviations
  EXPECT_NEAR(m.variance, 4.0 / 3, 0.02);
  EXPECT_LE(m.largest, 4);
  EXPECT_GT(m.largest, 3.5);
  EXPECT_GE(m.distinct, least_distinct);
  EXPECT_LT(m.zeros, 1000u);
}

TEST(GemmData, TimedInputsAreNearlyNormalInEveryType) {
  expect_nearly_normal<DataType::fp64>(250000);
  expect_nearly_normal<DataType::tf32>(10000);
  expect_nearly_normal<DataType::fp16>(10000);
  expect_nearly_normal<DataType::bf16>(1500);
  expect_nearly_normal<DataType::fp8_e4m3>(120);
  expect_nearly_normal<DataType::fp8_e5m2>(60);
  const Moments whole = timed_moments<DataType::int8>();
  EXPECT_EQ(whole.distinct, 255u);
  EXPECT_EQ(whole.largest, 127);
  EXPECT_NEAR(whole.variance, (255.0 * 255 - 1) / 12, 25);
}

template <DataType kType>
void expect_representable() {
  for (std::uint64_t i = 0; i < 20000; ++i) {
    for (const auto value :
         {gemm_value<kType, Inputs::timed>(99, i), gemm_value<kType, Inputs::exact>(99, i)}) {
      ASSERT_EQ(gemm_number<kType>(gemm_stored<kType>(value)), value) << i;
    }
    const auto exact = gemm_value<kType, Inputs::exact>(99, i);
    ASSERT_LE(exact < 0 ? -exact : exact, 2);
    ASSERT_EQ(static_cast<double>(exact), std::floor(static_cast<double>(exact)));
  }
}

TEST(GemmData, EveryTypeHoldsItsInputs) {
  expect_representable<DataType::fp64>();
  expect_representable<DataType::tf32>();
  expect_representable<DataType::fp16>();
  expect_representable<DataType::bf16>();
  expect_representable<DataType::fp8_e4m3>();
  expect_representable<DataType::fp8_e5m2>();
  expect_representable<DataType::int8>();
}

// The tensor core reads 10 bits of tf32's mantissa: nothing may be below them.
TEST(GemmData, Tf32InputsHaveNoLowBits) {
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const float value = gemm_value<DataType::tf32, Inputs::timed>(7, i);
    ASSERT_EQ(__builtin_bit_cast(std::uint32_t, value) & 0x1FFFu, 0u);
  }
}

TEST(GemmData, ElementsLieWhereTheLayoutSays) {
  // A of 3 x 5 by columns: place 0, 1, 2 are rows 0, 1, 2 of step 0.
  for (std::uint64_t row = 0; row < 3; ++row) {
    for (std::uint64_t step = 0; step < 5; ++step) {
      EXPECT_EQ(gemm_element_at(row * 5 + step, 3, 5, true), row * 5 + step);
      EXPECT_EQ(gemm_element_at(step * 3 + row, 3, 5, false), row * 5 + step);
    }
  }
}

}  // namespace
}  // namespace assay::cpu_baseline
