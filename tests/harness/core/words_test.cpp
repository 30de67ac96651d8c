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

TEST(Words, UnitsAreSiBaseUnits) {
  EXPECT_EQ(unit_of(Quantity::bandwidth, DataType::fp32), "B/s");
  EXPECT_EQ(unit_of(Quantity::throughput, DataType::fp32), "FLOP/s");
  EXPECT_EQ(unit_of(Quantity::rate, DataType::fp32), "FLOP/s");
  EXPECT_EQ(unit_of(Quantity::latency, DataType::fp32), "s");
}

}  // namespace
}  // namespace assay
