// Does the tail that is promised hold of noise?
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/fleet/chance.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
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

constexpr std::array<double, 3> kChances{1e-1, 1e-2, 1e-3};

// Of noise, the share beyond the limit of each chance, over that chance. Seeded: always the same.
std::array<double, 3> kept_promises(std::size_t count, std::mt19937_64& random) {
  std::normal_distribution<double> noise;
  const std::size_t rounds = 500'000 / count;
  std::array<double, 3> limits{}, beyond{};
  std::transform(kChances.begin(), kChances.end(), limits.begin(),
                 [&](double chance) { return deviations_for(chance, count); });
  std::vector<double> values(count), work;
  for (std::size_t round = 0; round < rounds; ++round) {
    for (double& value : values) value = noise(random);
    work = values;
    const Robust made = robust_of(work);
    for (const double value : values) {
      const double off = std::abs(value - made.median) / made.deviation;
      for (std::size_t i = 0; i < limits.size(); ++i) beyond[i] += off > limits[i] ? 1 : 0;
    }
  }
  for (std::size_t i = 0; i < limits.size(); ++i) {
    beyond[i] /= static_cast<double>(rounds * count) * kChances[i];
  }
  return beyond;
}

TEST(Chance, PromisesNoLessAndLittleMoreThanNoiseDoes) {
  std::mt19937_64 random(7);
  for (const std::size_t count : {8u, 9u, 12u, 16u, 33u, 128u}) {
    const auto shares = kept_promises(count, random);
    for (std::size_t i = 0; i < shares.size(); ++i) {
      EXPECT_LT(shares[i], 1.06) << count << " values at " << kChances[i];
      EXPECT_GT(shares[i], 0.55) << count << " values at " << kChances[i];
    }
  }
}

}  // namespace
}  // namespace assay::judge
