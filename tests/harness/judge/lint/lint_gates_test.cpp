// Does lint see each kind of gate that cannot judge what it says it judges?
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/judge/lint/lint.hpp"

namespace assay::judge {
namespace {

const catalogue::Catalogue& catalogue_of_binary() {
  static const auto kCatalogue = catalogue::embedded_catalogue();
  return kCatalogue;
}

struct Example {
  const char* part;
  const char* gate;     ///< members in front of a source and a date
  const char* finding;  ///< "check place"; empty: nothing is wrong with it
};

std::vector<Finding> lint_of(const Example& example) {
  const auto text = fmt::format(
      R"({{"schema_version": "1.0.0", "kind": "gates", "part": "{}",
          "gates": [{{{}, "source": "a test", "date": "2026"}}]}})",
      example.part, example.gate);
  return lint_gates(catalogue_of_binary(), parse_gates(text, "gates.json"));
}

void PrintTo(const Example& example, std::ostream* stream) {
  *stream << example.part << " " << example.gate;
}

class LintGates : public testing::TestWithParam<Example> {};

TEST_P(LintGates, FindsExactlyThis) {
  std::vector<std::string> found;
  std::string said;
  for (const auto& finding : lint_of(GetParam())) {
    found.push_back(fmt::format("{}{} {}", finding.severity == Severity::warning ? "warning " : "",
                                finding.check, finding.place));
    said += finding.what + "\n";
  }
  std::vector<std::string> expected;
  if (*GetParam().finding != '\0') expected.emplace_back(GetParam().finding);
  EXPECT_EQ(found, expected) << said;
}

constexpr Example kGood[] = {
    {"h100-sxm",
     R"("metric": "gemm.bf16/throughput", "lower": 680, "upper": 1000, "unit": "TFLOP/s")", ""},
    {"h100-sxm", R"("metric": "memory.*/bandwidth", "lower": 2.75, "unit": "TB/s")", ""},
    {"h20",
     R"("metric": "gemm.bf16/throughput", "parameters": {"type": "bf16"}, "lower": 134, "unit": "TFLOP/s")",
     ""},
    {"h20",
     R"("metric": "tensor.rate/rate", "parameters": {"type": "fp8"}, "lower": 250, "unit": "TFLOP/s")",
     ""},
    {"h20", R"("metric": "sm.census/count", "lower": 78, "upper": 78, "unit": "1")", ""},
    {"h20", R"("metric": "launch.latency/latency", "upper": 20, "unit": "us")", ""},
    {"h100-sxm", R"("metric": "memory.capacity/capacity", "lower": 78, "unit": "GB")", ""},
    {"h100-sxm",
     R"("metric": "collective.all_reduce/bus_bandwidth", "bytes": 1048576, "lower": 40, "unit": "GB/s")",
     ""},
    {"h100-sxm", R"("metric": "collective.all_reduce/bus_bandwidth", "lower": 450, "unit": "GB/s")",
     ""},
    {"h100-sxm",
     R"("metric": "memory.read/bandwidth", "bytes": 8388608, "lower": 5, "unit": "TB/s")", ""},
    {"h100-sxm",
     R"("metric": "transfer.copy_engine/bandwidth", "parameters": {"direction": "host_both", "host_memory": "pinned"}, "lower": 80, "unit": "GB/s")",
     ""},
    {"h20",
     R"("metric": "launch.latency/latency", "parameters": {"submission": "graph"}, "upper": 20, "unit": "us")",
     ""},
};
INSTANTIATE_TEST_SUITE_P(Good, LintGates, testing::ValuesIn(kGood));

