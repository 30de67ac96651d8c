// What do slow SMs, fallbacks, bursts and corruption mean for a device?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "harness/judge/verdict/verdict.hpp"
#include "tests/harness/judge/verdict/verdict_documents.hpp"

namespace assay::judge {
namespace {

using document::CaseRecord;
using document::Document;
using testing::HasSubstr;
using testing::Not;

void count_processors(CaseRecord& record, std::vector<double> rates) {
  auto& processors = record.processors.emplace();
  processors.median = document::median_of(rates);
  processors.minimum = *std::min_element(rates.begin(), rates.end());
  processors.maximum = *std::max_element(rates.begin(), rates.end());
  for (std::size_t i = 0; i < rates.size(); ++i) processors.number.push_back(i);
  processors.flop_per_clock = std::move(rates);
}

CaseRecord& tensor_rate(Document& document, DataType type) {
  for (auto& one : document.cases) {
    if (one.kernel == "tensor.rate" && one.parameters.type == type) return one;
  }
  throw std::logic_error("no tensor.rate of that type");
}

void for_each_case(Document& document, const std::string& kernel, const auto& change) {
  for (auto& one : document.cases) {
    if (one.kernel == kernel) change(one);
  }
}

TEST(VerdictProducts, SmsThatAreAlikePass) {
  auto document = healthy("h100-sxm");
  count_processors(tensor_rate(document, DataType::bf16), {4095, 4096, 4090, 4096});
  const auto verdict = judged(document);
  EXPECT_EQ(verdict.state, State::pass) << why(verdict);
  const auto& rate = metric(verdict, "tensor.rate/rate", "bf16");
  EXPECT_EQ(rate.per_sm_clock->value, 4095.5);
  EXPECT_EQ(rate.processors->minimum, 4090);
}

TEST(VerdictProducts, ASlowSmFailsTheDeviceByItsNumber) {
  auto document = healthy("h100-sxm");
  count_processors(tensor_rate(document, DataType::bf16), {4096, 4096, 4000, 4096});
  const auto verdict = judged(document);
  EXPECT_EQ(verdict.state, State::fail);
  EXPECT_EQ(exit_code_of(verdict.state), 1);
  const auto& rate = metric(verdict, "tensor.rate/rate", "bf16");
  EXPECT_EQ(rate.status, MetricStatus::fail);
  EXPECT_EQ(rate.reason, "SM 2 does 4000 of 4096 FLOP per clock");
  EXPECT_EQ(rate.cause->kind, CauseKind::slow_processors);
  EXPECT_EQ(rate.processors->slow.at(0).number, 2u);
  EXPECT_EQ(verdict.devices.at(0).headline, "with slow SMs: tensor.rate bf16");
}

// The rate of the whole device may be short as well, and for another reason.
TEST(VerdictProducts, ASlowSmIsNamedBesideAnotherShortfall) {
  auto document = healthy("h100-sxm");
  auto& record = tensor_rate(document, DataType::bf16);
  record.statistics->median *= 0.5;
  count_processors(record, {4096, 4096, 4000, 4096});
  const auto rate = metric(judged(document), "tensor.rate/rate", "bf16");
  EXPECT_EQ(rate.status, MetricStatus::fail);
  EXPECT_THAT(rate.reason, HasSubstr("SM 2 does 4000 of 4096 FLOP per clock"));
}

TEST(VerdictProducts, AMeasurementWithoutASlowSmDoesNotHideAnother) {
  auto document = healthy("h100-sxm");
  auto again = tensor_rate(document, DataType::bf16);
  again.name += " again";
  again.statistics->median *= 1.001;
  count_processors(again, {4096, 4096, 4096, 4096});
  count_processors(tensor_rate(document, DataType::bf16), {4096, 4096, 4000, 4096});
  document.cases.push_back(again);
  EXPECT_EQ(judged(document).state, State::fail);
}

TEST(VerdictProducts, AFallbackIsNoRateOfThePart) {
  auto document = healthy("h100-sxm");
  for_each_case(document, "gemm.fp8_e4m3", [](CaseRecord& one) {
    one.parameters.path = Path::fallback;
    one.instruction = "mma.sync.m16n8k32.f32.e4m3.e4m3";
    one.statistics->median *= 0.6;
  });
  const auto verdict = judged(document);
  EXPECT_EQ(verdict.state, State::could_not_judge);
  EXPECT_THAT(why(verdict), HasSubstr("gemm.fp8_e4m3/throughput"));
  EXPECT_THAT(why(verdict), HasSubstr("only by the fallback path (mma.sync.m16n8k32.f32.e4m3.e4m3),"
                                      " whose rate is not the part's"));
  for (const auto& one : verdict.devices.at(0).metrics) {
    if (one.metric.name != "gemm.fp8_e4m3/throughput") continue;
    EXPECT_EQ(one.metric.parameters.path, "fallback");
    EXPECT_EQ(one.status, MetricStatus::no_gate) << "shown, and held against nothing";
    EXPECT_FALSE(one.published || one.lower);
  }
}

TEST(VerdictProducts, AFallbackBesideTheNativePathChangesNothing) {
  auto document = healthy("h100-sxm");
  auto fallback = record(document, "gemm.bf16");
  fallback.name += " fallback";
  fallback.parameters.path = Path::fallback;
  fallback.statistics->median *= 0.5;
  document.cases.push_back(fallback);
  const auto verdict = judged(document);
  EXPECT_EQ(verdict.state, State::pass) << why(verdict);
}

// A burst is faster than a device is for long: it may not cover for a slow one.
TEST(VerdictProducts, WhatIsNotTheUsualWayCoversForNothing) {
  using Change = std::function<void(Parameters&)>;
  for (const Change& change : {Change([](auto& p) { p.load = Load::burst; }),
                               Change([](auto& p) { p.accumulation = Accumulation::promoted; }),
                               Change([](auto& p) { p.sparsity = Sparsity::structured; }),
                               Change([](auto& p) { p.path = Path::fallback; })}) {
    auto document = healthy("h100-sxm");
    auto other = record(document, "gemm.bf16");
    other.name += " another way";
    change(other.parameters);
    for_each_case(document, "gemm.bf16", [](CaseRecord& one) { one.statistics->median *= 0.5; });
    document.cases.push_back(other);
    const auto verdict = judged(document);
    EXPECT_EQ(verdict.state, State::fail);
    EXPECT_EQ(metric(verdict, "gemm.bf16/throughput").status, MetricStatus::fail);
  }
}

TEST(VerdictProducts, OfRequiredRatesABurstAloneIsTooLittle) {
  auto document = healthy("h100-sxm");
  for (const char* kernel : {"gemm.bf16", "gemm.fp16"}) {
    for_each_case(document, kernel, [](CaseRecord& one) { one.parameters.load = Load::burst; });
  }
  const auto verdict = judged(document);
  EXPECT_EQ(verdict.state, State::could_not_judge);
  EXPECT_THAT(why(verdict), HasSubstr("only in a burst, which is not the sustained rate"));
}

TEST(VerdictProducts, SilentCorruptionIsAWrongAnswerOfAnSm) {
  auto document = healthy("h100-sxm");
  auto& gemm = record(document, "gemm.bf16");
  gemm.status = measure::Status::wrong;
  gemm.reason = "silent corruption: sample 12 changed (computed by SM 57)";
  gemm.statistics.reset();
  gemm.corruption = measure::SilentCorruption{
      .sample = 12, .elements = 32768, .row = 128, .column = 256, .processor = 57};
  const auto verdict = judged(document);
  EXPECT_EQ(verdict.state, State::wrong);
  EXPECT_EQ(exit_code_of(verdict.state), 4);
  EXPECT_EQ(metric(verdict, "gemm.bf16/throughput").reason, "a wrong answer: " + gemm.reason);
}

TEST(VerdictProducts, TheLibraryBesideIsShown) {
  auto document = healthy("h100-sxm");
  for_each_case(document, "gemm.bf16", [](CaseRecord& one) {
    one.reference = measure::ReferenceResult{
        .library = "cuBLASLt",
        .version = "13.0.2",
        .right = true,
        .best = measure::ReferenceTiming{.algorithm = "one",
                                         .ratio = measure::Statistics{.median = 1.03}}};
  });
  const auto gemm = metric(judged(document), "gemm.bf16/throughput");
  ASSERT_TRUE(gemm.reference);
  EXPECT_EQ(gemm.reference->best, 1.03);
  EXPECT_FALSE(gemm.reference->by_default);
}

}  // namespace
}  // namespace assay::judge
