// Does a device get the verdict it deserves?
#include "harness/judge/verdict/verdict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/harness/judge/verdict/verdict_documents.hpp"

namespace assay::judge {
namespace {

using testing::HasSubstr;

TEST(Verdict, EveryHealthyPartPassesItsOwnVerdict) {
  for (const auto& part : published().parts) {
    const auto verdict = judged(healthy(part.id));
    SCOPED_TRACE(part.id + ": " + why(verdict));
    ASSERT_EQ(verdict.devices.size(), 1u);
    EXPECT_EQ(verdict.devices[0].part, part.id);
    EXPECT_NE(verdict.state, State::fail);
    EXPECT_NE(verdict.state, State::wrong);
    // What nobody published cannot be simulated, and what is not measured cannot pass.
    EXPECT_TRUE(!verdict.devices[0].coverage.complete() || verdict.state == State::pass);
  }
}

TEST(Verdict, WellPublishedPartsPass) {
  for (const char* part : {"h100-sxm", "h200-sxm", "h20", "a100-sxm-80gb", "h100-pcie"}) {
    const auto verdict = judged(healthy(part));
    EXPECT_EQ(verdict.state, State::pass) << part << ": " << why(verdict);
    EXPECT_EQ(verdict.devices.at(0).headline, "");
  }
}

TEST(Verdict, AMetricSaysEverything) {
  const auto verdict = judged(healthy("h100-sxm"));
  const auto& gemm = metric(verdict, "gemm.bf16/throughput");
  EXPECT_EQ(gemm.unit, "FLOP/s");
  EXPECT_THAT(gemm.case_name, HasSubstr("gemm.bf16"));
  EXPECT_EQ(gemm.status, MetricStatus::pass);
  EXPECT_EQ(gemm.published->value, 989.4e12);
  EXPECT_EQ(gemm.published->figure, "tensor.bf16.dense");
  EXPECT_FALSE(gemm.published->source.empty());
  EXPECT_DOUBLE_EQ(*gemm.share_of_published, gemm.measured->median / 989.4e12);
  EXPECT_EQ(gemm.typical->low, 716e12);
  EXPECT_DOUBLE_EQ(gemm.lower->value, 716e12 * 0.95);
  EXPECT_GT(gemm.upper->value, 989.4e12);
  EXPECT_EQ(gemm.per_sm_clock->published, 4096);
  EXPECT_TRUE(gemm.required);
}

TEST(Verdict, UnverifiedFiguresAreShownAndHeldAgainstNothing) {
  const auto verdict = judged(healthy("h20"));
  const auto& rate = metric(verdict, "fma.rate/rate", "fp32");
  EXPECT_EQ(rate.status, MetricStatus::no_gate);
  EXPECT_EQ(rate.published->authority, catalogue::Authority::unverified);
  EXPECT_FALSE(rate.share_of_published);
  EXPECT_EQ(state_of(rate), State::pass);
}

// ---- parts that are not what they seem

TEST(Verdict, AnH20ThatPresentsItselfAsAnH100FailsByIdentity) {
  for (const char* part : {"h20", "h20-3e"}) {
    for (const char* as : {"h100-sxm", "h100-pcie", "h100-nvl", "h800-sxm", "h200-sxm"}) {
      const auto verdict = judged(presented(part, as));
      EXPECT_EQ(verdict.state, State::fail) << part << " as " << as << ": " << why(verdict);
      EXPECT_EQ(verdict.devices.at(0).part, as);
      EXPECT_THAT(verdict.devices.at(0).headline, HasSubstr("identity: "));
      EXPECT_TRUE(verdict.devices.at(0).another_part);
      EXPECT_FALSE(metric(verdict, "gemm.bf16/throughput").cause);
    }
  }
}

TEST(Verdict, TheExpectedPartCounts) {
  const auto verdict = judged(healthy("h20"), {.expected = "h100-sxm"});
  EXPECT_EQ(verdict.devices.at(0).part, "h100-sxm");
  EXPECT_EQ(verdict.state, State::fail) << why(verdict);
  EXPECT_EQ(judged(healthy("h20"), {.expected = "h20"}).state, State::pass);
}

TEST(Verdict, IntegerOperationsAreNotFlop) {
  const auto verdict = judged(healthy("h100-sxm"));
  EXPECT_EQ(metric(verdict, "tensor.rate/rate", "int8").unit, "op/s");
  EXPECT_EQ(metric(verdict, "tensor.rate/rate", "fp16").unit, "FLOP/s");
}

TEST(Verdict, ARequiredRateThatNothingIsKnownOfIsNoPass) {
  auto catalogue = published();
  for (auto& part : catalogue.parts) part.typical.clear();
  const auto verdict = judge_document(catalogue, healthy("h100-sxm"), "test.json", {});
  EXPECT_EQ(verdict.state, State::could_not_judge);
  EXPECT_EQ(metric(verdict, "memory.read/bandwidth").status, MetricStatus::no_gate);
  EXPECT_THAT(why(verdict), HasSubstr("without a gate: gemm."));
  EXPECT_FALSE(is_judged(metric(verdict, "l2.knee/capacity"))) << "only shown, never required";
}

// Two devices of one document, one of them slow: each has its own verdict, the worst decides.
TEST(Verdict, DevicesAreJudgedOneByOne) {
  auto document = healthy("h100-sxm");
  auto facts = document.facts.cuda.devices.front();
  facts.index = 1;
  facts.uuid = "GPU-00000000-0000-0000-0000-000000000001";
  document.facts.cuda.devices.push_back(facts);
  const std::size_t count = document.cases.size();
  for (std::size_t i = 0; i < count; ++i) {
    auto copy = document.cases[i];
    copy.device = "cuda:1";
    copy.name.replace(copy.name.rfind("cuda:0"), 6, "cuda:1");
    if (copy.kernel == "memory.read") {
      copy.statistics->median *= 0.5;
      copy.statistics->interval_low *= 0.5;
      copy.statistics->interval_high *= 0.5;
    }
    document.cases.push_back(std::move(copy));
  }
  const auto verdict = judged(document);
  ASSERT_EQ(verdict.devices.size(), 2u);
  EXPECT_EQ(verdict.devices[0].state, State::pass) << why(verdict);
  EXPECT_EQ(verdict.devices[1].state, State::fail);
  EXPECT_EQ(verdict.state, State::fail);
}

TEST(Verdict, AMismatchFailsWhateverIsMissing) {
  auto document = presented("h20", "h100-sxm");
  document.run.complete = false;
  record(document, "memory.read").status = measure::Status::error;
  record(document, "memory.read").statistics.reset();
  EXPECT_EQ(judged(document).state, State::fail);
}

TEST(Verdict, AnUnknownDeviceIsHeldAgainstNothing) {
  auto document = healthy("h100-sxm");
  document.facts.cuda.devices[0].name = "NVIDIA Nonesuch";
  document.facts.cuda.devices[0].pci_device_id = "FFFF";
  const auto verdict = judged(document);
  EXPECT_EQ(verdict.state, State::could_not_judge);
  EXPECT_EQ(verdict.devices.at(0).part, "");
  EXPECT_EQ(metric(verdict, "gemm.bf16/throughput").status, MetricStatus::no_gate);
  EXPECT_TRUE(metric(verdict, "gemm.bf16/throughput").measured);
  EXPECT_THAT(why(verdict),
              HasSubstr("neither the name \"NVIDIA Nonesuch\" nor the PCI device id"));
}

TEST(Verdict, NamesAreComparedWhole) {
  probe::CudaFacts facts;
  facts.name = "NVIDIA H20";
  EXPECT_EQ(claimed_part(published(), facts)->id, "h20");
  facts.name = "NVIDIA H200";
  EXPECT_EQ(claimed_part(published(), facts)->id, "h200-sxm");
  facts.name = "NVIDIA H20 NVL16";
  EXPECT_EQ(claimed_part(published(), facts), nullptr);
  facts.pci_device_id = "2329";
  EXPECT_EQ(claimed_part(published(), facts)->id, "h20");
  facts.name = "NVIDIA H100 80GB HBM3";
  EXPECT_EQ(claimed_part(published(), facts)->id, "h100-sxm") << "and fails by identity";
}

// ---- parts that are not well

TEST(Verdict, ThrottledToSixtyPercentFailsWithTheClockAsTheCause) {
  for (const char* part : {"h100-sxm", "h20", "h200-sxm", "a100-sxm-80gb"}) {
    const auto verdict = judged(simulated({.simulation = {.part = part, .clock_ratio = 0.6}}));
    SCOPED_TRACE(std::string(part) + ": " + why(verdict));
    EXPECT_EQ(verdict.state, State::fail);
    const auto& gemm = metric(verdict, "gemm.bf16/throughput");
    EXPECT_EQ(gemm.status, MetricStatus::fail);
    ASSERT_TRUE(gemm.cause);
    EXPECT_THAT(gemm.cause->sentence, HasSubstr("MHz"));
    EXPECT_LT(*gemm.cause->factors.clock, 0.7);
    EXPECT_EQ(verdict.devices[0].identity->match, IdentityMatch::match) << "it is what it says";
  }
}

TEST(Verdict, APowerCapIsNamed) {
  const auto verdict = judged(simulated({.simulation = {.part = "h100-sxm", .power_cap_w = 300}}));
  const auto& gemm = metric(verdict, "gemm.bf16/throughput");
  EXPECT_EQ(gemm.status, MetricStatus::fail) << why(verdict);
  EXPECT_EQ(gemm.cause->kind, CauseKind::power);
  EXPECT_THAT(gemm.cause->sentence, HasSubstr("power limit of 300 W (default 700 W)"));
  EXPECT_THAT(gemm.cause->sentence, HasSubstr("-pl 700"));
}

TEST(Verdict, MissingSmsFailTheCensus) {
  const auto verdict =
      judged(simulated({.simulation = {.part = "h100-sxm", .disabled_multiprocessors = 12}}));
  EXPECT_EQ(metric(verdict, "sm.census/count").status, MetricStatus::fail);
  EXPECT_THAT(metric(verdict, "sm.census/count").cause->sentence, HasSubstr("120 of 132 SMs"));
  EXPECT_EQ(verdict.state, State::fail) << why(verdict);
}

TEST(Verdict, ASliceCannotBeAcceptedAsThePart) {
  const auto verdict =
      judged(simulated({.simulation = {.part = "h100-sxm"}, .mig = simulate::MigSlice{16, 0.125}}));
  EXPECT_EQ(verdict.state, State::could_not_judge) << why(verdict);
  EXPECT_THAT(why(verdict), HasSubstr("MIG slice"));
}

TEST(Verdict, AFaultThatNothingExplainsIsTheHardwares) {
  const auto verdict = judged(
      simulated({.simulation = {.part = "h20"}, .faults = {{.cases = "memory.*", .factor = 0.7}}}));
  const auto& copy = metric(verdict, "memory.copy/bandwidth");
  EXPECT_EQ(copy.status, MetricStatus::fail) << why(verdict);
  EXPECT_EQ(copy.cause->kind, CauseKind::hardware) << copy.cause->sentence;
}

TEST(Verdict, AWrongAnswerOutranksEverything) {
  const auto verdict = judged(simulated(
      {.simulation = {.part = "h20", .present_as = "h100-sxm"}, .wrong = {"memory.copy"}}));
  EXPECT_EQ(verdict.state, State::wrong);
  EXPECT_EQ(metric(verdict, "memory.copy/bandwidth").status, MetricStatus::wrong);
  EXPECT_FALSE(metric(verdict, "memory.copy/bandwidth").measured);
}

}  // namespace
}  // namespace assay::judge
