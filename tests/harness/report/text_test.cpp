// Does the report show every case and every reason, exactly as the document holds them?
#include "harness/report/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>

#include "harness/report/plain.hpp"

namespace assay::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

document::CaseRecord record(const std::string& kernel, Quantity quantity, Parameters parameters) {
  document::CaseRecord made;
  made.name = kernel + "/of this test";
  made.kernel = kernel;
  made.quantity = quantity;
  made.parameters = parameters;
  made.device = "cpu";
  made.reason = "not reached";
  return made;
}

document::CaseRecord measured(document::CaseRecord made, double median, double noise) {
  made.status = measure::Status::ok;
  made.reason.clear();
  made.statistics = measure::Statistics{};
  made.statistics->median = median;
  made.statistics->relative_iqr = noise;
  made.statistics->count = 231;
  return made;
}

document::Document three_cases() {
  document::Document document;
  document.tool.version = "0.1.0";
  document.facts.host.hostname = "db12";
  document.facts.cpu.model = "Model X";
  document.facts.cpu.threads = 2;
  document.facts.cpu.instruction_set = "avx512";
  document.cases = {
      measured(record("memory.read", Quantity::bandwidth, {.bytes = 16384}), 45.21e9, 0.0034),
      measured(record("fma.rate", Quantity::rate, {.type = DataType::fp32}), 1.034e11, 0),
      record("gemm.portable", Quantity::throughput,
             {.type = DataType::fp32, .m = 8192, .n = 1024, .k = 1024})};
  return document;
}

TEST(TextReport, IsExactlyThis) {
  EXPECT_EQ(text_report(three_cases()),
            "assay 0.1.0 on db12, level quick\n"
            "\n"
            "cpu: Model X, 2 threads, avx512\n"
            "kernel         parameters           median  unit     noise  samples  status\n"
            "memory.read    16KiB fp64             45.2  GB/s     0.3 %      231  ok\n"
            "fma.rate       fp32                    103  GFLOP/s  0.0 %      231  ok\n"
            "gemm.portable  8192x1024x1024 fp32       -  -            -        -  skipped\n"
            "\n"
            "skipped: gemm.portable/of this test: not reached\n"
            "3 cases: 2 ok, 1 skipped\n");
}

TEST(TextReport, ShowsEveryStatusAndSharesReasons) {
  auto document = three_cases();
  document.cases[0].statistics.reset();
  document.cases[0].status = measure::Status::wrong;
  document.cases[0].reason = "element 3 is 1, expected 2";
  document.cases[1] = document.cases[2];
  document.run.interrupted_by = "SIGINT";
  const std::string text = text_report(document);
  EXPECT_THAT(text, HasSubstr("-  wrong\n"));
  EXPECT_THAT(text, HasSubstr("wrong: memory.read/of this test: element 3 is 1, expected 2\n"));
  EXPECT_THAT(text, HasSubstr("skipped: 2 cases: not reached\n"));
  EXPECT_THAT(text, HasSubstr("3 cases: 1 wrong, 2 skipped; interrupted by SIGINT\n"));
}

TEST(TextReport, HasATableForEachDevice) {
  auto document = three_cases();
  document.cases[2].device = "cuda:0";
  EXPECT_THAT(text_report(document), HasSubstr("\ncuda:0: not there\nkernel "));
  probe::CudaFacts gpu;
  gpu.name = "GPU A";
  gpu.multiprocessors = 132;
  gpu.memory_bytes = std::uint64_t{80} << 30;
  document.facts.cuda.devices.push_back(gpu);
  EXPECT_THAT(text_report(document), HasSubstr("\ncuda:0: GPU A, 132 SMs, 80GiB\nkernel "));
}

TEST(TextReport, StaysWithin80ColumnsAndPrintable) {
  auto document = three_cases();
  document.facts.host.hostname = std::string(200, 'h') + "\x1b[2J";
  document.facts.cpu.model = std::string(200, 'm');
  for (auto& one : document.cases) {
    one.kernel = std::string(40, 'k');
    one.parameters = {.m = 1048576, .n = 1048576, .k = 1048576};
  }
  document.cases[2].reason = "a reason with many words, \x1b[1m" + std::string(30, 'r') + " " +
                             std::string(30, 's') + " " + std::string(30, 't');
  const std::string text = text_report(document);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  std::istringstream lines(text);
  for (std::string one; std::getline(lines, one);) EXPECT_LE(width(one), kLineWidth) << one;
}

TEST(TextReport, ShowsSizesBinaryAndCountsWhole) {
  auto document = three_cases();
  document.cases = {measured(record("memory.capacity", Quantity::capacity, {}), 102625181696, 0),
                    measured(record("sm.census", Quantity::count, {}), 132, 0)};
  const std::string text = text_report(document);
  EXPECT_THAT(text, HasSubstr("fp64          95.6  GiB   0.0 %      231  ok\n"));
  EXPECT_THAT(text, HasSubstr("fp64           132        0.0 %      231  ok\n"));
}

