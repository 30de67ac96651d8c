// What does a run say of matrix products, SMs one by one, and long cases?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <sstream>
#include <string>

#include "harness/report/case_cells.hpp"
#include "harness/report/curve_section.hpp"
#include "harness/report/gemm_section.hpp"
#include "harness/report/plain.hpp"
#include "harness/report/processor_section.hpp"
#include "harness/report/text.hpp"

namespace assay::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kNotRead = std::numeric_limits<double>::quiet_NaN();

document::CaseRecord measured(std::string kernel, Quantity quantity, Parameters parameters,
                              double median) {
  document::CaseRecord made;
  made.name = kernel + " " + std::to_string(median);
  made.kernel = std::move(kernel);
  made.quantity = quantity;
  made.parameters = parameters;
  made.device = "cuda:0";
  made.status = measure::Status::ok;
  made.statistics = measure::Statistics{.count = 9, .median = median};
  return made;
}

document::CaseRecord gemm() {
  auto made = measured("gemm.bf16", Quantity::throughput,
                       {.type = DataType::bf16,
                        .m = 8192,
                        .n = 8192,
                        .k = 8192,
                        .layout = Layout::row_column,
                        .path = Path::native,
                        .load = Load::sustained},
                       6e14);
  made.work = {.bytes = 402653184, .flop = 1099511627776};
  made.instruction = "wgmma.m64n256k16.f32.bf16.bf16";
  return made;
}

document::CaseRecord read() {
  auto made = measured("memory.read", Quantity::bandwidth, {.bytes = 1 << 30}, 3e12);
  made.work.bytes = 1 << 30;
  return made;
}

measure::ReferenceResult timed(double best, double by_default) {
  const auto timing = [](double ratio) {
    return measure::ReferenceTiming{.algorithm = "one",
                                    .ratio = measure::Statistics{.median = ratio}};
  };
  return {.library = "cuBLASLt",
          .version = "13.0.2",
          .algorithms = 8,
          .right = true,
          .by_default = timing(by_default),
          .best = timing(best)};
}

document::Document with(std::vector<document::CaseRecord> cases) {
  document::Document document;
  document.facts.cuda.devices.emplace_back().name = "GPU";
  document.cases = std::move(cases);
  return document;
}

std::string section(std::vector<document::CaseRecord> cases) {
  return gemm_section(with(std::move(cases)), "cuda:0", kLineWidth);
}

TEST(GemmSection, IsExactlyThis) {
  auto compared = gemm();
  compared.reference = timed(1.034, 1.05);
  EXPECT_EQ(section({read(), compared}),
            "Ridge: bf16 200 FLOP/B by gemm.bf16, against 3.00 TB/s by memory.read\n"
            "kernel     parameters        FLOP/B  of roof    best  default\n"
            "gemm.bf16  8192^3 sustained    2731  100.0 %  1.03 x   1.05 x\n"
            "cuBLASLt 13.0.2: best and default algorithm, their time over ours (1 case)\n"
            "gemm.bf16: wgmma.m64n256k16.f32.bf16.bf16\n");
}

TEST(GemmSection, IsEmptyWhereThereIsNothingToSay) {
  EXPECT_EQ(section({read()}), "");
  EXPECT_EQ(gemm_section(with({read(), gemm()}), "cuda:1", kLineWidth), "");
}

TEST(GemmSection, ALibraryThatIsNotThereIsSaidOnce) {
  auto one = gemm(), other = gemm();
  other.name = "other";
  one.reference = other.reference = measure::ReferenceResult{
      .library = "cuBLASLt", .unavailable = "libcublasLt.so.13 was not found"};
  const auto text = section({one, other});
  EXPECT_THAT(text,
              HasSubstr("cuBLASLt: nothing to compare with: libcublasLt.so.13 was not found"));
  EXPECT_THAT(text, HasSubstr("(2 cases)"));
  EXPECT_THAT(text, Not(HasSubstr("kernel"))) << "no table without a roofline";
}

TEST(GemmSection, AWrongLibraryHasNoRatio) {
  auto one = gemm();
  one.reference = timed(1, 1);
  one.reference->right = false;
  one.reference->best->ratio.reset();
  const auto text = section({one});
  EXPECT_THAT(text, HasSubstr("wrong"));
  EXPECT_THAT(text, HasSubstr("cuBLASLt 13.0.2: its own answer was wrong"));
}

TEST(GemmSection, AFallbackIsMarked) {
  auto fallback = gemm();
  fallback.parameters.path = Path::fallback;
  fallback.instruction = "mma.sync.m16n8k16.f32.bf16.bf16";
  const auto document = with({fallback});
  EXPECT_THAT(gemm_section(document, "cuda:0", kLineWidth),
              HasSubstr("gemm.bf16: mma.sync.m16n8k16.f32.bf16.bf16, a FALLBACK: its rates"));
  EXPECT_THAT(text_report(document), HasSubstr("fallback 8192^3"));
}

