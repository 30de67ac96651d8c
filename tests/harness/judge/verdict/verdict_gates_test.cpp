// Do given gates replace the default ones, and only those?
#include "harness/judge/verdict/verdict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/harness/judge/verdict/verdict_documents.hpp"

namespace assay::judge {
namespace {

using document::Document;
using testing::HasSubstr;

Gate gate(const std::string& name, std::optional<double> lower, std::optional<double> upper = {}) {
  return {.metric = name,
          .parameters = {},
          .bytes = {},
          .expected = {},
          .lower = lower,
          .upper = upper,
          .unit = "GB/s",
          .source = "contract",
          .date = "2026-11"};
}

DocumentVerdict gated(const Document& document, std::vector<Gate> gates,
                      const std::string& part = "h20") {
  return judged(document, {.gates = GatesFile{"gates.json", part, std::move(gates)}});
}

TEST(VerdictGates, AFileReplacesTheDefaultForWhatItNames) {
  const auto verdict = gated(healthy("h20"), {gate("memory.*/bandwidth", 1e12)});
  EXPECT_EQ(metric(verdict, "memory.copy/bandwidth").lower->value, 1e12);
  EXPECT_EQ(metric(verdict, "memory.copy/bandwidth").lower->source,
            "gates file: contract, 2026-11");
  EXPECT_EQ(metric(verdict, "memory.copy/bandwidth").upper->value, 4e12 * kCeilingMargin);
  EXPECT_DOUBLE_EQ(metric(verdict, "gemm.bf16/throughput").lower->value, 141.86e12 * 0.95);
  EXPECT_EQ(verdict.state, State::pass) << why(verdict);
}

TEST(VerdictGates, TheStricterOfTwoHolds) {
  const auto verdict = gated(
      healthy("h20"), {gate("memory.*/bandwidth", 3.9e12), gate("memory.copy/bandwidth", 1e12)});
  EXPECT_EQ(metric(verdict, "memory.copy/bandwidth").status, MetricStatus::fail);
}

TEST(VerdictGates, AnUpperGateFailsToo) {
  const auto verdict = gated(healthy("h20"), {gate("memory.copy/bandwidth", {}, 1e12)});
  EXPECT_EQ(metric(verdict, "memory.copy/bandwidth").status, MetricStatus::fail);
  EXPECT_THAT(metric(verdict, "memory.copy/bandwidth").reason, HasSubstr("above the gate"));
}

TEST(VerdictGates, ARequiredGateWithoutACaseIsNotMeasured) {
  auto absent = gate("collective.all_reduce/bus_bandwidth", 3e11);
  EXPECT_EQ(gated(healthy("h20"), {absent}).state, State::could_not_judge);
  absent.required = false;
  const auto verdict = gated(healthy("h20"), {absent});
  EXPECT_EQ(verdict.state, State::pass) << why(verdict);
  EXPECT_EQ(metric(verdict, absent.metric).status, MetricStatus::not_measured);
}

TEST(VerdictGates, ASizeIsMatchedExactly) {
  const auto document = healthy("h20");
  auto sized = gate("memory.copy/bandwidth", 9e12);
  sized.bytes = 12345;
  EXPECT_EQ(gated(document, {sized}).state, State::could_not_judge);
  auto copy = document;
  sized.bytes = record(copy, "memory.copy").parameters.bytes;
  EXPECT_EQ(gated(document, {sized}).state, State::fail);
}

// A latency of some size is no latency of another; and a gate that names no size judges none.
TEST(VerdictGates, AChaseIsJudgedAtItsSize) {
  auto document = healthy("h20");
  auto& chase = document.cases.emplace_back(record(document, "memory.copy"));
  chase.name = chase.kernel = "latency.chase";
  chase.quantity = Quantity::latency;
  chase.parameters = {.bytes = 16384, .stride = 128};
  chase.statistics =
      measure::Statistics{.count = 1, .median = 2e-8, .interval_low = 2e-8, .interval_high = 2e-8};
  auto limit = gate("latency.chase/latency", {}, 1e-8);
  EXPECT_EQ(gated(document, {limit}).state, State::could_not_judge);
  limit.bytes = 1 << 30;
  EXPECT_EQ(gated(document, {limit}).state, State::could_not_judge);
  limit.bytes = 16384;
  EXPECT_EQ(gated(document, {limit}).state, State::fail);
  limit.upper = 3e-8;
  EXPECT_EQ(gated(document, {limit}).state, State::pass) << why(gated(document, {limit}));
}

TEST(VerdictGates, PageableMemoryIsNotJudgedAsPinned) {
  auto document = healthy("h20");
  auto& copy = document.cases.emplace_back(record(document, "memory.copy"));
  copy.name = copy.kernel = "transfer.copy_engine";
  copy.parameters = {.bytes = 1 << 28,
                     .direction = Direction::host_to_device,
                     .host_memory = HostMemory::pageable};
  copy.statistics =
      measure::Statistics{.count = 1, .median = 8e9, .interval_low = 8e9, .interval_high = 8e9};
  auto limit = gate("transfer.copy_engine/bandwidth", 5e10);
  limit.parameters.direction = "host_to_device";
  EXPECT_EQ(gated(document, {limit}).state, State::could_not_judge);
  limit.parameters.host_memory = "pageable";
  EXPECT_EQ(gated(document, {limit}).state, State::fail);
}

TEST(VerdictGates, ABurstIsGatedWhereTheGateSaysSo) {
  auto document = healthy("h100-sxm");
  auto burst = record(document, "gemm.bf16");
  burst.name += " burst";
  burst.parameters.load = Load::burst;
  const double rate = burst.statistics->median;
  document.cases.push_back(burst);
  auto limit = gate("gemm.bf16/throughput", 0.5 * rate);
  EXPECT_EQ(gated(document, {limit}, "h100-sxm").state, State::pass);
  limit.parameters.load = "burst";
  EXPECT_EQ(gated(document, {limit}, "h100-sxm").state, State::pass);
  limit.lower = 1.01 * rate;
  const auto verdict = gated(document, {limit}, "h100-sxm");
  EXPECT_EQ(verdict.state, State::fail) << why(verdict);
  document.cases.pop_back();
  EXPECT_EQ(gated(document, {limit}, "h100-sxm").state, State::could_not_judge);
}

TEST(VerdictGates, GatesOfAnotherPartJudgeNothing) {
  const auto verdict = gated(healthy("h20"), {gate("memory.*/bandwidth", 1e12)}, "h100-sxm");
  EXPECT_EQ(verdict.state, State::could_not_judge);
  EXPECT_THAT(why(verdict), HasSubstr("gates.json is for h100-sxm, not for h20"));
}

}  // namespace
}  // namespace assay::judge
