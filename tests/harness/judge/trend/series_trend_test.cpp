// Are planted changes found, with date, size and direction, and nothing besides?
#include "harness/judge/trend/series_trend.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "scripts/bench/trend_histories.hpp"

namespace assay::judge {
namespace {

using bench::History;
using bench::HistoryPlan;

constexpr double kChance = 1e-4, kThreshold = 0.02;

SeriesTrend trend(const archive::Series& series) {
  Scanner scanner;
  return trend_of(scanner, series, kChance, kThreshold);
}

/// One value a night.
archive::Series series_of(const std::vector<double>& values) {
  archive::Series series{.key = {.device = "GPU-0", .metric = "m", .unit = "B/s"}, .points = {}};
  for (std::size_t i = 0; i < values.size(); ++i) {
    series.points.push_back({.at = document::Timestamp(std::chrono::days(i)),
                             .value = values[i],
                             .run = static_cast<std::int64_t>(i)});
  }
  return series;
}

/// 100 and 100.5 in turn, which no test takes for a change.
std::vector<double> calm(std::size_t count, double level = 100) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = level * (i % 2 == 0 ? 1 : 1.005);
  return values;
}

void append(std::vector<double>& values, const std::vector<double>& more) {
  values.insert(values.end(), more.begin(), more.end());
}

TEST(SeriesTrend, AnExactStepHasItsDateSizeAndDirection) {
  auto values = calm(60);
  append(values, calm(40, 90));
  const auto found = trend(series_of(values));
  ASSERT_EQ(found.changes.size(), 1U);
  const Change& step = found.changes[0];
  EXPECT_EQ(step.kind, ChangeKind::step);
  EXPECT_EQ(step.before.run, 59);
  EXPECT_EQ(step.after.run, 60);
  EXPECT_EQ(step.earliest.run, 59);
  EXPECT_EQ(step.latest.run, 60);
  EXPECT_NEAR(step.size, -0.1, 0.003);
  EXPECT_LE(step.low, step.size);
  EXPECT_GE(step.high, step.size);
  EXPECT_TRUE(step.is_worse);
  EXPECT_TRUE(step.stands);
  EXPECT_EQ(step.runs_before, 60U);
  EXPECT_EQ(step.runs_after, 40U);
  EXPECT_TRUE(found.spikes.empty());
}

TEST(SeriesTrend, LowerIsBetterTurnsWorseAround) {
  auto values = calm(60);
  append(values, calm(40, 90));
  auto series = series_of(values);
  series.key.higher_is_better = false;
  const auto found = trend(series);
  ASSERT_EQ(found.changes.size(), 1U);
  EXPECT_FALSE(found.changes[0].is_worse);
}

TEST(SeriesTrend, ConstantsThatChangeAreFound) {
  std::vector<double> values(60, 132);
  append(values, std::vector<double>(20, 128));
  const auto found = trend(series_of(values));
  ASSERT_EQ(found.changes.size(), 1U);
  EXPECT_EQ(found.changes[0].after.run, 60);
  EXPECT_DOUBLE_EQ(found.changes[0].size, -4.0 / 132);
  EXPECT_TRUE(trend(series_of(std::vector<double>(80, 132))).changes.empty());
}

TEST(SeriesTrend, ABadNightIsASpikeAndNoStep) {
  auto values = calm(100);
  values[40] = 60;
  values[41] = 60;
  const auto found = trend(series_of(values));
  EXPECT_TRUE(found.changes.empty());
  ASSERT_EQ(found.spikes.size(), 2U);
  EXPECT_EQ(found.spikes[0].at.run, 40);
  EXPECT_NEAR(found.spikes[0].size, -0.4, 0.01);
  EXPECT_TRUE(found.spikes[0].is_worse);
  EXPECT_FALSE(found.spikes[1].is_last);
}

TEST(SeriesTrend, ABadLastNightIsSaidToBeUndecided) {
  auto values = calm(100);
  values[10] = 60;
  values[99] = 60;
  const auto found = trend(series_of(values));
  EXPECT_TRUE(found.changes.empty());
  ASSERT_EQ(found.spikes.size(), 2U);
  EXPECT_FALSE(found.spikes[0].is_last);
  EXPECT_TRUE(found.spikes[1].is_last);
}

TEST(SeriesTrend, AChangeThatWasUndoneDoesNotStand) {
  auto values = calm(80);
  append(values, calm(40, 90));
  append(values, calm(80));
  const auto found = trend(series_of(values));
  ASSERT_EQ(found.changes.size(), 2U);
  EXPECT_TRUE(found.changes[0].is_worse);
  EXPECT_FALSE(found.changes[0].stands);
  EXPECT_FALSE(found.changes[1].is_worse);
}

TEST(SeriesTrend, ALossAfterAGainStands) {
  auto values = calm(80);
  append(values, calm(80, 110));
  append(values, calm(80));
  const auto found = trend(series_of(values));
  ASSERT_EQ(found.changes.size(), 2U);
  EXPECT_FALSE(found.changes[0].is_worse);
  EXPECT_TRUE(found.changes[1].is_worse);
  EXPECT_TRUE(found.changes[1].stands);
}

TEST(SeriesTrend, HalfUndoneStillStands) {
  auto values = calm(80);
  append(values, calm(60, 90));
  append(values, calm(80, 95));
  const auto found = trend(series_of(values));
  ASSERT_EQ(found.changes.size(), 2U);
  EXPECT_TRUE(found.changes[0].stands);
}

TEST(SeriesTrend, WhatIsTooSmallToMatterIsCounted) {
  auto values = calm(80);
  append(values, calm(80, 98.8));
  const auto found = trend(series_of(values));
  EXPECT_TRUE(found.changes.empty());
  EXPECT_EQ(found.minor_changes, 1U);
}

TEST(SeriesTrend, SmallStepsInOneDirectionAddUp) {
  auto values = calm(200);
  append(values, calm(60, 98.8));
  append(values, calm(60, 97.5));
  const auto found = trend(series_of(values));
  ASSERT_EQ(found.changes.size(), 2U);
  EXPECT_TRUE(found.changes[0].stands);
  EXPECT_EQ(found.minor_changes, 0U);
}

TEST(SeriesTrend, ASlowLossIsADriftAndNoStaircase) {
  const auto found = trend(bench::history_of({.noise = 0.005, .drift = -0.05}, 5).series);
  ASSERT_EQ(found.changes.size(), 1U);
  const Change& drift = found.changes[0];
  EXPECT_EQ(drift.kind, ChangeKind::drift);
  EXPECT_NEAR(drift.size, -0.05, 0.005);
  EXPECT_TRUE(drift.is_worse);
  EXPECT_LT(drift.low, drift.size);
  EXPECT_GT(drift.high, drift.size);
  EXPECT_EQ(drift.before.run, 1);
  EXPECT_EQ(drift.after.run, 365);
}

TEST(SeriesTrend, TooFewRunsShowNothingHoweverLargeTheStep) {
  auto values = calm(5);
  append(values, calm(5, 50));
  const auto series = series_of(values);
  Scanner scanner;
  EXPECT_EQ(chance_of(scanner, series), 1);
  EXPECT_TRUE(trend(series).changes.empty());
  EXPECT_TRUE(trend(series_of({})).changes.empty());
}

TEST(SeriesTrend, AsManyRunsAsNeededAreEnough) {
  for (const double chance : {0.05, 1e-3, 1e-6}) {
    const std::size_t count = fewest_points(chance);
    auto values = calm(count / 2);
    append(values, calm(count - count / 2, 50));
    Scanner scanner;
    EXPECT_LE(chance_of(scanner, series_of(values)), chance) << count;
    values.pop_back();
    values.erase(values.begin());
    EXPECT_GT(chance_of(scanner, series_of(values)), chance) << count;
  }
}

TEST(SeriesTrend, WhatWasNotMeasuredIsLeftOut) {
  auto values = calm(40);
  append(values, calm(40, 90));
  values[7] = std::numeric_limits<double>::quiet_NaN();
  const auto series = with_values(series_of(values));
  EXPECT_EQ(series.points.size(), 79U);
  ASSERT_EQ(trend(series).changes.size(), 1U);
  EXPECT_EQ(trend(series).changes[0].after.run, 40);
}

TEST(SeriesTrend, LevelsOfZeroHaveNoShares) {
  EXPECT_TRUE(trend(series_of(std::vector<double>(80, 0))).changes.empty());
}

struct Planted {
  const char* name;
  HistoryPlan plan;
  double least_found, least_near;  // shares: of the planted, and of the found within one night
};

class PlantedSteps : public testing::TestWithParam<Planted> {};

TEST_P(PlantedSteps, AreFoundWithTheirDate) {
  constexpr int kHistories = 200;
  const HistoryPlan& plan = GetParam().plan;
  Scanner scanner;
  int found = 0, near = 0, others = 0, within = 0;
  for (std::uint64_t seed = 0; seed < kHistories; ++seed) {
    const History history = bench::history_of(plan, seed);
    for (const Change& change : trend_of(scanner, history.series, kChance, kThreshold).changes) {
      const auto split = static_cast<std::int64_t>(history.splits[0]);
      std::int64_t at = 0;
      while (history.series.points[static_cast<std::size_t>(at)].run != change.after.run) ++at;
      const bool is_it = change.kind == ChangeKind::step && std::abs(at - split) <= 5;
      found += is_it ? 1 : 0;
      near += is_it && std::abs(at - split) <= 1 ? 1 : 0;
      within += is_it && change.low <= plan.steps[0].size && plan.steps[0].size <= change.high;
      others += is_it ? 0 : 1;
    }
  }
  EXPECT_GE(found, GetParam().least_found * kHistories);
  EXPECT_GE(near, GetParam().least_near * found);
  EXPECT_GE(within, 0.9 * found) << "of intervals that promise 95 %";
  EXPECT_LE(others, 0.02 * kHistories);
}

INSTANTIATE_TEST_SUITE_P(
    Histories, PlantedSteps,
    testing::Values(
        Planted{"Clear", {.noise = 0.01, .steps = {{200, -0.05}}}, 1, 0.97},
        Planted{"Large", {.noise = 0.01, .steps = {{200, -0.1}}}, 1, 1},
        Planted{"Quiet", {.noise = 0.005, .steps = {{100, 0.03}}}, 1, 0.97},
        Planted{"Late", {.noise = 0.01, .steps = {{357, -0.05}}}, 0.95, 0.9},
        Planted{"Heavy", {.tail = bench::Tail::heavy, .steps = {{200, -0.05}}}, 1, 0.97},
        Planted{"Spiky", {.missing = 0.2, .spikes = 0.03, .steps = {{200, -0.05}}}, 0.99, 0.95},
        Planted{"Alike", {.correlation = 0.4, .steps = {{200, -0.05}}}, 0.99, 0.95},
        Planted{"Short", {.nights = 40, .steps = {{20, -0.06}}}, 0.9, 0.97}),
    [](const auto& planted) { return planted.param.name; });

}  // namespace
}  // namespace assay::judge
