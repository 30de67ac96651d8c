// Is every pair of records judged as the definitions say, in both directions and at every scale?
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/compare/compare_pair.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "harness/measure/statistics.hpp"
#include "tests/harness/judge/compare/compare_documents.hpp"

namespace assay::judge {
namespace {

using measure::Status;

constexpr ComparisonOptions kDefaults{.tolerance = 0.05, .floor = 0.01};

ComparedCase compared(const std::vector<double>& before, const std::vector<double>& after,
                      const ComparisonOptions& options = kDefaults) {
  const auto old_case = bandwidth_case("a", before), new_case = bandwidth_case("a", after);
  return compare_case(old_case, &new_case, options);
}

struct Decision {
  const char* what;
  double centre;  ///< of NEW; OLD is 100
  double spread;  ///< of both
  int samples;    ///< of both
  Outcome outcome;
  Effect effect;
  const char* word;  ///< that the reason holds
};

// With 21 samples the interval of the median is half the spread to either side.
const Decision kDecisions[] = {
    {"no change", 100.1, 0.004, 21, Outcome::same, Effect::none, ""},
    {"gain", 110, 0.01, 21, Outcome::faster, Effect::none, ""},
    {"small certain gain", 102, 0.004, 21, Outcome::faster, Effect::none, ""},
    {"small certain loss", 98, 0.004, 21, Outcome::slower, Effect::none, ""},
    {"loss beyond the tolerance", 90, 0.01, 21, Outcome::slower, Effect::regression,
     "beyond the tolerance of 5 %"},
    {"loss, perhaps beyond the tolerance", 96, 0.02, 21, Outcome::slower, Effect::not_judged,
     "is not excluded"},
    {"within the floor, not surely", 100.5, 0.015, 21, Outcome::uncertain, Effect::none,
     "noise of 1.5 %"},
    {"about the floor", 99.1, 0.004, 21, Outcome::uncertain, Effect::none, "about the floor"},
    {"noise", 100.1, 0.2, 21, Outcome::uncertain, Effect::not_judged, "to settle it"},
    {"noise around a loss", 90, 0.2, 21, Outcome::uncertain, Effect::not_judged, "to settle it"},
    {"noise around a gain", 115, 0.18, 21, Outcome::uncertain, Effect::none, "noise of 18 %"},
    {"five samples", 110, 0.001, 5, Outcome::uncertain, Effect::not_judged, "too few"},
    {"five samples without a change", 100.01, 0.001, 5, Outcome::uncertain, Effect::not_judged,
     "--level standard"},
    {"six samples", 110, 0.001, 6, Outcome::faster, Effect::none, ""},
};

TEST(CompareCase, DecidesByIntervalAndFloor) {
  for (const auto& row : kDecisions) {
    const auto result =
        compared(around(100, row.spread, row.samples), around(row.centre, row.spread, row.samples));
    EXPECT_EQ(result.outcome, row.outcome) << row.what;
    EXPECT_EQ(result.effect, row.effect) << row.what;
    EXPECT_NE(result.reason.find(row.word), std::string::npos) << row.what << result.reason;
    EXPECT_EQ(result.reason.empty(), *row.word == '\0') << row.what << ": " << result.reason;
  }
}

TEST(CompareCase, CombinesTheWorstAndTheBestOfBothIntervals) {
  const auto result = compared({1, 1, 2, 2, 2, 4}, {4, 4, 8, 8, 8, 8});
  ASSERT_TRUE(result.ratio);
  EXPECT_EQ(result.ratio->value, 4);
  EXPECT_EQ(result.ratio->low, 1);   // 4 / 4
  EXPECT_EQ(result.ratio->high, 8);  // 8 / 1
  EXPECT_DOUBLE_EQ(result.ratio->confidence, 0.9);
}

TEST(CompareCase, TurnsLatenciesAround) {
  const auto before = latency_case("a", std::vector<double>(7, 2.0));
  const auto after = latency_case("a", std::vector<double>(7, 4.0));
  const auto result = compare_case(before, &after, kDefaults);
  EXPECT_EQ(result.ratio->value, 0.5);
  EXPECT_EQ(result.outcome, Outcome::slower);
  EXPECT_EQ(result.effect, Effect::regression);
}

TEST(CompareCase, ToleranceAndFloorAreTheUsers) {
  const auto before = around(100, 0.001), after = around(97, 0.001);
  EXPECT_EQ(compared(before, after, {.tolerance = 0.02, .floor = 0.01}).effect, Effect::regression);
  EXPECT_EQ(compared(before, after, {.tolerance = 0.05, .floor = 0.01}).effect, Effect::none);
  EXPECT_EQ(compared(before, after, {.tolerance = 0.02, .floor = 0.10}).outcome, Outcome::same);
  EXPECT_EQ(compared(before, after, {.tolerance = 0, .floor = 0}).effect, Effect::regression);
}

TEST(CompareCase, FailsClosedWhereNewHasNoResult) {
  const auto before = bandwidth_case("a", around(100, 0.01));
  const auto gone = compare_case(before, nullptr, kDefaults);
  EXPECT_EQ(gone.outcome, Outcome::lost);
  EXPECT_EQ(gone.effect, Effect::not_judged);
  EXPECT_NE(gone.reason.find("not planned"), std::string::npos) << gone.reason;
  for (const Status status : {Status::skipped, Status::error}) {
    const auto after = failed_case("a", status, "out of memory");
    const auto result = compare_case(before, &after, kDefaults);
    EXPECT_EQ(result.outcome, Outcome::lost);
    EXPECT_EQ(result.effect, Effect::not_judged);
    EXPECT_NE(result.reason.find("out of memory"), std::string::npos) << result.reason;
  }
}

TEST(CompareCase, AWrongAnswerOutranksEverything) {
  const auto wrong = failed_case("a", Status::wrong, "2 elements are wrong");
  const auto good = bandwidth_case("a", around(100, 0.01));
  const auto failed = failed_case("a", Status::error, "x");
  for (const auto* before : {&good, &failed, &wrong}) {
    const auto result = compare_case(*before, &wrong, kDefaults);
    EXPECT_EQ(result.outcome, Outcome::wrong);
    EXPECT_EQ(result.effect, Effect::wrong_answer);
  }
  EXPECT_EQ(only_after(wrong).effect, Effect::wrong_answer);
}

TEST(CompareCase, IsHarmlessWhereOldHasNoResult) {
  const auto good = bandwidth_case("a", around(100, 0.01));
  for (const Status status : {Status::skipped, Status::error, Status::wrong}) {
    const auto before = failed_case("a", status, "then");
    for (const auto* after : {&good, static_cast<const document::CaseRecord*>(nullptr)}) {
      const auto result = compare_case(before, after, kDefaults);
      EXPECT_EQ(result.outcome, Outcome::unpaired);
      EXPECT_EQ(result.effect, Effect::none);
      EXPECT_NE(result.reason.find("then"), std::string::npos);
    }
  }
  EXPECT_EQ(only_after(good).outcome, Outcome::unpaired);
  EXPECT_EQ(only_after(good).reason, "only in NEW");
}

TEST(CompareCase, TheVerySameSamplesAreOneMeasurementHoweverNoisy) {
  const auto result = compared(around(100, 0.5), around(100, 0.5));
  EXPECT_EQ(result.outcome, Outcome::same);
  EXPECT_EQ(result.effect, Effect::none);
  EXPECT_EQ(result.ratio->low, 1);
  EXPECT_EQ(result.ratio->high, 1);
  EXPECT_EQ(compared({5}, {5}).outcome, Outcome::same);
}

TEST(CompareCase, RefusesAnotherMeaningOfTheSameName) {
  const auto before = bandwidth_case("a", around(100, 0.01));
  const auto after = latency_case("a", around(100, 0.01));
  const auto result = compare_case(before, &after, kDefaults);
  EXPECT_EQ(result.outcome, Outcome::lost);
  EXPECT_EQ(result.effect, Effect::not_judged);
  EXPECT_FALSE(result.ratio);
}

TEST(CompareCase, RefusesFiguresWithoutAFiniteRatio) {
  const auto result = compared(std::vector<double>(7, 1e-300), std::vector<double>(7, 1e300));
  EXPECT_EQ(result.effect, Effect::not_judged);
  EXPECT_FALSE(result.ratio);
}

// 131 of 132 is a loss of 0.76 %, within every floor.
TEST(CompareCase, ALostUnitOfACountIsARegression) {
  auto before = bandwidth_case("sm.census", {132});
  before.quantity = Quantity::count;
  auto after = bandwidth_case("sm.census", {131});
  after.quantity = Quantity::count;
  const auto result = compare_case(before, &after, kDefaults);
  EXPECT_EQ(result.outcome, Outcome::slower);
  EXPECT_EQ(result.effect, Effect::regression);
  EXPECT_EQ(compare_case(after, &before, kDefaults).outcome, Outcome::faster);
}

TEST(CompareCase, ExplainsALossByTheClock) {
  auto before = bandwidth_case("a", around(100, 0.001));
  auto after = bandwidth_case("a", around(90, 0.001));
  before.limit = after.limit = Limit::arithmetic;
  before.quantity = after.quantity = Quantity::rate;
  before.telemetry.clock_hz = 2e9;
  after.telemetry.clock_hz = 1.8e9;
  EXPECT_EQ(compare_case(before, &after, kDefaults).reason,
            "beyond the tolerance of 5 %; clock 10 % lower, per clock the same");
  after.telemetry.clock_hz = 1.0e9;
  EXPECT_EQ(compare_case(before, &after, kDefaults).reason,
            "beyond the tolerance of 5 %; clock 50 % lower, per clock 1.8 times");
  after.telemetry.clock_hz = 2e9;
  EXPECT_EQ(compare_case(before, &after, kDefaults).reason, "beyond the tolerance of 5 %");
  before.limit = after.limit = Limit::memory;
  after.telemetry.clock_hz = 2.5e9;
  EXPECT_EQ(compare_case(before, &after, kDefaults).reason,
            "beyond the tolerance of 5 %; clock 25 % higher");
  after.telemetry.clock_hz.reset();
  after.telemetry.clock_events = {
      {{measure::ClockEvent::idle, 1.0}, {measure::ClockEvent::software_power_cap, 0.8}}};
  EXPECT_EQ(compare_case(before, &after, kDefaults).reason,
            "beyond the tolerance of 5 %; software_power_cap held the clock down for 80 % of NEW "
            "and 0 % of OLD");
}

Outcome mirrored(Outcome outcome) {
  if (outcome == Outcome::faster) return Outcome::slower;
  return outcome == Outcome::slower ? Outcome::faster : outcome;
}

TEST(CompareCase, SwappingInvertsAndScalingScales) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> exponent(-4, -1), change(0.85, 1.15);
  const auto spread = [&](auto& source) { return std::pow(10, exponent(source)); };
  std::uniform_int_distribution<int> count(1, 40);
  int outcomes[7] = {};
  for (int trial = 0; trial < 2000; ++trial) {
    const double centre = 100 * change(random);
    auto before = bandwidth_case("a", around(100, spread(random), 1 + count(random)));
    auto after = bandwidth_case("a", around(centre, spread(random), 1 + count(random)));
    if (trial % 2 == 1) before.quantity = after.quantity = Quantity::latency;
    const auto there = compare_case(before, &after, kDefaults);
    const auto back = compare_case(after, &before, kDefaults);
    ++outcomes[static_cast<int>(there.outcome)];
    EXPECT_EQ(back.outcome, mirrored(there.outcome));
    EXPECT_DOUBLE_EQ(back.ratio->value, 1 / there.ratio->value);
    EXPECT_DOUBLE_EQ(back.ratio->low, 1 / there.ratio->high);
    EXPECT_DOUBLE_EQ(back.ratio->high, 1 / there.ratio->low);

    const double scale = 4 * change(random);
    auto scaled = before;
    for (double& sample : scaled.samples) sample /= scale;
    for (double* value : {&scaled.statistics->median, &scaled.statistics->interval_low,
                          &scaled.statistics->interval_high}) {
      *value *= scale;
    }
    const auto result = compare_case(before, &scaled, kDefaults);
    EXPECT_NEAR(result.ratio->value, trial % 2 == 1 ? 1 / scale : scale, 1e-12);
  }
  for (const Outcome outcome :
       {Outcome::faster, Outcome::slower, Outcome::same, Outcome::uncertain}) {
    EXPECT_GT(outcomes[static_cast<int>(outcome)], 10) << static_cast<int>(outcome);
  }
}

}  // namespace
}  // namespace assay::judge