constexpr Example kMetrics[] = {
    {"h100-sxm", R"("metric": "gemm-flops/*_tc_.*", "lower": 680, "unit": "TFLOP/s")",
     "metric /gates/0/metric"},
    {"h100-sxm", R"("metric": "memory.triadd/bandwidth", "lower": 3, "unit": "TB/s")",
     "metric /gates/0/metric"},
    {"b100", R"("metric": "gemm.bf16/throughput", "lower": 1500, "unit": "TFLOP/s")", "part /part"},
    {"h100-sxm",
     R"("metric": "memory.read/bandwidth", "parameters": {"direction": "one"}, "lower": 3, "unit": "TB/s")",
     "parameters /gates/0/parameters"},
    {"h100-sxm",
     R"("metric": "gemm.bf16/throughput", "parameters": {"type": "fp16"}, "lower": 680, "unit": "TFLOP/s")",
     "parameters /gates/0/parameters"},
    {"h100-sxm",
     R"("metric": "gemm.bf16/throughput", "bytes": 1024, "lower": 680, "unit": "TFLOP/s")",
     "parameters /gates/0/parameters"},
    {"h100-sxm",
     R"("metric": "transfer.peer/bandwidth", "parameters": {"direction": "host_to_device"}, "lower": 50, "unit": "GB/s")",
     "parameters /gates/0/parameters"},
    {"h100-sxm",
     R"("metric": "fma.rate/rate", "parameters": {"type": "int8"}, "lower": 50, "unit": "TFLOP/s")",
     "parameters /gates/0/parameters"},
    {"h100-sxm",
     R"("metric": "memory.read/bandwidth", "parameters": {"host_memory": "pinned"}, "lower": 3, "unit": "TB/s")",
     "parameters /gates/0/parameters"},
    {"h100-sxm",
     R"("metric": "transfer.copy_engine/bandwidth", "parameters": {"submission": "graph"}, "lower": 50, "unit": "GB/s")",
     "parameters /gates/0/parameters"},
    {"h100-sxm",
     R"("metric": "memory.read/bandwidth", "parameters": {"load": "burst"}, "lower": 3, "unit": "TB/s")",
     "parameters /gates/0/parameters"},
    {"h100-sxm",
     R"("metric": "gemm.bf16/throughput", "parameters": {"accumulation": "promoted"}, "lower": 600, "unit": "TFLOP/s")",
     "parameters /gates/0/parameters"},
    {"a100-sxm-80gb", R"("metric": "gemm.fp8_e4m3/throughput", "lower": 500, "unit": "TFLOP/s")",
     "unsupported /gates/0/metric"},
};
INSTANTIATE_TEST_SUITE_P(Metrics, LintGates, testing::ValuesIn(kMetrics));

constexpr Example kValues[] = {
    {"h200-sxm", R"("metric": "memory.read/bandwidth", "lower": 2333, "unit": "MB/s")",
     "units /gates/0/lower"},
    {"h200-sxm", R"("metric": "memory.read/bandwidth", "lower": 4200, "unit": "TB/s")",
     "units /gates/0/lower"},
    {"h20", R"("metric": "gemm.bf16/throughput", "lower": 134000, "unit": "TFLOP/s")",
     "units /gates/0/lower"},
    {"h20", R"("metric": "gemm.bf16/throughput", "lower": 134, "unit": "MFLOP/s")",
     "units /gates/0/lower"},
    {"h20", R"("metric": "launch.latency/latency", "upper": 20, "unit": "ms")",
     "units /gates/0/upper"},
    {"h20", R"("metric": "memory.capacity/capacity", "lower": 90, "unit": "MB")",
     "units /gates/0/lower"},
    {"b200", R"("metric": "gemm.fp32/throughput", "lower": 3416250, "unit": "GFLOP/s")",
     "ceiling /gates/0/lower"},
    {"h20", R"("metric": "gemm.bf16/throughput", "expected": 200, "lower": 134, "unit": "TFLOP/s")",
     "ceiling /gates/0/expected"},
    {"h100-sxm", R"("metric": "memory.read/bandwidth", "lower": 3.6, "unit": "TB/s")",
     "ceiling /gates/0/lower"},
    {"h100-sxm", R"("metric": "sm.census/count", "lower": 144, "unit": "1")",
     "ceiling /gates/0/lower"},
    {"h100-sxm", R"("metric": "memory.read/bandwidth", "lower": 1.5, "unit": "TB/s")",
     "slack /gates/0/lower"},
    {"h100-sxm", R"("metric": "memory.read/bandwidth", "lower": 0, "unit": "TB/s")",
     "slack /gates/0/lower"},
    {"h20", R"("metric": "gemm.int8/throughput", "lower": 100, "unit": "TOP/s")",
     "warning slack /gates/0/lower"},
    {"h100-sxm", R"("metric": "memory.read/bandwidth", "upper": 3, "unit": "TB/s")",
     "typical /gates/0/upper"},
    {"h100-sxm", R"("metric": "gemm.bf16/throughput", "lower": 900, "unit": "TFLOP/s")",
     "warning typical /gates/0/lower"},
    {"h100-sxm",
     R"("metric": "gemm.bf16/throughput", "expected": 1979, "lower": 680, "unit": "TFLOP/s")",
     "sparse /gates/0/expected"},
    {"h20", R"("metric": "gemm.fp8_e4m3/throughput", "lower": 592, "unit": "TFLOP/s")",
     "sparse /gates/0/lower"},
    {"h100-sxm",
     R"("metric": "collective.all_reduce/bus_bandwidth", "bytes": 8, "lower": 470, "unit": "GB/s")",
     "impossible /gates/0/lower"},
    {"h100-sxm", R"("metric": "memory.read/bandwidth", "bytes": 65536, "lower": 3, "unit": "TB/s")",
     "impossible /gates/0/lower"},
    {"h20", R"("metric": "gemm.fp64/throughput", "expected": 1, "lower": 0.9, "unit": "TFLOP/s")",
     "warning grade /gates/0/expected"},
    {"h20",
     R"("metric": "fma.rate/rate", "parameters": {"type": "fp64"}, "lower": 1, "unit": "TFLOP/s")",
     "warning grade /gates/0/lower"},
    {"h20",
     R"("metric": "fma.rate/rate", "parameters": {"type": "fp32"}, "lower": 44, "unit": "TFLOP/s")",
     "ceiling /gates/0/lower"},
    {"h20", R"("metric": "l2.knee/capacity", "lower": 600, "unit": "MB")", "range /gates/0/lower"},
    {"h20", R"("metric": "launch.latency/latency", "upper": 200, "unit": "us")",
     "range /gates/0/upper"},
    {"h100-sxm",
     R"("metric": "collective.all_reduce/bus_bandwidth", "parameters": {"algorithm": "ring"}, "lower": 470, "unit": "GB/s")",
     "ceiling /gates/0/lower"},
};
INSTANTIATE_TEST_SUITE_P(Values, LintGates, testing::ValuesIn(kValues));

// Whatever a gate is about, a factor of a thousand shows where healthy devices are known.
TEST(LintGate, AThousandIsSeenAtEveryTypicalFigure) {
  for (const auto& part : catalogue_of_binary().parts) {
    for (const auto& row : part.typical) {
      for (const double factor : {1.0, 1e3, 1e-3}) {
        const GatesFile file{.name = "gates.json",
                             .part = part.id,
                             .gates = {{.metric = row.metric.name,
                                        .parameters = row.metric.parameters,
                                        .bytes = {},
                                        .expected = {},
                                        .lower = row.low * factor,
                                        .upper = {},
                                        .unit = row.unit,
                                        .unit_factor = 1,
                                        .source = "a test",
                                        .date = "2026",
                                        .required = true}}};
        const auto found = lint_gates(catalogue_of_binary(), file);
        if (factor == 1) {
          EXPECT_TRUE(found.empty()) << part.id << " " << to_string(row.metric) << found[0].what;
        } else {
          ASSERT_EQ(found.size(), 1u) << part.id << " " << to_string(row.metric);
          EXPECT_EQ(found[0].check, "units") << found[0].what;
        }
      }
    }
  }
}

TEST(LintGate, TwoGatesOnTheSameCasesAreOneTooMany) {
  const auto file = parse_gates(
      R"({"schema_version": "1.0.0", "kind": "gates", "part": "h20", "gates": [
          {"metric": "sm.census/count", "lower": 78, "unit": "1", "source": "a", "date": "2026"},
          {"metric": "sm.census/count", "lower": 77, "unit": "1", "source": "b", "date": "2026"}]})",
      "gates.json");
  const auto found = lint_gates(catalogue_of_binary(), file);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].check + found[0].place, "twice/gates/1/metric");
}

TEST(LintGate, SaysThatAnImpossibleFigureWasNeverVerified) {
  const auto found =
      lint_of({"h20", R"("metric": "gemm.fp32/throughput", "lower": 44, "unit": "TFLOP/s")", ""});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NE(found[0].what.find("it is the published vector.fp32.peak, which is unverified"),
            std::string::npos)
      << found[0].what;
}

TEST(LintGate, SaysWhatWasMeantAndWhatToDo) {
  EXPECT_EQ(
      lint_of(kValues[0]).at(0).what,
      "lower 2333 MB/s of memory.read/bandwidth is 0.052 % of the 4.48 TB/s that healthy devices "
      "reach: the unit is off by a factor of 1000; was 2333 GB/s meant?");
  EXPECT_EQ(lint_of(kMetrics[2]).at(0).what,
            "b100 is no part of the catalogue, and there is no default; nearest: b200, b300");
}

}  // namespace
}  // namespace assay::judge
