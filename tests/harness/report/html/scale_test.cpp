// Do values come where they belong, and are ticks round?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/scale.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay::report::html {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::Pointwise;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Scale, IsLinearBetweenItsEnds) {
  const auto scale = Scale::linear({10, 20}, {0, 100});
  EXPECT_EQ(scale.at(10), 0);
  EXPECT_EQ(scale.at(12.5), 25);
  EXPECT_EQ(scale.at(20), 100);
}

TEST(Scale, RunsUpwardsWherePixelsRunDown) {
  const auto scale = Scale::linear({0, 4}, {160, 0});
  EXPECT_EQ(scale.at(0), 160);
  EXPECT_EQ(scale.at(1), 120);
}

TEST(Scale, ClipsWhatIsOutside) {
  const auto scale = Scale::linear({10, 20}, {0, 100});
  EXPECT_EQ(scale.at(5), 0);
  EXPECT_EQ(scale.at(kInfinity), 100);
  EXPECT_FALSE(scale.holds(20.5));
  EXPECT_TRUE(scale.holds(20));
}

TEST(Scale, GivesDecadesTheSameLength) {
  const auto scale = Scale::logarithmic({1, 10000}, {0, 100});
  EXPECT_DOUBLE_EQ(scale.at(1), 0);
  EXPECT_DOUBLE_EQ(scale.at(100), 50);
  EXPECT_DOUBLE_EQ(scale.at(10000), 100);
  EXPECT_DOUBLE_EQ(scale.at(0.5), 0);
}

TEST(Scale, KnowsTheExtentOfWhatIsFinite) {
  const auto extent = extent_of({3, kNan, -1, kInfinity, 2});
  ASSERT_TRUE(extent);
  EXPECT_EQ(extent->low, -1);
  EXPECT_EQ(extent->high, 3);
  EXPECT_FALSE(extent_of({}));
  EXPECT_FALSE(extent_of({kNan, kInfinity}));
}

TEST(Scale, WidensAnIntervalWithoutLength) {
  EXPECT_EQ(widened({0, 0}).low, -1);
  EXPECT_EQ(widened({100, 100}).high, 105);
  EXPECT_EQ(widened({-100, -100}).low, -105);
  EXPECT_EQ(widened({1, 2}).high, 2);
}

TEST(Scale, TicksAreOneTwoOrFiveTimesAPowerOfTen) {
  EXPECT_THAT(round_ticks({0, 10}, 6), ElementsAre(0, 2, 4, 6, 8, 10));
  EXPECT_THAT(round_ticks({0, 9}, 3), ElementsAre(0, 5));
  EXPECT_THAT(round_ticks({-1, 1}, 3), ElementsAre(-1, 0, 1));
  EXPECT_THAT(round_ticks({0.1, 0.3}, 5), Pointwise(DoubleEq(), {0.1, 0.15, 0.2, 0.25, 0.3}));
  EXPECT_FALSE(std::signbit(round_ticks({-0.5, 3}, 5).front()));
}

TEST(Scale, DecadesAreThinnedWhereTheyAreMany) {
  EXPECT_THAT(decade_ticks({1, 1000}, 6), Pointwise(DoubleEq(), {1.0, 10.0, 100.0, 1000.0}));
  EXPECT_THAT(decade_ticks({0.5, 2e8}, 5), Pointwise(DoubleEq(), {1.0, 100.0, 1e4, 1e6, 1e8}));
}

TEST(Scale, AxesBeginAndEndAtATick) {
  const auto range = to_round_ticks({1755, 1981}, 5);
  EXPECT_EQ(range.low, 1700);
  EXPECT_EQ(range.high, 2000);
  const auto same = to_round_ticks({70, 70}, 5);
  EXPECT_LT(same.low, 70);
  EXPECT_GT(same.high, 70);
}

TEST(Scale, ChoosesTheUnitOfAnAxis) {
  EXPECT_EQ(axis_unit(9.9e14, "FLOP/s").name, "TFLOP/s");
  EXPECT_EQ(axis_unit(9.9e14, "FLOP/s").shown(7.5e14), "750");
  EXPECT_EQ(axis_unit(700, "W").name, "W");
  EXPECT_EQ(axis_unit(2e-6, "s").name, "us");
  EXPECT_EQ(axis_unit(299, "s").name, "s");
  EXPECT_EQ(axis_unit(3600, "s").name, "min");
  EXPECT_EQ(axis_unit(86400, "s").name, "h");
  EXPECT_EQ(axis_unit(0x1p31, "B").name, "GiB");
  EXPECT_EQ(axis_unit(132, "1").name, "");
  EXPECT_EQ(axis_unit(0, "W").factor, 1);
}

}  // namespace
}  // namespace assay::report::html