TEST(ShortParameters, SaysWhatIsNoPlainRateInFront) {
  auto record = gemm();
  const auto after = [&](const auto& change) {
    auto made = record;
    change(made.parameters);
    return short_parameters(made, false);
  };
  EXPECT_EQ(after([](auto&) {}), "8192^3 sustained");
  EXPECT_EQ(after([](auto& p) { p.load = Load::burst; }), "burst 8192^3");
  EXPECT_EQ(after([](auto& p) { p.path = Path::fallback; }), "fallback 8192^3 sustained");
  EXPECT_EQ(after([](auto& p) { p.accumulation = Accumulation::promoted; }),
            "prom 8192^3 sustained");
  EXPECT_EQ(after([](auto& p) { p.layout = Layout::row_row; }), "8192^3 sustained row_row");
  EXPECT_EQ(after([](auto& p) { p.k = 64; }), "8192x8192x64 sustained");
  record = measured("tensor.rate", Quantity::rate, {.type = DataType::bf16}, 1);
  EXPECT_EQ(after([](auto& p) {
              p.sparsity = Sparsity::structured;
              p.operands = Operands::registers;
            }),
            "sparse bf16 registers");
}

TEST(ProcessorSection, NamesTheSlow) {
  auto rate = measured("tensor.rate", Quantity::rate, {.type = DataType::bf16}, 1e15);
  EXPECT_EQ(processor_section(with({rate}), "cuda:0", kLineWidth), "");
  rate.processors = document::ProcessorRates{.number = {0, 1, 57},
                                             .flop_per_clock = {4096, 4095.5, 4000},
                                             .median = 4095.5,
                                             .minimum = 4000,
                                             .maximum = 4096};
  EXPECT_EQ(processor_section(with({rate}), "cuda:0", kLineWidth),
            "tensor.rate bf16: 4095.5 FLOP per SM and clock, 4000 to 4096 over 3 SMs; SLOW:\n"
            "  SM 57 does 4000 of 4096 FLOP per clock\n");
}

document::CaseRecord soaked(std::size_t seconds) {
  auto made = gemm();
  auto& curve = made.curve.emplace();
  for (std::size_t i = 0; i < seconds; ++i) {
    curve.at_s.push_back(static_cast<double>(i));
    curve.sample_s.push_back(0.002);
    curve.clock_hz.push_back(i == 1 ? kNotRead : 1.755e9);
    curve.clock_events.push_back(i == 0 ? 0 : 4);
  }
  return made;
}

TEST(CurveSection, IsExactlyThis) {
  EXPECT_EQ(curve_section(with({soaked(2)}), "cuda:0", kLineWidth),
            "gemm.bf16 8192^3 sustained: second by second\n"
            "s         rate   MHz  W  C  clock lowered by\n"
            "0  550 TFLOP/s  1755  -  -\n"
            "1  550 TFLOP/s     -  -  -  software_power_cap\n");
}

TEST(CurveSection, LongOnesAreThinnedOut) {
  const auto text = curve_section(with({soaked(3600)}), "cuda:0", kLineWidth);
  EXPECT_THAT(text, HasSubstr("one second of every 60 shown"));
  EXPECT_THAT(text, HasSubstr("\n3540  "));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2 + 60);
}

TEST(Sections, NoLineIsTooWide) {
  auto wide = soaked(61);
  wide.kernel = "gemm.fp8_e4m3";
  wide.parameters.type = DataType::fp8_e4m3;
  wide.parameters.m = 16384;
  wide.parameters.n = 57344;
  wide.parameters.layout = Layout::column_column;
  wide.parameters.accumulation = Accumulation::promoted;
  wide.reference = timed(1, 1);
  auto document = with({read(), gemm(), wide});
  for (const bool simulated : {false, true}) {
    if (simulated) document.run.simulated = simulate::Simulation{.part = "h20"};
    std::istringstream lines(text_report(document));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(width(line), kLineWidth) << line;
  }
}

TEST(Sections, CorruptionIsSaidOnceInTheWordsOfTheRun) {
  auto corrupted = gemm();
  corrupted.status = measure::Status::wrong;
  corrupted.statistics.reset();
  corrupted.reason = "silent corruption: computed by SM 57";
  corrupted.corruption = measure::SilentCorruption{
      .sample = 12, .elements = 32768, .row = 128, .column = 256, .processor = 57};
  const auto text = text_report(with({corrupted}));
  const auto first = text.find(corrupted.reason);
  ASSERT_NE(first, std::string::npos) << text;
  EXPECT_EQ(text.find("silent corruption", first + 1), std::string::npos) << text;
}

}  // namespace
}  // namespace assay::report
