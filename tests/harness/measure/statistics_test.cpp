// Are the order statistics those of the definitions, and does the interval cover what it says?
#include "harness/measure/statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace assay::measure {
namespace {

/// 0, 1, ..., count - 1 in an order that is not sorted: a value is its own rank.
std::vector<double> ranks(std::size_t count) {
  std::vector<double> values(count);
  std::iota(values.begin(), values.end(), 0.0);
  std::rotate(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count / 3),
              values.end());
  return values;
}

struct Row {
  std::size_t count;
  double low, high, confidence;
};

class MedianInterval : public testing::TestWithParam<Row> {};

TEST_P(MedianInterval, IsThePairOfOrderStatisticsOfTheTable) {
  const Row row = GetParam();
  const Statistics statistics = summarise(ranks(row.count));
  EXPECT_EQ(statistics.count, row.count);
  EXPECT_EQ(statistics.interval_low, row.low);
  EXPECT_EQ(statistics.interval_high, row.high);
  EXPECT_DOUBLE_EQ(statistics.interval_confidence, row.confidence);
}

// Ranks from zero, by exact integer sums of binomial coefficients; five values cover 1 - 2/32.
INSTANTIATE_TEST_SUITE_P(Table, MedianInterval,
                         testing::Values(Row{1, 0, 0, 0.0}, Row{2, 0, 1, 0.5}, Row{5, 0, 4, 0.9375},
                                         Row{6, 0, 5, 0.95}, Row{8, 0, 7, 0.95}, Row{9, 1, 7, 0.95},
                                         Row{10, 1, 8, 0.95}, Row{100, 39, 60, 0.95},
                                         Row{1000, 468, 531, 0.95},
                                         Row{100000, 49689, 50310, 0.95}));

TEST(MedianInterval, CoversAtLeast95PercentAndNoNarrowerOneDoes) {
  for (std::uint64_t n = 6; n <= 60; ++n) {
    const auto rank = static_cast<std::uint64_t>(summarise(ranks(n)).interval_low);
    // Exact: both sums are below 2^60. Twice the tail must be at most 1/20 of all outcomes.
    std::uint64_t coefficient = 1, tail = 0, tail_of_rank = 0;
    for (std::uint64_t k = 0; k <= rank + 1; ++k) {
      tail += coefficient;
      if (k == rank) tail_of_rank = tail;
      coefficient = coefficient * (n - k) / (k + 1);
    }
    const std::uint64_t outcomes = std::uint64_t{1} << n;
    EXPECT_LE(tail_of_rank, outcomes / 40) << n;
    EXPECT_GT(tail, outcomes / 40) << n;
  }
}

TEST(Statistics, QuartilesInterpolateLinearly) {
  const Statistics even = summarise(std::vector<double>{4, 1, 3, 2});
  EXPECT_EQ(even.q1, 1.75);
  EXPECT_EQ(even.median, 2.5);
  EXPECT_EQ(even.q3, 3.25);
  EXPECT_EQ(even.minimum, 1);
  EXPECT_EQ(even.maximum, 4);
  EXPECT_EQ(even.relative_iqr, 0.6);

  const Statistics odd = summarise(std::vector<double>{50, 10, 40, 20, 30});
  EXPECT_EQ(odd.q1, 20);
  EXPECT_EQ(odd.median, 30);
  EXPECT_EQ(odd.q3, 40);
}

TEST(Statistics, OneValueIsEverything) {
  const Statistics one = summarise(std::vector<double>{7});
  EXPECT_EQ(one.count, 1u);
  EXPECT_EQ(one.median, 7);
  EXPECT_EQ(one.q1, 7);
  EXPECT_EQ(one.q3, 7);
  EXPECT_EQ(one.relative_iqr, 0);
}

TEST(Statistics, OfNothingIsAMistakeOfTheCaller) {
  EXPECT_THROW(summarise({}), std::logic_error);
}

TEST(ValueOf, IsWorkOverTimeOrTimePerIteration) {
  const Work work{.bytes = 3e6, .flop = 5e6};
  EXPECT_EQ(value_of(Quantity::bandwidth, work, 4, Seconds(0.5)), 24e6);
  EXPECT_EQ(value_of(Quantity::throughput, work, 4, Seconds(0.5)), 40e6);
  EXPECT_EQ(value_of(Quantity::rate, work, 4, Seconds(0.5)), 40e6);
  EXPECT_EQ(value_of(Quantity::latency, work, 4, Seconds(0.5)), 0.125);
}

}  // namespace
}  // namespace assay::measure
