// Above which value is a measurement impossible?
#include "harness/judge/verdict/ceiling.hpp"

#include <gtest/gtest.h>

namespace assay::judge {
namespace {

using catalogue::Metric;

const catalogue::Catalogue& published() {
  static const catalogue::Catalogue catalogue = catalogue::embedded_catalogue();
  return catalogue;
}

std::optional<GateValue> ceiling(const char* part, const Metric& metric) {
  return ceiling_of(published(), published().at(part, "test"), metric);
}

TEST(Ceiling, SmsTimesRateTimesTheHighestClock) {
  const auto found = ceiling("h100-sxm", {.name = "gemm.bf16/throughput"});
  EXPECT_DOUBLE_EQ(found->value, 132 * 4096 * 1.98e9 * 1.02) << "above the published 989 TFLOP/s";
  EXPECT_EQ(found->source, "2 % above 132 SMs x 4096 a clock x 1980 MHz");
}

TEST(Ceiling, ThePublishedRateOfAnH20IsNone) {
  const auto found = ceiling("h20", {.name = "gemm.bf16/throughput"});
  EXPECT_DOUBLE_EQ(found->value, 148e12 * 1.10) << "158 TFLOP/s are possible at 1980 MHz";
  EXPECT_NE(found->source.find("no highest clock is published"), std::string::npos);
}

TEST(Ceiling, MemoryIsBusTimesClock) {
  const auto found = ceiling("h100-sxm", {.name = "memory.read/bandwidth"});
  EXPECT_DOUBLE_EQ(found->value, 5120 * 2.619e9 * 2 / 8 * 1.02);
  EXPECT_DOUBLE_EQ(ceiling("h200-sxm", {.name = "memory.read/bandwidth"})->value,
                   6016 * 3.201e9 * 2 / 8 * 1.02)
      << "of the bus that is used";
  EXPECT_DOUBLE_EQ(ceiling("h20", {.name = "memory.read/bandwidth"})->value, 4e12 * 1.02)
      << "its bus and clock are inferred";
}

TEST(Ceiling, LinksByDirection) {
  const auto peer = [](const char* direction) {
    return ceiling("h100-sxm",
                   {.name = "transfer.peer/bandwidth", .parameters = {.direction = direction}})
        ->value;
  };
  EXPECT_DOUBLE_EQ(peer("one"), 450e9 * 1.02);
  EXPECT_DOUBLE_EQ(peer("both"), 900e9 * 1.02);
}

TEST(Ceiling, ASwitchThatReducesDoublesTheBusBandwidthAtMost) {
  const auto reduce = [](const char* algorithm) {
    return ceiling("h100-sxm", {.name = "collective.all_reduce/bus_bandwidth",
                                .parameters = {.algorithm = algorithm}})
        ->value;
  };
  EXPECT_DOUBLE_EQ(reduce("ring"), 450e9 * 1.02);
  EXPECT_DOUBLE_EQ(reduce("nvls"), 900e9 * 1.02);
}

TEST(Ceiling, ACopyIsNoFasterThanTheMemory) {
  const auto copy = [](const char* part, const char* direction) {
    return ceiling(part, {.name = "transfer.copy_engine/bandwidth",
                          .parameters = {.direction = direction}})
        ->value;
  };
  EXPECT_DOUBLE_EQ(copy("h100-sxm", "host_to_device"), 64e9 * 1.02);
  EXPECT_DOUBLE_EQ(copy("h20", "host_to_device"), 4e12 * 1.02) << "its PCIe rate is not published";
  EXPECT_DOUBLE_EQ(copy("h20", "device_to_device"), 4e12 * 1.02);
  EXPECT_DOUBLE_EQ(copy("h100-sxm", "host_both"), 2 * 64e9 * 1.02);
}

TEST(Ceiling, CapacityAsReportedElseAsSold) {
  EXPECT_EQ(ceiling("h20", {.name = "memory.capacity/capacity"})->value, 102625181696.0);
  EXPECT_DOUBLE_EQ(ceiling("h100-pcie", {.name = "memory.capacity/capacity"})->value,
                   80 * 1073741824.0);
}

TEST(Ceiling, NothingBoundsALatencyOrAnUnknownMetric) {
  EXPECT_FALSE(ceiling("h20", {.name = "launch.latency/latency"}));
  EXPECT_FALSE(ceiling("h20", {.name = "gemm.portable/throughput"}));
}

// Every rate of every part has one: 1.7e6 GB/s must never pass.
TEST(Ceiling, EveryRateOfEveryPartIsBounded) {
  for (const auto& part : published().parts) {
    for (const char* name : {"gemm.bf16/throughput", "gemm.fp16/throughput",
                             "memory.read/bandwidth", "memory.copy/bandwidth"}) {
      EXPECT_TRUE(ceiling_of(published(), part, {.name = name})) << part.id << ' ' << name;
    }
  }
}

}  // namespace
}  // namespace assay::judge
