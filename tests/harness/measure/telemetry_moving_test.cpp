// Is a sample marked where the clock is on its way, and not where it changes around a level?
#include "harness/measure/telemetry/moving.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "tests/harness/measure/telemetry_curves.hpp"

namespace assay::measure {
namespace {

constexpr double kNominal = 1.98e9;
using Curve = std::function<double(double)>;

/// One second of samples of 10 ms each, read with `period`.
std::vector<bool> flags(const Curve& curve, double period = 0.01) {
  const auto taken = samples(0, 100, 0.01);
  const auto read = readings(0.003, 1, period, [&](double now, Reading& reading) {
    reading.clock_hz = kNominal * curve(now);
  });
  const Timeline timeline(read, taken, Seconds(0.05));
  return moving(timeline, taken, Seconds(period));
}

auto count(const std::vector<bool>& flags) {
  return std::count(flags.begin(), flags.end(), true);
}

TEST(Moving, AConstantClockIsNot) {
  const auto marks = flags([](double) { return 1; });
  EXPECT_EQ(marks.size(), 100u);
  EXPECT_EQ(count(marks), 0);
}

TEST(Moving, ARiseAtTheBeginningIsSeenAndEnds) {
  // 30 % below, reaching the level after 0.2 s.
  const auto marks = flags([](double now) { return now < 0.2 ? 0.7 + 1.5 * now : 1; });
  for (std::size_t i = 0; i < 17; ++i) EXPECT_TRUE(marks[i]) << i;
  for (std::size_t i = 26; i < 100; ++i) EXPECT_FALSE(marks[i]) << i;
}

TEST(Moving, ABoostThatDecaysIsSeen) {
  const auto marks = flags([](double now) { return 1 + 0.2 * std::exp(-now / 0.1); });
  EXPECT_TRUE(marks[0]);
  EXPECT_TRUE(marks[15]);
  EXPECT_FALSE(marks[40]);
  EXPECT_FALSE(marks[99]);
}

TEST(Moving, AFallInTheMiddleIsSeenOnTheSideThatIsNotTheLevel) {
  const auto early = flags([](double now) { return now < 0.3 ? 1 : 0.8; });
  EXPECT_TRUE(early[10]);
  EXPECT_FALSE(early[60]);
  const auto late = flags([](double now) { return now < 0.85 ? 1 : 0.8; });
  EXPECT_FALSE(late[60]);
  EXPECT_TRUE(late[97]);
}

TEST(Moving, ADriftBelowTheBoundIsNot) {
  EXPECT_EQ(count(flags([](double now) { return 1 - 0.01 * now; })), 0);
  EXPECT_GT(count(flags([](double now) { return 1 - 0.05 * now; })), 20);
}

TEST(Moving, DitheringAtThePowerLimitIsNot) {
  EXPECT_EQ(count(flags([](double now) { return std::llround(now * 100) % 2 == 0 ? 1 : 0.95; })),
            0);
  std::mt19937 random(1);
  for (int trial = 0; trial < 100; ++trial) {
    std::uniform_real_distribution<double> steps(-0.0125, 0.0125);
    EXPECT_EQ(count(flags([&](double) { return 0.85 + steps(random); })), 0) << trial;
  }
}

TEST(Moving, FewReadingsDoNotMakeDitheringMove) {
  int turn = 0;
  EXPECT_EQ(count(flags([&](double) { return ++turn % 2 == 0 ? 1 : 0.97; }, 0.09)), 0);
}

TEST(Moving, TheLevelIsThatOfTheFirstHalfWhereTheSecondHasNoReading) {
  const auto taken = samples(0, 100, 0.01);
  const auto read = readings(0.005, 0.3, 0.01, [](double now, Reading& reading) {
    reading.clock_hz = now < 0.1 ? 1e9 : 2e9;
  });
  const auto marks = moving(Timeline(read, taken, Seconds(0.05)), taken, Seconds(0.01));
  ASSERT_EQ(marks.size(), 100u);
  EXPECT_TRUE(marks[0]);
  EXPECT_FALSE(marks[25]);
}

TEST(Moving, WithoutAClockThereAreNoMarks) {
  const auto taken = samples(0, 10, 0.01);
  const auto read = readings(0, 0.1, 0.01, [](double, Reading& r) { r.power_w = 1; });
  EXPECT_TRUE(moving(Timeline(read, taken, Seconds(0.05)), taken, Seconds(0.01)).empty());
  EXPECT_TRUE(moving(Timeline({}, taken, Seconds(0.05)), taken, Seconds(0.01)).empty());
}

TEST(Moving, ASampleWithoutAReadingIsNotMarked) {
  std::vector<SampleInterval> taken{sample(0, 0.01), sample(0.5, 0.51), sample(1, 1.01)};
  const std::vector<Reading> read{{.time = at(0.005), .clock_hz = 1e9},
                                  {.time = at(1.005), .clock_hz = 2e9}};
  EXPECT_EQ(moving(Timeline(read, taken, Seconds(0.05)), taken, Seconds(0.01)),
            (std::vector<bool>{true, false, false}));
}

}  // namespace
}  // namespace assay::measure
