// Does the noise depend on seed, name and index alone, and look like noise?
#include "harness/simulate/noise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::simulate {
namespace {

TEST(Noise, IsTheSameOnEveryMachine) {
  EXPECT_EQ(random_bits(1, "a", 0), 10475483588159459498u);
  EXPECT_EQ(random_deviate(1, "a", 0), -0.70700426411154815);
}

TEST(Noise, DiffersWithSeedNameAndIndex) {
  const double one = random_deviate(1, "gemm", 5);
  EXPECT_EQ(random_deviate(1, "gemm", 5), one);
  EXPECT_NE(random_deviate(2, "gemm", 5), one);
  EXPECT_NE(random_deviate(1, "gemn", 5), one);
  EXPECT_NE(random_deviate(1, "gemm", 6), one);
}

TEST(Noise, HasMeanZeroAndDeviationOne) {
  constexpr int kCount = 20000;
  double sum = 0, squares = 0;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    const double x = random_deviate(7, "case", i);
    EXPECT_LE(std::abs(x), 6);
    sum += x;
    squares += x * x;
  }
  // Five standard errors.
  EXPECT_NEAR(sum / kCount, 0, 5 / std::sqrt(kCount));
  EXPECT_NEAR(squares / kCount, 1, 5 * std::sqrt(2.0 / kCount));
}

TEST(Noise, TimesStayAboveZeroAndAreEvenInBothDirections) {
  EXPECT_EQ(time_factor(0), 1);
  EXPECT_EQ(time_factor(0.5), 1.5);
  EXPECT_EQ(time_factor(-0.5), 1 / 1.5);
  EXPECT_GT(time_factor(-6), 0);
}

}  // namespace
}  // namespace assay::simulate
