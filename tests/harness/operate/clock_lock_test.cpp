// Does a run know whether its clocks are locked, and whether they are given back?
#include "harness/operate/clock_lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <memory>
#include <string>

#include "kernels/error.hpp"
#include "tests/harness/operate/fakes.hpp"

namespace assay::operate {
namespace {

using ::testing::HasSubstr;

// What a guardian may say; it is a shell script here.
constexpr const char* kOrder = "read order <&3; ";
constexpr const char* kLocked =
    R"(echo '{"message":"clocks_locked","gpus":[{"device":"cuda:0","uuid":"GPU-a","mhz":1410}]}' >&3; )";
constexpr const char* kWord = "read word <&3; ";
constexpr const char* kRestored = R"(echo '{"message":"clocks_restored"}' >&3; )";

class Clocks : public ::testing::Test {
 protected:
  std::unique_ptr<ClockLock> lock(const std::string& script, Seconds patience = Seconds(60)) {
    Supervision supervision{.command = {"/bin/sh", "-c", script}};
    supervision.patience.exit = patience;
    supervision.patience.answer = Seconds(30);
    const ClockOrder order{.gpus = {{.device = "cuda:0", .uuid = "GPU-a", .pci_bus_id = ""}},
                           .mhz = 1410};
    return std::make_unique<ClockLock>(supervision, order, signals_, events_);
  }
  std::string refusal(const std::string& script) {
    try {
      lock(script);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::unavailable);
      return error.what();
    }
    return "";
  }

 private:
  const SignalGuard signals_;
  EventLog events_;
};

TEST_F(Clocks, AreLockedThenRestoredAndItIsSaidOnce) {
  const auto held = lock(std::string(kOrder) + kLocked + kWord + kRestored);
  EXPECT_EQ(to_string(held->clocks()), "cuda:0 1410 MHz");
  EXPECT_EQ(held->release(), "");
  EXPECT_EQ(held->release(), "");
}

TEST_F(Clocks, ARefusalIsTheAnswer) {
  EXPECT_EQ(refusal(std::string(kOrder) +
                    R"(echo '{"message":"failed","kind":"unavailable","text":"no, thanks"}' >&3)"),
            "no, thanks");
}

TEST_F(Clocks, AGuardianThatEndsInsteadOfLockingIsSaid) {
  const std::string text = refusal(std::string(kOrder) + "exit 5");
  EXPECT_THAT(text, HasSubstr("--lock-clocks"));
  EXPECT_THAT(text, HasSubstr("ended with exit code 5"));
  EXPECT_THAT(text, HasSubstr("nvidia-smi -rgc"));
}

TEST_F(Clocks, AGuardianThatWasKilledMeanwhileIsSaid) {
  const auto held = lock(std::string(kOrder) + kLocked + "kill -KILL $$");
  const std::string text = held->release();
  EXPECT_THAT(text, HasSubstr("may still be locked"));
  EXPECT_THAT(text, HasSubstr("was killed by SIGKILL"));
  EXPECT_EQ(held->release(), "") << "it was said";
}

TEST_F(Clocks, AGuardianThatDoesNotAnswerIsNotWaitedForForLong) {
  const auto held = lock(std::string(kOrder) + kLocked + kWord + "read nothing <&3", Seconds(1));
  const std::string text = held->release();
  EXPECT_THAT(text, HasSubstr("did not answer within 1 s"));
  EXPECT_THAT(text, HasSubstr("nvidia-smi -rgc"));
}

TEST_F(Clocks, WhatStaysLockedIsSaidAsTheGuardianSaysIt) {
  const auto held =
      lock(std::string(kOrder) + kLocked + kWord +
           R"(echo '{"message":"failed","kind":"unavailable","text":"stays locked"}' >&3)");
  EXPECT_EQ(held->release(), "stays locked");
}

TEST_F(Clocks, AnInterruptedRunMeasuresNothing) {
  raise(SIGTERM);
  EXPECT_EQ(refusal(std::string(kOrder) + kLocked + kWord + kRestored),
            "interrupted by SIGTERM while clocks were locked: nothing was measured");
}

TEST(GpusToLock, EachOfThePlanOnceAndNoOther) {
  plan::Plan plan = fake::plan_of(4);
  probe::Facts facts;
  for (const int index : {0, 1, 2}) {
    auto& gpu = facts.cuda.devices.emplace_back();
    gpu.index = index;
    gpu.uuid = "GPU-" + std::to_string(index);
    gpu.pci_bus_id = "0000:1B:00.0";
  }
  const plan::DeviceId zero{plan::DeviceId::Kind::cuda, 0}, one{plan::DeviceId::Kind::cuda, 1};
  plan.cases[1].device = zero;
  plan.cases[2].device = zero;
  plan.cases[2].group = {zero, one};
  plan.cases[3].device = {plan::DeviceId::Kind::cuda, 2};
  plan.cases[3].unavailable = "not made for it";
  const auto gpus = gpus_to_lock(plan, facts);
  ASSERT_EQ(gpus.size(), 2u);
  EXPECT_EQ(gpus[0].device, "cuda:0");
  EXPECT_EQ(gpus[0].pci_bus_id, "0000:1B:00.0");
  EXPECT_EQ(gpus[1].uuid, "GPU-1");
}

}  // namespace
}  // namespace assay::operate
