// Does a simulated part do what is published of it, and do the faults change what they should?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "harness/core/words.hpp"
#include "harness/simulate/performance.hpp"
#include "tests/harness/simulate/simulate_test_support.hpp"

namespace assay::simulate {
namespace {

using measure::ClockEvent;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr double kPrecision = 1e-9;  // relative; times are rounded on the way

void expect_ratio(double value, double to, double ratio) {
  EXPECT_NEAR(value / to, ratio, kPrecision * ratio);
}

bool has_event(const document::CaseRecord& record, ClockEvent reason) {
  const auto& events = record.telemetry.clock_events.value();
  return std::any_of(events.begin(), events.end(),
                     [&](const auto& event) { return event.reason == reason; });
}

TEST(Performance, ReachesTheTypicalFigureWhereThereIsOne) {
  const auto h100 = simulated_document(published(), exact("h100-sxm"));
  const auto& part = published().at("h100-sxm", "test");
  const auto& copy = *part.typical_of({.name = "memory.copy/bandwidth"});
  expect_ratio(median_of(h100, "memory.copy"), copy.median.value(), 1);
  const auto& gemm = *part.typical_of({.name = "gemm.bf16/throughput"});
  ASSERT_FALSE(gemm.median);
  expect_ratio(median_of(h100, "gemm.bf16"), (gemm.low + gemm.high) / 2, 1);
}

TEST(Performance, TakesTheShareOfItsKinWhereNobodyMeasuredThePart) {
  const auto& catalogue = published();
  ASSERT_THAT(catalogue.at("h20-3e", "test").typical_of({.name = "gemm.bf16/throughput"}),
              testing::IsNull());
  const auto h20 = simulated_document(catalogue, exact("h20"));
  const auto h20_3e = simulated_document(catalogue, exact("h20-3e"));
  expect_ratio(median_of(h20_3e, "gemm.bf16"), median_of(h20, "gemm.bf16"), 1);
  expect_ratio(median_of(h20_3e, "memory.triad"), median_of(h20, "memory.triad"), 4.8 / 4.0);
}

TEST(Performance, TensorRateIsMultiprocessorsTimesWidthTimesClock) {
  for (const auto& [part, sms, width] :
       {std::tuple{"h20", 78, 1024}, std::tuple{"h100-sxm", 132, 4096},
        std::tuple{"a100-sxm-80gb", 108, 2048}}) {
    const auto document = simulated_document(published(), exact(part));
    const auto& record = case_of(document, "tensor.rate", DataType::bf16);
    expect_ratio(record.statistics->median, *record.telemetry.clock_hz, sms * width);
    EXPECT_EQ(median_of(document, "sm.census"), sms);
    EXPECT_LE(record.statistics->median,
              (1 + kPrecision) * published().at(part, "test").value("tensor.bf16.dense").value());
  }
}

// What a processor counts in its own cycles shows the part, whatever the clock.
TEST(Performance, EverySmCountsItsOwnCycles) {
  for (const double clock_ratio : {1.0, 0.6}) {
    auto options = exact("h20");
    options.simulation.clock_ratio = clock_ratio;
    options.simulation.disabled_multiprocessors = 8;
    const auto document = simulated_document(published(), options);
    const auto& rates = case_of(document, "tensor.rate", DataType::bf16).processors.value();
    EXPECT_EQ(rates.number.size(), 70u);
    expect_ratio(rates.median, 1024, 1);
    expect_ratio(rates.minimum, rates.maximum, 1);
    EXPECT_FALSE(case_of(document, "fma.rate").processors);
  }
}

TEST(Performance, ProductsAreNamedAsThoseOfDevices) {
  const auto h20 = simulated_document(published(), exact("h20"));
  EXPECT_EQ(case_of(h20, "gemm.fp8_e4m3").name,
            "gemm.fp8_e4m3/throughput [m=4096 n=4096 k=4096 type=fp8_e4m3 layout=row_column "
            "accumulation=fast path=native load=sustained] cuda:0");
  EXPECT_EQ(case_of(h20, "tensor.rate", DataType::bf16).name,
            "tensor.rate/rate [type=bf16 sparsity=dense operands=shared path=native] cuda:0");
  EXPECT_EQ(case_of(simulated_document(published(), exact("a100-sxm-80gb")), "tensor.rate",
                    DataType::bf16)
                .parameters.operands,
            Operands::registers);
  EXPECT_EQ(case_of(h20, "gemm.fp32").name,
            "gemm.fp32/throughput [m=4096 n=4096 k=4096 type=fp32] cuda:0");
}

TEST(Performance, AnH100IsHeldDownByPowerInAGemmAndAnH20IsNot) {
  const auto h100 = simulated_document(published(), exact("h100-sxm"));
  const auto& hungry = case_of(h100, "gemm.bf16");
  EXPECT_TRUE(has_event(hungry, ClockEvent::software_power_cap));
  EXPECT_EQ(hungry.telemetry.power_w, 700);
  EXPECT_LT(*hungry.telemetry.clock_hz, 0.85 * 1.83e9);

  const auto h20 = simulated_document(published(), exact("h20"));
  const auto& modest = case_of(h20, "gemm.bf16");
  EXPECT_THAT(*modest.telemetry.clock_events, IsEmpty());
  EXPECT_LT(*modest.telemetry.power_w, 500);
  EXPECT_EQ(modest.telemetry.clock_hz,
            case_of(h20, "tensor.rate", DataType::bf16).telemetry.clock_hz);
}

TEST(Performance, ClockRatioScalesArithmeticAndKeepsRatePerSmAndClock) {
  auto options = exact("h100-sxm");
  const auto healthy = simulated_document(published(), options);
  options.simulation.clock_ratio = 0.6;
  const auto slow = simulated_document(published(), options);
  for (const char* kernel : {"tensor.rate", "fma.rate", "gemm.bf16"}) {
    const auto &a = case_of(healthy, kernel), &b = case_of(slow, kernel);
    expect_ratio(b.statistics->median, a.statistics->median, 0.6);
    expect_ratio(*b.telemetry.clock_hz, *a.telemetry.clock_hz, 0.6);
    EXPECT_TRUE(has_event(b, ClockEvent::application_clocks)) << kernel;
    EXPECT_LT(*b.telemetry.power_w, *a.telemetry.power_w);
  }
  EXPECT_EQ(median_of(slow, "memory.copy"), median_of(healthy, "memory.copy"));
  EXPECT_EQ(median_of(slow, "sm.census"), 132);
}

TEST(Performance, APowerCapLowersTheClockByTheCubeRoot) {
  auto options = exact("h100-sxm");
  const auto healthy = simulated_document(published(), options);
  options.simulation.power_cap_w = 350;
  const auto capped = simulated_document(published(), options);
  const auto &a = case_of(healthy, "gemm.bf16"), &b = case_of(capped, "gemm.bf16");
  expect_ratio(b.statistics->median, a.statistics->median, std::cbrt(0.5));
  expect_ratio(*b.telemetry.clock_hz, *a.telemetry.clock_hz, std::cbrt(0.5));
  EXPECT_EQ(b.telemetry.power_w, 350);
  EXPECT_TRUE(has_event(b, ClockEvent::software_power_cap));
  EXPECT_EQ(median_of(capped, "memory.copy"), median_of(healthy, "memory.copy"));
  EXPECT_EQ(capped.facts.cuda.devices[0].power_limit_w, 350);
  EXPECT_EQ(capped.facts.cuda.devices[0].default_power_limit_w, 700);
}

TEST(Performance, APowerCapThatIsNotReachedChangesNothing) {
  auto options = exact("h20");
  const auto healthy = simulated_document(published(), options);
  options.simulation.power_cap_w = 450;
  const auto capped = simulated_document(published(), options);
  EXPECT_EQ(median_of(capped, "gemm.bf16"), median_of(healthy, "gemm.bf16"));
  EXPECT_THAT(*case_of(capped, "gemm.bf16").telemetry.clock_events, IsEmpty());
}

TEST(Performance, DisabledMultiprocessorsLowerCensusAndArithmetic) {
  auto options = exact("h20");
  const auto healthy = simulated_document(published(), options);
  options.simulation.disabled_multiprocessors = 8;
  const auto fewer = simulated_document(published(), options);
  EXPECT_EQ(median_of(fewer, "sm.census"), 70);
  expect_ratio(median_of(fewer, "tensor.rate"), median_of(healthy, "tensor.rate"), 70.0 / 78);
  EXPECT_EQ(median_of(fewer, "memory.copy"), median_of(healthy, "memory.copy"));
  EXPECT_EQ(fewer.facts.cuda.devices[0].multiprocessors, 78u) << "the driver still claims all";
}

TEST(Performance, ASliceHasItsShareOfEverything) {
  auto options = exact("h100-sxm");
  options.mig = MigSlice{.multiprocessors = 66, .memory_fraction = 0.5};
  const auto whole = simulated_document(published(), exact("h100-sxm"));
  const auto slice = simulated_document(published(), options);
  expect_ratio(median_of(slice, "gemm.bf16"), median_of(whole, "gemm.bf16"), 0.5);
  expect_ratio(median_of(slice, "memory.read"), median_of(whole, "memory.read"), 0.5);
  expect_ratio(median_of(slice, "memory.capacity"), median_of(whole, "memory.capacity"), 0.5);
  EXPECT_EQ(median_of(slice, "sm.census"), 66);
  const auto& gpu = slice.facts.cuda.devices[0];
  EXPECT_EQ(gpu.mig, true);
  EXPECT_EQ(gpu.multiprocessors, 66u);
  EXPECT_EQ(gpu.name, "NVIDIA H100 80GB HBM3 MIG 4g.40gb");
}

TEST(Performance, APartThatLacksATypeHasNoCaseOfIt) {
  const auto a100 = simulated_document(published(), exact("a100-sxm-80gb"));
  EXPECT_EQ(find_case(a100, "gemm.fp8_e4m3"), nullptr);
  EXPECT_EQ(find_case(a100, "tensor.rate", DataType::fp8_e4m3), nullptr);
  EXPECT_NE(find_case(a100, "tensor.rate", DataType::tf32), nullptr);
}

// Nobody published how many SMs a B300 has: what hangs on them is not made up.
TEST(Performance, WithoutAPublishedCountThereIsNoCensus) {
  const auto b300 = simulated_document(published(), exact("b300"));
  EXPECT_EQ(find_case(b300, "sm.census"), nullptr);
  EXPECT_EQ(find_case(b300, "tensor.rate"), nullptr);
  EXPECT_NE(find_case(b300, "gemm.bf16"), nullptr);
}

TEST(Performance, NoHealthyPartExceedsWhatIsPublished) {
  for (const auto& part : published().parts) {
    auto options = exact(part.id);
    options.links = true;
    const auto document = simulated_document(published(), options);
    ASSERT_THAT(document.cases, Not(IsEmpty()));
    for (const auto& record : document.cases) {
      catalogue::Metric metric{
          .name = record.kernel + "/" + std::string(to_string(record.quantity)),
          .parameters = {.type = std::string(to_string(record.parameters.type))}};
      if (record.parameters.direction == Direction::both) metric.parameters.direction = "both";
      if (record.parameters.direction == Direction::device_to_device) continue;
      if (record.parameters.algorithm == Algorithm::nvls) continue;
      const auto reference = reference_of(metric);
      const auto peak = reference ? part.value(reference->figure) : std::nullopt;
      if (!peak) continue;
      // The catalogue's own typical figures may lie a little above: a peak is a rounded number.
      EXPECT_LE(record.statistics->median, 1.03 * *peak * reference->factor)
          << part.id << ' ' << record.name;
    }
  }
}

}  // namespace
}  // namespace assay::simulate
