// Is a device taken for level when it is, and not before?
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "harness/measure/telemetry/pace.hpp"
#include "harness/measure/telemetry/steady_state.hpp"
#include "tests/harness/measure/telemetry_curves.hpp"

namespace assay::measure {
namespace {

using Curve = double (*)(double);

double constant(double) {
  return 1;
}

std::optional<bool> is_level(Curve clock, Curve power, double period = 0.01, double length = 0.25) {
  return SteadyState{}.is_level(readings(0, length, period, [&](double now, Reading& reading) {
    if (clock != nullptr) reading.clock_hz = 1.7e9 * clock(now);
    if (power != nullptr) reading.power_w = 500 * power(now);
  }));
}

TEST(SteadyState, AConstantIsLevel) {
  EXPECT_EQ(is_level(constant, constant), true);
}

TEST(SteadyState, OneOfTheTwoIsEnough) {
  EXPECT_EQ(is_level(constant, nullptr), true);
  EXPECT_EQ(is_level(nullptr, constant), true);
  EXPECT_EQ(is_level(nullptr, nullptr), std::nullopt);
}

TEST(SteadyState, TheWindowMustBeFilled) {
  EXPECT_EQ(is_level(constant, constant, 0.01, 0.15), false);
  EXPECT_EQ(is_level(constant, constant, 0.06), true) << "five readings fill it";
  EXPECT_EQ(is_level(constant, constant, 0.08), false) << "four are too few";
}

TEST(SteadyState, ARampIsNotLevelWhicheverRisesOrFalls) {
  EXPECT_EQ(is_level([](double now) { return 1 + 0.1 * now; }, constant), false);
  EXPECT_EQ(is_level([](double now) { return 1 - 0.1 * now; }, constant), false);
  EXPECT_EQ(is_level(constant, [](double now) { return 1 + 0.3 * now; }), false);
  EXPECT_EQ(is_level([](double now) { return 1 + 0.02 * now; }, constant), true) << "0.5 %";
}

TEST(SteadyState, AStepIsNotLevelUntilItIsBehind) {
  EXPECT_EQ(is_level([](double now) { return now < 0.15 ? 0.2 : 1; }, constant), false);
  EXPECT_EQ(is_level([](double now) { return now < 0.02 ? 0.2 : 1; }, constant), false);
}

TEST(SteadyState, DitheringAtThePowerLimitIsLevel) {
  const Curve alternates = [](double now) {
    return std::llround(now * 100) % 2 == 0 ? 1.02 : 0.98;
  };
  const Curve swings = [](double now) {
    return 1 + 0.02 * std::sin(2 * std::numbers::pi * now / 0.05);
  };
  EXPECT_EQ(is_level(alternates, constant), true);
  EXPECT_EQ(is_level(swings, alternates), true);
}

TEST(SteadyState, SettlesInTheEndOnAnExponential) {
  const auto at_time = [](double begin) {
    return SteadyState{}.is_level(readings(
        begin, begin + 0.25, 0.01,
        [](double now, Reading& reading) { reading.power_w = 700 - 300 * std::exp(-now / 0.5); }));
  };
  EXPECT_EQ(at_time(0), false);
  EXPECT_EQ(at_time(0.8), false);
  EXPECT_EQ(at_time(3), true);
}

TEST(Pace, KeepsToTheShortestPeriodWhereReadingsAreCheap) {
  Pace pace(Seconds(0.01), 0.005);
  for (int i = 0; i < 100; ++i) pace.spent(Seconds(40e-6), Seconds(100e-6));
  EXPECT_EQ(pace.period(), Seconds(0.01));
}

TEST(Pace, HoldsTheShareWhateverRoundsCost) {
  for (const double cost : {60e-6, 300e-6, 5e-3}) {
    Pace pace(Seconds(0.01), 0.005);
    Seconds spent{}, elapsed{};
    for (int i = 0; i < 2000; ++i) {
      // One in ten takes five times as long.
      const Seconds cpu(i % 10 == 0 ? 5 * cost : cost);
      pace.spent(cpu, cpu);
      spent += cpu;
      elapsed += pace.period();
    }
    EXPECT_LT(spent / elapsed, 0.005) << cost;
    EXPECT_GT(spent / elapsed, 0.004) << cost << ": slower than need be";
  }
}

TEST(Pace, OneSlowRoundIsPaidBackBitByBit) {
  Pace pace(Seconds(0.01), 0.005);
  pace.spent(Seconds(2e-3), Seconds(2e-3));
  EXPECT_NEAR(pace.period().count(), 0.05 / 0.9, 1e-9) << "not 0.4 s";
  for (int i = 0; i < 100; ++i) pace.spent(Seconds(10e-6), Seconds(10e-6));
  EXPECT_EQ(pace.period(), Seconds(0.01));
}

TEST(Pace, LeavesTheDriverToOthersMostOfTheTime) {
  Pace pace(Seconds(0.01), 0.005);
  for (int i = 0; i < 200; ++i) pace.spent(Seconds(10e-6), Seconds(3e-3));
  EXPECT_NEAR(pace.period().count(), 0.06, 1e-4);
}

}  // namespace
}  // namespace assay::measure
