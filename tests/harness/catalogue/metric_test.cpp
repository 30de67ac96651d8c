// Is every metric held against the right figure, and every metric of the catalogue known?
#include "harness/catalogue/metric.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

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
  EXPECT_EQ(figure_of({.name = "gemm.fp8_e5m2/throughput"}), "tensor.fp8.dense");
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

TEST(Metric, CopiesOfTheHostAreHeldAgainstItsLink) {
  const auto copy = [](const char* direction, const char* memory) {
    return reference_of({.name = "transfer.copy_engine/bandwidth",
                         .parameters = {.direction = direction, .host_memory = memory}});
  };
  EXPECT_EQ(copy("host_to_device", "pinned")->factor, 1);
  EXPECT_EQ(copy("host_both", "pinned")->figure, "pcie.rate_per_direction");
  EXPECT_EQ(copy("host_both", "pinned")->factor, 2);
  EXPECT_FALSE(copy("host_both", "pageable"));
  EXPECT_FALSE(copy("device_to_device", "pinned"));
  for (const char* name : {"l2.read/bandwidth", "shared.read/bandwidth", "latency.chase/latency"}) {
    ASSERT_NE(find_metric(name), nullptr) << name;
    EXPECT_EQ(figure_of({.name = name}), "none");
  }
}

TEST(Metric, OfACaseHasItsParameters) {
  EXPECT_EQ(to_string(metric_of("transfer.copy_engine", Quantity::bandwidth,
                                {.type = DataType::fp32,
                                 .bytes = 1 << 28,
                                 .direction = Direction::host_both,
                                 .cache = Cache::cold,
                                 .host_memory = HostMemory::pageable,
                                 .numa_node = 1})),
            "transfer.copy_engine/bandwidth [type=fp32 direction=host_both host_memory=pageable]");
  EXPECT_EQ(
      to_string(metric_of("launch.latency", Quantity::latency, {.submission = Submission::graph})),
      "launch.latency/latency [type=fp64 submission=graph]");
  // Elsewhere a graph only keeps gaps out of the time: the metric is the same.
  EXPECT_EQ(to_string(metric_of("fma.rate", Quantity::rate, {.submission = Submission::graph})),
            "fma.rate/rate [type=fp64]");
  EXPECT_EQ(to_string(metric_of("latency.chase", Quantity::latency,
                                {.bytes = 16384, .stride = 128, .cache = Cache::warm})),
            "latency.chase/latency [type=fp64 bytes=16KiB stride=128B]");
  EXPECT_EQ(to_string(metric_of("memory.read", Quantity::bandwidth, {.bytes = 16384})),
            "memory.read/bandwidth [type=fp64]");
}

constexpr Parameters kUsualProduct{.type = DataType::fp8_e4m3,
                                   .m = 8192,
                                   .n = 8192,
                                   .k = 8192,
                                   .layout = Layout::row_column,
                                   .accumulation = Accumulation::fast,
                                   .path = Path::native,
                                   .load = Load::sustained};

TEST(Metric, OfAProductInTheUsualWayIsThePlainOne) {
  const Metric metric = metric_of("gemm.fp8_e4m3", Quantity::throughput, kUsualProduct);
  EXPECT_EQ(to_string(metric), "gemm.fp8_e4m3/throughput [type=fp8_e4m3]");
  EXPECT_EQ(figure_of(metric), "tensor.fp8.dense");
  const Metric rate = metric_of("tensor.rate", Quantity::rate,
                                {.type = DataType::bf16,
                                 .sparsity = Sparsity::dense,
                                 .operands = Operands::registers,
                                 .path = Path::native});
  EXPECT_EQ(to_string(rate), "tensor.rate/rate [type=bf16]");
  EXPECT_EQ(figure_of(rate), "tensor.bf16.dense");
}

// The heart of it: what is slower or faster by its way must not be read as the part's rate.
TEST(Metric, OfAProductInAnyOtherWayIsAnotherAndNothingPublishedIsHeldAgainstIt) {
  const Metric plain = metric_of("gemm.fp8_e4m3", Quantity::throughput, kUsualProduct);
  const std::pair<void (*)(Parameters&), const char*> ways[] = {
      {[](Parameters& p) { p.load = Load::burst; }, "load=burst"},
      {[](Parameters& p) { p.path = Path::fallback; }, "path=fallback"},
      {[](Parameters& p) { p.accumulation = Accumulation::promoted; }, "accumulation=promoted"},
      {[](Parameters& p) { p.layout = Layout::row_row; }, "layout=row_row"},
      {[](Parameters& p) { p.sparsity = Sparsity::structured; }, "sparsity=structured"}};
  for (const auto& [change, word] : ways) {
    Parameters other = kUsualProduct;
    change(other);
    const Metric metric = metric_of("gemm.fp8_e4m3", Quantity::throughput, other);
    EXPECT_NE(metric, plain) << word;
    EXPECT_EQ(figure_of(metric), "none") << word;
    EXPECT_EQ(to_string(metric), fmt::format("gemm.fp8_e4m3/throughput [type=fp8_e4m3 {}]", word));
    EXPECT_FALSE(same_way(plain.parameters, metric.parameters)) << word;
    EXPECT_TRUE(same_way(metric.parameters, metric.parameters)) << word;
  }
}

TEST(Metric, TheUsualWayMayBeSpelledOut) {
  const MetricParameters spelled{.layout = "row_column",
                                 .accumulation = "fast",
                                 .sparsity = "dense",
                                 .path = "native",
                                 .load = "sustained"};
  EXPECT_TRUE(same_way(spelled, {}));
  EXPECT_TRUE(usual_way(spelled));
  EXPECT_EQ(figure_of({.name = "gemm.bf16/throughput", .parameters = spelled}),
            "tensor.bf16.dense");
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
