// Are the words of documents and tables the documented ones?
#include "harness/core/words.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Words, SpellTypesAndQuantities) {
  EXPECT_EQ(to_string(DataType::fp64), "fp64");
  EXPECT_EQ(to_string(DataType::fp32), "fp32");
  EXPECT_EQ(to_string(Quantity::bandwidth), "bandwidth");
  EXPECT_EQ(to_string(Quantity::throughput), "throughput");
  EXPECT_EQ(to_string(Quantity::latency), "latency");
  EXPECT_EQ(to_string(Quantity::rate), "rate");
}

TEST(Words, SpellHowACaseGoesAboutIt) {
  EXPECT_EQ(to_string(Direction::host_both), "host_both");
  EXPECT_EQ(to_string(Cache::cold), "cold");
  EXPECT_EQ(to_string(Cache::warm), "warm");
  EXPECT_EQ(to_string(Submission::stream), "stream");
  EXPECT_EQ(to_string(Submission::graph), "graph");
  EXPECT_EQ(to_string(HostMemory::pinned), "pinned");
  EXPECT_EQ(to_string(HostMemory::pageable), "pageable");
  EXPECT_EQ(to_string(Access::vector), "vector");
  EXPECT_EQ(to_string(Access::bulk), "bulk");
  EXPECT_EQ(to_string(Hint::normal), "normal");
  EXPECT_EQ(to_string(Hint::streaming), "streaming");
  EXPECT_EQ(to_string(Hint::evict_first), "evict_first");
  for (const auto none :
       {to_string(Direction{}), to_string(Engine{}), to_string(Algorithm{}), to_string(Cache{}),
        to_string(Submission{}), to_string(HostMemory{}), to_string(Access{}), to_string(Hint{})}) {
    EXPECT_EQ(none, "none");
  }
}

TEST(Words, UnitsAreSiBaseUnits) {
  EXPECT_EQ(unit_of(Quantity::bandwidth, DataType::fp32), "B/s");
  EXPECT_EQ(unit_of(Quantity::throughput, DataType::fp32), "FLOP/s");
  EXPECT_EQ(unit_of(Quantity::rate, DataType::fp32), "FLOP/s");
  EXPECT_EQ(unit_of(Quantity::latency, DataType::fp32), "s");
}

}  // namespace
}  // namespace assay
