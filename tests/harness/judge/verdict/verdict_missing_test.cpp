// What becomes of what is missing, impossible or not to be judged?
#include "harness/judge/verdict/verdict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/harness/judge/verdict/verdict_documents.hpp"

namespace assay::judge {
namespace {

using document::Document;
using testing::HasSubstr;

void keep_only(Document& document, const std::string& kernel) {
  std::erase_if(document.cases, [&](const auto& one) { return one.kernel != kernel; });
}

TEST(VerdictMissing, ImpossibleRatesAreInvalid) {
  auto document = healthy("h100-sxm");
  auto& read = record(document, "memory.read");
  read.statistics->median = read.statistics->interval_high = 1.7e15;
  const auto verdict = judged(document);
  EXPECT_EQ(metric(verdict, "memory.read/bandwidth").status, MetricStatus::invalid);
  EXPECT_EQ(verdict.state, State::could_not_judge) << why(verdict);
  EXPECT_THAT(metric(verdict, "memory.read/bandwidth").reason, HasSubstr("more than is possible"));
}

TEST(VerdictMissing, EveryRequiredCaseIsMissed) {
  for (const char* kernel :
       {"sm.census", "tensor.rate", "fma.rate", "memory.capacity", "memory.read"}) {
    simulate::Options options;
    options.simulation.part = "h100-sxm";
    options.without.emplace_back(kernel);
    const auto verdict = judged(simulated(options));
    EXPECT_EQ(verdict.state, State::could_not_judge) << kernel;
    EXPECT_THAT(why(verdict), HasSubstr("not in the document")) << kernel;
    const auto& missing = verdict.devices.at(0).coverage.missing;
    ASSERT_FALSE(missing.empty());
    EXPECT_EQ(missing[0].remedy, std::string("assay run --device cuda:0 --only ") + kernel);
  }
}

TEST(VerdictMissing, AFailedCaseIsAGap) {
  auto document = healthy("h20");
  auto& scale = record(document, "memory.scale");
  scale.status = measure::Status::error;
  scale.reason = "out of memory";
  scale.statistics.reset();
  const auto verdict = judged(document);
  EXPECT_EQ(verdict.state, State::could_not_judge);
  EXPECT_THAT(why(verdict), HasSubstr("error: out of memory"));
}

// Measured twice, of which only the document tells otherwise.
TEST(VerdictMissing, WhatItShowedAtFirstIsSaidWhateverBecameOfTheSecond) {
  auto document = healthy("h20");
  auto& read = record(document, "memory.read");
  read.first.emplace();
  read.first->statistics.median = 2e12;
  EXPECT_THAT(metric(judged(document), "memory.read/bandwidth").reason,
              HasSubstr("; measured twice, at first 2.00 TB/s"));
  read.status = measure::Status::hung;
  read.reason = "did not end";
  read.statistics.reset();
  const auto found = metric(judged(document), "memory.read/bandwidth");
  EXPECT_EQ(found.status, MetricStatus::error);
  EXPECT_THAT(found.reason, HasSubstr("did not end; measured twice, at first 2.00 TB/s"));
}

TEST(VerdictMissing, NothingMeasuredNeverPasses) {
  auto document = healthy("h20");
  document.cases.clear();
  EXPECT_EQ(judged(document).state, State::could_not_judge);
  document.facts.cuda.devices.clear();
  EXPECT_EQ(judged(document).state, State::could_not_judge);
}

TEST(VerdictMissing, AnIncompleteRunNeverPasses) {
  auto document = healthy("h20");
  document.run.complete = false;
  document.run.interrupted_by = "SIGINT";
  const auto verdict = judged(document);
  EXPECT_EQ(verdict.state, State::could_not_judge);
  EXPECT_EQ(verdict.missing.at(0).reason, "was ended by SIGINT");
}

TEST(VerdictMissing, EveryListedDeviceMustBeMeasured) {
  auto document = healthy("h20");
  auto second = document.facts.cuda.devices[0];
  second.index = 1;
  document.facts.cuda.devices.push_back(second);
  auto verdict = judged(document);
  EXPECT_EQ(verdict.state, State::could_not_judge);
  EXPECT_EQ(verdict.devices.at(1).headline, "nothing was measured on it");
  document.facts.cuda.devices[1].unusable = "fell off the bus";
  verdict = judged(document);
  EXPECT_EQ(verdict.devices.at(1).headline, "it is not usable: fell off the bus");
}

TEST(VerdictMissing, TheNumberOfDevicesIsChecked) {
  EXPECT_EQ(judged(healthy("h20"), {.devices = 1}).state, State::pass);
  const auto verdict = judged(healthy("h20"), {.devices = 8});
  EXPECT_EQ(verdict.state, State::could_not_judge);
  EXPECT_EQ(verdict.missing.at(0).reason, "1 of the 8 expected GPUs were measured");
}

TEST(VerdictMissing, ACpuIsHeldAgainstNothing) {
  auto document = healthy("h20");
  keep_only(document, "memory.read");
  for (auto& one : document.cases) one.device = "cpu";
  document.facts.cuda.devices.clear();
  const auto alone = judged(document);
  EXPECT_EQ(alone.state, State::could_not_judge);
  EXPECT_TRUE(alone.devices.at(0).metrics.at(0).measured);
  auto beside = healthy("h20");
  auto cpu = record(beside, "memory.read");
  cpu.device = "cpu";
  beside.cases.push_back(cpu);
  EXPECT_EQ(judged(beside).state, State::pass) << "a CPU beside GPUs does not count";
  beside.cases.back().status = measure::Status::wrong;
  EXPECT_EQ(judged(beside).state, State::wrong) << "but its wrong answers do";
}

}  // namespace
}  // namespace assay::judge
