// Are there three sentences at most, and do they name the worst?
#include "harness/report/closing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::report {
namespace {

using judge::DeviceVerdict;
using judge::State;
using testing::ElementsAre;
using testing::IsEmpty;

DeviceVerdict gpu(int index, State state, const std::string& headline = {}) {
  DeviceVerdict device;
  device.device = "cuda:" + std::to_string(index);
  device.uuid = "GPU-" + std::to_string(index);
  device.part = "h100-sxm";
  device.state = state;
  device.headline = headline;
  return device;
}

judge::DocumentVerdict of(std::vector<DeviceVerdict> devices) {
  judge::DocumentVerdict verdict;
  verdict.devices = std::move(devices);
  return verdict;
}

TEST(Closing, OfOneThatPasses) {
  EXPECT_THAT(closing_sentences(of({gpu(0, State::pass)})),
              ElementsAre("Verdict: pass: cuda:0 as h100-sxm."));
}

TEST(Closing, TheWorstStandsForTheOthersAndItsCauseForItsShortfalls) {
  auto slow = gpu(1, State::fail, "outside their gates: gemm.bf16");
  slow.metrics.resize(3);
  slow.metrics[0].cause = judge::Cause{.sentence = "of one that passes"};
  slow.metrics[0].status = judge::MetricStatus::pass;
  slow.metrics[1].status = slow.metrics[2].status = judge::MetricStatus::fail;
  slow.metrics[2].cause = judge::Cause{.sentence = "the power limit holds the clock down"};
  EXPECT_THAT(closing_sentences(of({gpu(0, State::could_not_judge, "not covered: links"), slow,
                                    gpu(2, State::pass), gpu(3, State::fail, "another")})),
              ElementsAre("Verdict: of 4 GPUs 1 pass, 2 fail, 1 could not be judged.",
                          "Worst: cuda:1 (GPU-1): outside their gates: gemm.bf16.",
                          "Cause: the power limit holds the clock down."));
}

TEST(Closing, OfNothingThatIsJudgedThereIsNothingToSay) {
  EXPECT_THAT(closing_sentences(of({})), IsEmpty());
  auto unknown = gpu(0, State::could_not_judge);
  unknown.part.clear();
  auto beside = gpu(1, State::pass);
  beside.counts = false;
  EXPECT_THAT(closing_sentences(of({unknown, beside})), IsEmpty());
}

}  // namespace
}  // namespace assay::report
