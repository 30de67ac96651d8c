// Rounding to 16 bits against a second way to do it: every number that fp16 and bf16 hold, the ties
// between neighbours, and what lies just beside them.
#include "kernels/machine/narrow.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kernels/gemm_format.hpp"

namespace assay::ASSAY_TARGET {
namespace {

template <DataType kType>
void expect_nearest(float value) {
  // That way loses the sign of what becomes zero.
  const std::uint32_t expected = encoded<kType>(std::copysign(rounded_to<kType>(value), value));
  ASSERT_EQ(narrow<kType>(value), expected) << std::hexfloat << value;
}

template <DataType kType>
void sweep() {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (std::uint32_t bits = 0; bits < 0x10000u; ++bits) {
    const float value = decoded<kType>(static_cast<std::uint16_t>(bits));
    const float next = decoded<kType>(static_cast<std::uint16_t>(bits + 1));
    if (!std::isfinite(value) || !std::isfinite(next)) continue;
    ASSERT_EQ(narrow<kType>(value), bits);
    const float tie = value + (next - value) / 2;
    for (const float x : {tie, std::nextafter(tie, 0.0f), std::nextafter(tie, kInfinity)}) {
      expect_nearest<kType>(x);
      expect_nearest<kType>(-x);
    }
  }
}

TEST(Narrow, Fp16) {
  sweep<DataType::fp16>();
}
TEST(Narrow, Bf16) {
  sweep<DataType::bf16>();
}

TEST(Narrow, BeyondTheLargest) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(narrow<DataType::fp16>(65519.0f), 0x7BFFu);
  EXPECT_EQ(narrow<DataType::fp16>(65520.0f), 0x7C00u);
  EXPECT_EQ(narrow<DataType::fp16>(-1e9f), 0xFC00u);
  EXPECT_EQ(narrow<DataType::bf16>(std::numeric_limits<float>::max()), 0x7F80u);
  for (const float x : {kInfinity, -kInfinity}) {
    expect_nearest<DataType::fp16>(x);
    expect_nearest<DataType::bf16>(x);
  }
}

/// As cvt.rn.f16x2.f32 gives it.
TEST(Narrow, NoNumberHasOneForm) {
  EXPECT_EQ(narrow<DataType::fp16>(std::nanf("1")), 0x7FFFu);
  EXPECT_EQ(narrow<DataType::bf16>(std::nanf("1")), 0x7FFFu);
}

TEST(Narrow, PairsHoldTheFirstInTheLowHalf) {
  EXPECT_EQ((narrow_pair<DataType::fp16>(1.0f, -2.0f)), 0xC0003C00u);
  EXPECT_EQ((narrow_pair<DataType::bf16>(1.0f, -2.0f)), 0xC0003F80u);
}

}  // namespace
}  // namespace assay::ASSAY_TARGET
