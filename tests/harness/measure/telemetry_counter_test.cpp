// Does a counter that is brought up to date now and then give the samples what is theirs?
#include "harness/measure/telemetry/counter.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/harness/measure/telemetry_curves.hpp"

namespace assay::measure {
namespace {

/// Of a device that takes `watts` at each moment, stepping every 100 ms, read every 10 ms.
std::vector<CounterReading> stepping(double begin, double end, double watts) {
  std::vector<CounterReading> made;
  for (int i = 0; begin + i * 0.01 < end; ++i) {
    const double now = begin + i * 0.01;
    made.push_back({.time = at(now), .value = 5000 + watts * 0.1 * std::floor(now * 10 + 1e-9)});
  }
  return made;
}

TEST(SteppingRise, IsExactForAConstantPowerWhereverTheSamplesLie) {
  for (const double begin : {0.5, 0.513, 0.555, 0.599}) {
    for (const int count : {1, 3, 77}) {
      const auto taken = samples(begin, count, 0.0123);
      const auto rise = stepping_rise(stepping(0, begin + count * 0.0123, 500), taken);
      ASSERT_TRUE(rise) << begin << " " << count;
      EXPECT_NEAR(*rise, 500 * count * 0.0123, 1e-6) << begin << " " << count;
    }
  }
}

TEST(SteppingRise, LeavesTheGapsTheirShare) {
  const auto taken = samples(0.5, 50, 0.01, 0.01);
  EXPECT_NEAR(*stepping_rise(stepping(0, 1.6, 400), taken), 400 * 0.5, 1e-6);
}

TEST(SteppingRise, NeedsTwoSteps) {
  const auto taken = samples(0.15, 1, 0.02);
  EXPECT_FALSE(stepping_rise({}, taken));
  EXPECT_FALSE(stepping_rise(stepping(0, 0.05, 400), taken)) << "none";
  EXPECT_FALSE(stepping_rise(stepping(0, 0.19, 400), taken)) << "one";
  EXPECT_TRUE(stepping_rise(stepping(0, 0.29, 400), taken));
}

TEST(SteppingRise, IsAbsentWhereTheCounterFell) {
  auto read = stepping(0, 2, 400);
  for (std::size_t i = 150; i < read.size(); ++i) read[i].value -= 5000;
  EXPECT_FALSE(stepping_rise(read, samples(0.5, 100, 0.01)));
}

TEST(SteppingRise, IsAbsentWhereTheCounterStoppedLongBeforeTheEnd) {
  auto read = stepping(0, 2, 400);
  EXPECT_TRUE(stepping_rise(read, samples(0.5, 140, 0.01)));
  for (auto& one : read) one.value = std::min(one.value, read[100].value);
  EXPECT_FALSE(stepping_rise(read, samples(0.5, 140, 0.01)));
  EXPECT_TRUE(stepping_rise(read, samples(0.5, 60, 0.01))) << "up to 1.1 s";
}

TEST(SteppingRise, IsAbsentForNoSamples) {
  EXPECT_FALSE(stepping_rise(stepping(0, 2, 400), {}));
}

TEST(Rise, OfACounterThatStandsStillIsNone) {
  const std::vector<CounterReading> read{{at(0), 7}, {at(1), 7}, {at(2), 7}};
  EXPECT_EQ(rise(read, samples(0.5, 10, 0.1)), 0);
}

TEST(Rise, IsSpreadBetweenReadingsAndEndsWithThem) {
  const std::vector<CounterReading> read{{at(0), 0}, {at(1), 0}, {at(2), 0.5}};
  EXPECT_NEAR(*rise(read, samples(1.0, 1, 0.5)), 0.25, 1e-9);
  EXPECT_NEAR(*rise(read, samples(1.5, 1, 4)), 0.25, 1e-9);
  EXPECT_EQ(rise(read, samples(3, 1, 4)), 0);
}

TEST(Rise, NeedsTwoReadingsAndNoFall) {
  EXPECT_FALSE(rise(std::vector<CounterReading>{{at(0), 0}}, samples(0, 1, 1)));
  EXPECT_FALSE(rise(std::vector<CounterReading>{{at(0), 1}, {at(1), 0}}, samples(0, 1, 1)));
}

}  // namespace
}  // namespace assay::measure
