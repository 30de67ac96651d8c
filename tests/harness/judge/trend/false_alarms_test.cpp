// Does a series that never changed look changed as rarely as is stated, whatever its noise is like?
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/judge/trend/false_discoveries.hpp"
#include "harness/judge/trend/normal_scores.hpp"
#include "harness/judge/trend/series_trend.hpp"
#include "harness/judge/trend/significance.hpp"
#include "scripts/bench/trend_histories.hpp"

namespace assay::judge {
namespace {

using bench::HistoryPlan;

constexpr int kHistories = 3000;

std::vector<double> chances_of(const HistoryPlan& plan) {
  Scanner scanner;
  std::vector<double> chances;
  for (std::uint64_t seed = 0; seed < kHistories; ++seed) {
    chances.push_back(chance_of(scanner, bench::history_of(plan, seed).series));
  }
  return chances;
}

long alarms(const std::vector<double>& chances, double rate) {
  return std::count_if(chances.begin(), chances.end(),
                       [&](double chance) { return chance <= rate; });
}

// Four standard deviations of the binomial law: one test in 30,000 would fail by chance, were the
// seeds not fixed.
double bound(double rate) {
  return 4 * std::sqrt(kHistories * rate * (1 - rate));
}

// Not more often than stated; and not so rarely that the statement would be worth nothing.
void expect_rate(const HistoryPlan& plan, double least_share) {
  const auto chances = chances_of(plan);
  for (const double rate : {0.05, 0.01}) {
    const auto count = static_cast<double>(alarms(chances, rate));
    const double stated = kHistories * rate;
    EXPECT_LE(count, stated + bound(rate)) << rate;
    EXPECT_GE(count, least_share * stated - bound(rate)) << rate;
  }
}

TEST(FalseAlarms, AreAsRareAsStatedInAYearOfNormalNoise) {
  expect_rate({.nights = 365, .noise = 0.01}, 0.7);
}

TEST(FalseAlarms, AreAsRareAsStatedInHeavyTails) {
  expect_rate({.nights = 365, .noise = 0.02, .tail = bench::Tail::heavy}, 0.7);
}

TEST(FalseAlarms, AreAsRareAsStatedInQuantisedValues) {
  expect_rate({.nights = 365, .noise = 0.005, .quantum = 1}, 0.6);
}

TEST(FalseAlarms, AreAsRareAsStatedAmongBadAndMissingNights) {
  expect_rate({.nights = 365, .missing = 0.2, .spikes = 0.03}, 0.7);
}

TEST(FalseAlarms, AreAsRareAsStatedInShortSeries) {
  expect_rate({.nights = 100}, 0.6);
  expect_rate({.nights = 40}, 0.4);
}

TEST(FalseAlarms, StayRareWhereNightsResembleOneAnother) {
  // Stated for independent nights; of these, three times as often is what is promised.
  for (const double correlation : {0.2, 0.4, 0.6}) {
    const double rate = 0.05;
    EXPECT_LE(static_cast<double>(alarms(chances_of({.correlation = correlation}), rate)),
              3 * kHistories * rate)
        << correlation;
  }
}

TEST(FalseAlarms, WouldBeManyWithoutLookingAtTheResemblance) {
  const auto history = bench::history_of({.correlation = 0.6}, 1);
  std::vector<double> values;
  for (const auto& point : history.series.points) values.push_back(point.value);
  // sqrt((1 + 0.6) / (1 - 0.6)) is 2.
  EXPECT_NEAR(resemblance(values, {}), 2, 0.35);
  const auto independent = bench::history_of({}, 1);
  values.clear();
  for (const auto& point : independent.series.points) values.push_back(point.value);
  EXPECT_EQ(resemblance(values, {}), 1);
}

TEST(FalseAlarms, AStepIsNoResemblance) {
  const auto history = bench::history_of({.nights = 60, .steps = {{30, -0.2}}}, 3);
  std::vector<double> values;
  for (const auto& point : history.series.points) values.push_back(point.value);
  const std::vector<std::uint32_t> split{30};
  EXPECT_GT(resemblance(values, {}), 1.2);  // the eight pairs across it look alike otherwise
  EXPECT_EQ(resemblance(values, split), 1);
}

TEST(Significance, ChanceAndClarityAreInverse) {
  for (const std::size_t count : {20U, 60U, 365U, 2000U}) {
    for (const double chance : {0.1, 0.01, 1e-4, 1e-7}) {
      const double clarity = clarity_of_chance(chance, count);
      EXPECT_NEAR(chance_of_clarity(clarity, count) / chance, 1, 1e-6) << count << ' ' << chance;
    }
  }
}

TEST(Significance, StepsAndDriftsShareTheChance) {
  EXPECT_DOUBLE_EQ(step_share(0.04) + drift_share(0.04), 0.04);
  EXPECT_DOUBLE_EQ(joint_chance(step_share(0.04), 1), 0.04);
  EXPECT_DOUBLE_EQ(joint_chance(1, drift_share(0.04)), 0.04);
}

TEST(NormalScores, AreQuantilesOfTheNormalLaw) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-12);
  EXPECT_NEAR(normal_quantile(1e-12), -7.034483825011, 1e-9);
  EXPECT_NEAR(two_sided_tail(1.959963984540054), 0.05, 1e-12);
  const auto scores = normal_scores(3);
  EXPECT_NEAR(scores[0], -0.674489750196082, 1e-12);
  EXPECT_EQ(scores[1], 0);
  EXPECT_EQ(scores[2], -scores[0]);
}

TEST(NormalScores, TiesComeInAnOrderThatFollowsNothing) {
  const std::vector<double> values(1000, 1.0);
  const auto order = rising_order(values);
  EXPECT_EQ(order, rising_order(values));
  double product = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    product += (static_cast<double>(i) - 499.5) * (order[i] - 499.5);
  }
  EXPECT_LT(std::abs(product) / (1000.0 * (1000.0 * 1000.0 - 1) / 12), 0.1);
}

TEST(FalseDiscoveries, ManyTogetherAreBelievedWhereOneAloneIsNot) {
  EXPECT_DOUBLE_EQ(believable_chance({0.004}, 100, 0.05), 0.0005);
  EXPECT_DOUBLE_EQ(believable_chance({0.0004}, 100, 0.05), 0.0005);
  // Forty such: the fortieth lies below 40 / 100 of 0.05.
  EXPECT_DOUBLE_EQ(believable_chance(std::vector<double>(40, 0.004), 100, 0.05), 0.02);
  // By hand: 0.0005, 0.001, 0.0015 are the lines of three; the third is above its own.
  EXPECT_DOUBLE_EQ(believable_chance({0.0009, 0.0001, 0.002}, 100, 0.05), 0.001);
}

}  // namespace
}  // namespace assay::judge