// Instead of the number of samples, which the document holds.
TEST(TextReport, ShowsWhatAJouleWasGoodFor) {
  auto document = three_cases();
  for (auto& one : document.cases) one.samples = {0.5, 0.5};
  auto& read = document.cases[0];
  read.work.bytes = 1e9;
  read.iterations_per_sample = 10;
  read.telemetry.energy_j = 4;
  document.cases[1].work.flop = 3e12;
  document.cases[1].telemetry.energy_j = 100;
  document.cases.push_back(measured(record("launch.latency", Quantity::latency, {}), 2e-6, 0));
  document.cases[3].telemetry.energy_j = 1;
  const std::string text = text_report(document);
  EXPECT_THAT(text, HasSubstr("noise       per J  status\n"));
  EXPECT_THAT(text, HasSubstr("45.2  GB/s     0.3 %     5.00 GB  ok\n"));
  EXPECT_THAT(text, HasSubstr("103  GFLOP/s  0.0 %  60.0 GFLOP  ok\n"));
  EXPECT_THAT(text, HasSubstr("2.00  us       0.0 %           -  ok\n"));
  document.run.simulated = simulate::Simulation{.part = "h20"};
  EXPECT_THAT(text_report(document), HasSubstr("samples  status\n")) << "its power is assumed";
}

TEST(TextReport, TellsTheCasesOfAGpuApart) {
  auto document = three_cases();
  const auto shown = [&](const char* kernel, Quantity quantity, Parameters parameters) {
    document.cases = {record(kernel, quantity, parameters)};
    return text_report(document);
  };
  const auto copy = [&](Parameters parameters) {
    parameters.bytes = std::uint64_t{1} << 28;
    return shown("transfer.copy_engine", Quantity::bandwidth, parameters);
  };
  EXPECT_THAT(copy({.direction = Direction::device_to_device}), HasSubstr("  256MiB d2d  "));
  EXPECT_THAT(copy({.direction = Direction::host_to_device,
                    .host_memory = HostMemory::pinned,
                    .numa_node = 1}),
              HasSubstr("  256MiB h2d n1  "));
  EXPECT_THAT(copy({.direction = Direction::device_to_host, .host_memory = HostMemory::pageable}),
              HasSubstr("  256MiB d2h paged  "));
  EXPECT_THAT(copy({.direction = Direction::host_both, .host_memory = HostMemory::pinned}),
              HasSubstr("  256MiB h2d+d2h  "));
  EXPECT_THAT(shown("latency.chase", Quantity::latency,
                    {.bytes = 16384, .stride = 128, .cache = Cache::warm}),
              HasSubstr("  16KiB fp64 by 128B  "));
  EXPECT_THAT(shown("launch.latency", Quantity::latency, {.submission = Submission::graph}),
              HasSubstr("  fp64 graph  "));
  EXPECT_THAT(shown("launch.latency", Quantity::latency, {.submission = Submission::stream}),
              HasSubstr("  fp64  "));
  EXPECT_THAT(shown("memory.read", Quantity::bandwidth, {.bytes = 16384, .cache = Cache::warm}),
              HasSubstr("  16KiB fp64 warm  "));
}

TEST(TextReport, NoiseNeverOutgrowsItsColumn) {
  auto document = three_cases();
  document.run.simulated = simulate::Simulation{.part = "h20"};
  for (const auto& [noise, shown] : {std::pair{0.9994, "  99.9 %  "}, std::pair{0.9996, " 100 %  "},
                                     std::pair{1.234, " 123 %  "}}) {
    document.cases[0].statistics->relative_iqr = noise;
    EXPECT_THAT(text_report(document), HasSubstr(shown));
  }
}

TEST(TextReport, EveryLineOfASimulatedRunSaysSo) {
  auto document = three_cases();
  document.run.simulated = simulate::Simulation{.part = "h20"};
  document.cases[2].kernel = "gemm.fp32";
  document.cases[2].parameters = {.type = DataType::fp32, .m = 8192, .n = 8192, .k = 8192};
  document.cases[2].reason = "a reason so long that it needs a second line, which is marked too";
  EXPECT_EQ(text_report(document),
            "SIMULATED assay 0.1.0 on db12, level quick\n"
            "SIMULATED\n"
            "SIMULATED cpu: Model X, 2 threads, avx512\n"
            "SIMULATED kernel       parameters  median  unit     noise  samples  status\n"
            "SIMULATED memory.read  16KiB fp64    45.2  GB/s     0.3 %      231  ok\n"
            "SIMULATED fma.rate     fp32           103  GFLOP/s  0.0 %      231  ok\n"
            "SIMULATED gemm.fp32    8192^3           -  -            -        -  skipped\n"
            "SIMULATED\n"
            "SIMULATED skipped: gemm.portable/of this test: a reason so long that it needs a\n"
            "SIMULATED   second line, which is marked too\n"
            "SIMULATED 3 cases: 2 ok, 1 skipped\n");
}

TEST(TextReport, ASimulatedRunStaysWithin80ColumnsToo) {
  auto document = three_cases();
  document.run.simulated = simulate::Simulation{.part = "h20"};
  document.facts.host.hostname = std::string(200, 'h');
  for (auto& one : document.cases) one.kernel = std::string(40, 'k');
  document.cases[0].statistics->relative_iqr = 12.345;
  document.cases[0].statistics->count = 1234567;
  document.cases[2].reason = std::string(30, 'r') + " " + std::string(30, 's') + " some more words";
  std::istringstream lines(text_report(document));
  for (std::string one; std::getline(lines, one);) EXPECT_LE(width(one), kLineWidth) << one;
}

}  // namespace
}  // namespace assay::report
