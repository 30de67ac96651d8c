// Is every metric held against the right figure, and every metric of the catalogue known?
#include "harness/catalogue/metric.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "harness/catalogue/catalogue.hpp"

namespace assay::catalogue {
namespace {

std::string figure_of(const Metric& metric) {
  const auto reference = reference_of(metric);
  return reference ? reference->figure : "none";
}

TEST(Metric, IsHeldAgainstTheRightFigure) {
  EXPECT_EQ(figure_of({.name = "gemm.bf16/throughput"}), "tensor.bf16.dense");
  EXPECT_EQ(figure_of({.name = "gemm.fp8_e4m3/throughput"}), "tensor.fp8.dense");
  EXPECT_EQ(figure_of({.name = "gemm.fp32/throughput"}), "vector.fp32.peak");
  EXPECT_EQ(figure_of({.name = "tensor.rate/rate", .parameters = {.type = "fp16"}}),
            "tensor.fp16.dense");
  EXPECT_EQ(figure_of({.name = "tensor.rate/rate", .parameters = {.type = "fp8_e4m3"}}),
            "tensor.fp8.dense");
  EXPECT_EQ(figure_of({.name = "fma.rate/rate", .parameters = {.type = "fp64"}}),
            "vector.fp64.peak");
  EXPECT_EQ(figure_of({.name = "memory.triad/bandwidth"}), "memory.bandwidth");
  EXPECT_EQ(figure_of({.name = "collective.all_reduce/bus_bandwidth",
                       .parameters = {.algorithm = "nvls"}}),
            "none");
  EXPECT_EQ(figure_of({.name = "gemm.portable/throughput"}), "none");
  EXPECT_EQ(reference_of({.name = "transfer.peer/bandwidth", .parameters = {.direction = "both"}})
                ->factor,
            2);
}

TEST(Metric, IsSpelledWithItsParameters) {
  EXPECT_EQ(to_string(Metric{.name = "memory.read/bandwidth"}), "memory.read/bandwidth");
  EXPECT_EQ(to_string(Metric{.name = "collective.all_reduce/bus_bandwidth",
                             .parameters = {.algorithm = "ring", .devices = 8}}),
            "collective.all_reduce/bus_bandwidth [algorithm=ring devices=8]");
}

TEST(Metric, EveryOneOfTheCatalogueIsKnownAndHasAFigure) {
  for (const auto& part : embedded_catalogue().parts) {
    for (const auto& row : part.typical) {
      const MetricInfo* info = find_metric(row.metric.name);
      ASSERT_NE(info, nullptr) << row.metric.name;
      EXPECT_EQ(info->unit, row.unit) << row.metric.name;
    }
  }
}

TEST(Metric, NamesAreUnique) {
  std::set<std::string_view> names;
  for (const auto& metric : metrics()) EXPECT_TRUE(names.insert(metric.name).second);
}

}  // namespace
}  // namespace assay::catalogue
