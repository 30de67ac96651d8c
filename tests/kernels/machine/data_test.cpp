// Inputs are random, never zero, and exact in the sums that are made of them.
#include "kernels/machine/data.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

namespace assay::ASSAY_TARGET {
namespace {

TEST(Data, RandomValuesAreExactUnderTriad) {
  const std::uint32_t x_key = array_key(1, 0), y_key = array_key(1, 1);
  for (std::uint64_t i = 0; i < 100000; ++i) {
    const float x = random_value<float>(x_key, i), y = random_value<float>(y_key, i);
    ASSERT_GE(std::abs(x), 1.0f);
    ASSERT_LT(std::abs(x), 2.0f);
    ASSERT_EQ(static_cast<double>(x + 3 * y), static_cast<double>(x) + 3 * static_cast<double>(y));
    ASSERT_EQ(static_cast<double>(x), random_value<double>(x_key, i));
  }
}

TEST(Data, RandomIntegersFillTheirRangeEvenly) {
  std::map<int, int> seen;
  for (std::uint64_t i = 0; i < 90000; ++i) ++seen[random_integer<int>(7, i, 4)];
  ASSERT_EQ(seen.size(), 9u);
  EXPECT_EQ(seen.begin()->first, -4);
  EXPECT_EQ(seen.rbegin()->first, 4);
  for (const auto& [value, times] : seen)
    EXPECT_NEAR(times, 10000, 500) << value;  // 5 standard deviations
}

TEST(Data, ArraysAndSeedsHaveKeysOfTheirOwn) {
  std::set<std::uint32_t> keys;
  for (std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2},
                             std::uint64_t{1} << 32, std::uint64_t{1} << 63}) {
    for (std::uint32_t array = 0; array < 4; ++array) keys.insert(array_key(seed, array));
  }
  EXPECT_EQ(keys.size(), 20u);
}

TEST(Data, LongArraysDoNotRepeat) {
  const std::uint64_t far = std::uint64_t{1} << 32;
  int same = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) same += mix(5, i) == mix(5, i + far);
  EXPECT_LE(same, 1);
}

TEST(Data, SpoiledValueEqualsNothing) {
  EXPECT_TRUE(std::isnan(spoiled_value<float>()));
  EXPECT_TRUE(std::isnan(spoiled_value<double>()));
}

TEST(Machine, PiecesCoverTheRangeOnceInOrder) {
  for (const std::uint32_t threads : {1u, 2u, 3u, 64u}) {
    for (const std::uint64_t count : {0ull, 1ull, 63ull, 64ull, 65ull, 1000ull, 4096ull}) {
      std::uint64_t next = 0;
      for (std::uint32_t thread = 0; thread < threads; ++thread) {
        const Piece piece = Machine(thread, threads).piece(count, 64);
        EXPECT_EQ(piece.begin, next);
        EXPECT_GE(piece.end, piece.begin);
        EXPECT_TRUE(piece.end == count || piece.end % 64 == 0);
        next = piece.end;
      }
      EXPECT_EQ(next, count);
    }
  }
}

}  // namespace
}  // namespace assay::ASSAY_TARGET
