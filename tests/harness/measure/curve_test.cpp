// Does a curve show what happened in each second, and only that?
#include "harness/measure/curve.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/harness/measure/fake_session.hpp"

namespace assay::measure {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Samples that begin so many seconds after the first.
std::vector<SampleInterval> at(std::initializer_list<double> seconds) {
  std::vector<SampleInterval> made;
  for (const double second : seconds) {
    const std::chrono::steady_clock::time_point begin(
        std::chrono::milliseconds(100'000 + static_cast<int>(second * 1000)));
    made.push_back({begin, begin + std::chrono::milliseconds(1)});
  }
  return made;
}

TEST(Curve, HasOnePointForEachSecondThatASampleBeganIn) {
  const auto intervals = at({0, 0.5, 0.999, 1, 1.25, 4.5});
  const std::vector<double> samples = {1, 2, 9, 4, 6, 7};
  SampleTelemetry telemetry;
  telemetry.clock_hz = {10, 20, 60, 30, 50, kNan};
  telemetry.power_w = {100, kNan, 300, 400, 500, 600};
  telemetry.temperature_c = {50, 70, 60, 71, 72, 73};
  telemetry.clock_events = {0, 4, 0, 0, 0, 64 + 4};
  const auto curve = curve_of(samples, intervals, telemetry);
  ASSERT_EQ(curve.size(), 3u);
  EXPECT_EQ(curve[0].at_s, 0);
  EXPECT_EQ(curve[0].sample_s, 2);
  EXPECT_EQ(curve[0].clock_hz, 20);
  EXPECT_EQ(curve[0].power_w, 200);
  EXPECT_EQ(curve[0].temperature_c, 70);
  EXPECT_EQ(curve[0].clock_events, 4u);
  EXPECT_EQ(curve[1].at_s, 1);
  EXPECT_EQ(curve[1].sample_s, 5);
  EXPECT_EQ(curve[1].clock_hz, 40);
  EXPECT_EQ(curve[1].power_w, 450);
  EXPECT_EQ(curve[1].temperature_c, 72);
  EXPECT_EQ(curve[1].clock_events, 0u);
  EXPECT_EQ(curve[2].at_s, 4);
  EXPECT_EQ(curve[2].sample_s, 7);
  EXPECT_FALSE(curve[2].clock_hz);
  EXPECT_EQ(curve[2].clock_events, 68u);
}

TEST(Curve, IsOfTheSamplesAloneWhereNothingWasRead) {
  const std::vector<double> samples = {1, 2};
  const auto curve = curve_of(samples, at({0, 1}), {});
  ASSERT_EQ(curve.size(), 2u);
  EXPECT_EQ(curve[1].sample_s, 2);
  EXPECT_FALSE(curve[1].power_w);
  EXPECT_TRUE(curve_of({}, {}, {}).empty());
}

TEST(Curve, BelongsToCasesThatSampleForTenSeconds) {
  CaseResult result;
  result.planned = fake_case(64);
  result.samples = {1, 2, 3};
  EXPECT_TRUE(curve_of(result, at({0, 5, 9.999})).empty());
  EXPECT_TRUE(curve_of(result, {}).empty());
  const auto curve = curve_of(result, at({0, 5, 10}));
  ASSERT_EQ(curve.size(), 3u);
  EXPECT_EQ(curve[2].sample_s, 3);
}

TEST(Curve, OfSamplesThatOnlySayTheyWereLongThereIsNone) {
  Bench bench({fake_case(64)});
  bench.script().seconds = [](int) { return 20.0; };
  const CaseResult result = bench.run()[0];
  EXPECT_EQ(result.status, Status::ok) << result.reason;
  EXPECT_TRUE(result.curve.empty());
}

TEST(Curve, WhatIsCountedHasNone) {
  Bench bench({fake_case(64)});
  bench.plan.cases[0].kernel = &kCountingEntry;
  bench.script().seconds = [](int) { return 2.0; };
  const CaseResult result = bench.run()[0];
  EXPECT_EQ(result.status, Status::ok) << result.reason;
  EXPECT_TRUE(result.curve.empty());
}

}  // namespace
}  // namespace assay::measure
