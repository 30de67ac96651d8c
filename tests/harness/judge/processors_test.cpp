// Which SMs are slow, and in which words?
#include "harness/judge/processors.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace assay::judge {
namespace {

document::CaseRecord counted(std::vector<double> rates, DataType type = DataType::bf16) {
  document::CaseRecord record;
  record.parameters.type = type;
  auto& processors = record.processors.emplace();
  processors.median = document::median_of(rates);
  processors.minimum = 1;
  processors.maximum = 2;
  for (std::size_t i = 0; i < rates.size(); ++i) processors.number.push_back(50 + i);
  processors.flop_per_clock = std::move(rates);
  return record;
}

std::string said_of(const document::CaseRecord& record) {
  return slow_sentence(*spread_of(record));
}

TEST(Processors, NothingIsSaidWhereNothingWasCounted) {
  EXPECT_FALSE(spread_of(document::CaseRecord{}));
}

TEST(Processors, NoneIsSlowDownToOnePercent) {
  const auto spread = spread_of(counted({4096, 4096, 4096, 4055.04}));
  EXPECT_TRUE(spread->slow.empty());
  EXPECT_EQ(slow_sentence(*spread), "");
  EXPECT_EQ(spread->median, 4096);
  EXPECT_EQ(spread->unit, "FLOP");
}

TEST(Processors, OneBelowIsNamed) {
  EXPECT_EQ(said_of(counted({4096, 4096, 4000, 4096})), "SM 52 does 4000 of 4096 FLOP per clock");
  EXPECT_EQ(said_of(counted({8192, 8192, 8000}, DataType::int8)),
            "SM 52 does 8000 of 8192 op per clock");
}

TEST(Processors, OfManyTheSlowestAreNamed) {
  const auto record = counted({100, 100, 100, 100, 100, 100, 100, 98, 90, 97, 96, 95, 94});
  EXPECT_EQ(said_of(record),
            "SM 58 does 90, SM 62 does 94, SM 61 does 95, SM 60 does 96 of 100 FLOP per clock, and "
            "2 more SMs are slow");
  EXPECT_EQ(spread_of(record)->slow.size(), 6u);
}

}  // namespace
}  // namespace assay::judge
