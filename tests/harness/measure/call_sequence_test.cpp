// Are warm-up, attempts and repetitions told apart by the iteration counts alone?
#include "harness/measure/call_sequence.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace assay::measure {
namespace {

std::vector<Call> kinds(Call first, const std::vector<std::int64_t>& iterations) {
  CallSequence calls(first);
  std::vector<Call> result;
  for (const auto count : iterations) result.push_back(calls.next(count));
  return result;
}

constexpr Call kWarm = Call::warm_up, kAttempt = Call::attempt, kRepeat = Call::repetition;

TEST(CallSequence, WarmUpEndsWhereTheCountStartsAgain) {
  EXPECT_EQ(kinds(kWarm, {1, 7, 1}), (std::vector{kWarm, kWarm, kAttempt}));
  EXPECT_EQ(kinds(kWarm, {1, 1}), (std::vector{kWarm, kAttempt}));
}

TEST(CallSequence, AttemptsGrow) {
  EXPECT_EQ(kinds(kWarm, {1, 1, 10, 140}), (std::vector{kWarm, kAttempt, kAttempt, kAttempt}));
}

TEST(CallSequence, RepetitionsKeepTheCount) {
  EXPECT_EQ(kinds(kAttempt, {1, 10, 10, 10}), (std::vector{kAttempt, kAttempt, kRepeat, kRepeat}));
  EXPECT_EQ(kinds(kWarm, {1, 1, 1, 1}), (std::vector{kWarm, kAttempt, kRepeat, kRepeat}));
}

TEST(CallSequence, WithoutWarmUpTheFirstCallCounts) {
  EXPECT_EQ(kinds(kAttempt, {1}), (std::vector{kAttempt}));
}

}  // namespace
}  // namespace assay::measure
