// Does the tail that is promised hold of noise?
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/fleet/chance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "harness/judge/fleet/robust.hpp"

namespace assay::judge {
namespace {

TEST(Robust, IsTheMedianAndTheScaledMad) {
  std::vector<double> values{5, 1, 4, 2, 3};
  const Robust made = robust_of(values);
  EXPECT_EQ(made.count, 5u);
  EXPECT_EQ(made.median, 3);
  EXPECT_DOUBLE_EQ(made.deviation, 1.482602218505602 * 1.206);
}

TEST(Robust, TakesTheMiddleOfTwo) {
  std::vector<double> values{4, 1, 3, 2};
  EXPECT_EQ(median_of(values), 2.5);
}

TEST(Robust, StaysWhereUnderHalfIsAnything) {
  std::vector<double> values{1, 1, 1, 1, 1e9, -1e9, 1e12};
  const Robust made = robust_of(values);
  EXPECT_EQ(made.median, 1);
  EXPECT_EQ(made.deviation, 0);
}

TEST(Robust, OfNothingIsNothing) {
  std::vector<double> values;
  EXPECT_EQ(robust_of(values).count, 0u);
}

TEST(Chance, OfManyValuesIsNormal) {
  EXPECT_NEAR(chance_beyond(1.959963985, 100'000'000), 0.05, 1e-9);
  EXPECT_NEAR(deviations_for(1e-6, 100'000'000), 4.891638, 1e-5);
}

TEST(Chance, OfFewValuesIsStudents) {
  // 23 values: 0.4 * 23 + 0.3 = 9.5 degrees; tables have 2.262 for 9 and 2.228 for 10 at 5 %.
  const double limit = deviations_for(0.05, 23);
  EXPECT_GT(limit, 2.228);
  EXPECT_LT(limit, 2.262);
}

TEST(Chance, IsTheInverseOfItself) {
  for (const std::size_t count : {8u, 31u, 1000u}) {
    for (const double chance : {0.1, 1e-4, 1e-9}) {
      EXPECT_NEAR(chance_beyond(deviations_for(chance, count), count) / chance, 1, 1e-6);
    }
  }
}

// Seeded: the same noise in every run.
double share_beyond(std::size_t count, double limit, std::mt19937_64& random) {
  std::normal_distribution<double> noise;
  const std::size_t rounds = 1'000'000 / count;
  std::size_t beyond = 0;
  std::vector<double> values(count), work;
  for (std::size_t i = 0; i < rounds; ++i) {
    for (double& value : values) value = noise(random);
    work = values;
    const Robust made = robust_of(work);
    for (const double value : values) {
      beyond += std::abs(value - made.median) > limit * made.deviation ? 1 : 0;
    }
  }
  return static_cast<double>(beyond) / static_cast<double>(rounds * count);
}

TEST(Chance, PromisesNoLessAndLittleMoreThanNoiseDoes) {
  std::mt19937_64 random(7);
  for (const std::size_t count : {8u, 9u, 12u, 16u, 33u, 128u}) {
    for (const double chance : {1e-1, 1e-2, 1e-3}) {
      const double share = share_beyond(count, deviations_for(chance, count), random) / chance;
      EXPECT_LT(share, 1.06) << count << " values at " << chance;
      EXPECT_GT(share, 0.55) << count << " values at " << chance;
    }
  }
}

}  // namespace
}  // namespace assay::judge
