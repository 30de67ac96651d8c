// Does sampling begin once the device is level, and is what was watched that of the samples kept?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "tests/harness/measure/fake_session.hpp"

namespace assay::measure {
namespace {

using testing::Each;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;

Bench settling_bench(Seconds settle) {
  Bench bench({fake_case(64), fake_case(128)});
  for (auto& planned : bench.plan.cases) planned.settle = settle;
  return bench;
}

TEST(Settle, TakesUncountedSamplesUntilLevel) {
  Bench bench = settling_bench(Seconds(3600));
  bench.script().level = [](int sample) { return sample >= kBeforeAttempt + 20; };
  bench.script().seconds = [](int sample) {
    return sample <= kBeforeAttempt + 20 ? 0.01 : 0.01 + 1e-6;
  };
  const CaseResult result = bench.run()[0];
  ASSERT_EQ(result.status, Status::ok) << result.reason;
  EXPECT_EQ(result.stopping.level, true);
  EXPECT_EQ(result.samples.size(), kAttempt);
  EXPECT_THAT(result.samples, Each(0.01 + 1e-6));
  EXPECT_DOUBLE_EQ(result.warm_up.count(), 0.08 + 0.2);
  EXPECT_EQ(bench.log().samples, kLastSample + 20);
}

TEST(Settle, GivesUpWhenTheTimeForItHasPassed) {
  Bench bench = settling_bench(Seconds(0.1));
  bench.script().level = [](int) { return false; };
  const CaseResult result = bench.run()[0];
  ASSERT_EQ(result.status, Status::ok) << result.reason;
  EXPECT_EQ(result.stopping.level, false);
  EXPECT_EQ(result.samples.size(), kAttempt);
  // Ten samples of 10 ms, or fewer where this machine was slow to ask for them.
  EXPECT_GT(result.warm_up.count(), 0.08);
  EXPECT_LT(result.warm_up.count(), 0.08 + 0.115);
}

TEST(Settle, EndsByTheWallClockWhereSamplesSayTheyTakeNothing) {
  Bench bench = settling_bench(Seconds(0.02));
  bench.options.warm_up = Seconds(0);
  for (auto& planned : bench.plan.cases) planned.minimum_time = Seconds(1e-7);
  bench.script().level = [](int) { return false; };
  for (std::size_t i : {0u, 1u}) bench.script(i).seconds = [](int) { return 1e-9; };
  EXPECT_EQ(bench.run()[0].stopping.level, false);
}

TEST(Settle, DoesNotWaitForWhatIsNotKnown) {
  Bench bench = settling_bench(Seconds(3600));
  const CaseResult result = bench.run()[0];
  EXPECT_FALSE(result.stopping.level);
  EXPECT_EQ(bench.log().samples, kLastSample);
}

TEST(Settle, DoesNotAskWhereThereIsNoTimeForIt) {
  Bench bench = settling_bench(Seconds(0));
  bench.script().level = [](int) -> std::optional<bool> { throw std::logic_error("asked"); };
  const CaseResult result = bench.run()[0];
  EXPECT_EQ(result.status, Status::ok) << result.reason;
  EXPECT_FALSE(result.stopping.level);
}

TEST(Settle, IsBoundedOverAllAttemptsTogether) {
  Bench bench = settling_bench(Seconds(0.1));
  bench.script().level = [](int) { return false; };
  // Ever faster, so that each attempt is too short.
  bench.script().seconds = [](int sample) { return sample < 40 ? 0.01 : 0.002; };
  const CaseResult result = bench.run()[0];
  ASSERT_EQ(result.status, Status::ok) << result.reason;
  EXPECT_GT(bench.log().spoils, 1) << "one attempt was enough: nothing is tested";
  EXPECT_EQ(result.stopping.level, false);
  EXPECT_LT(bench.log().samples, 600);
}

TEST(Settle, CanBeInterrupted) {
  std::atomic<bool> interrupted = false;
  Bench bench = settling_bench(Seconds(3600));
  bench.options.interrupted = &interrupted;
  bench.script().level = [](int) { return false; };
  bench.script().seconds = [&](int sample) {
    if (sample == kBeforeAttempt + 5) interrupted = true;
    return 0.01;
  };
  const auto results = bench.run();
  EXPECT_EQ(results[0].status, Status::skipped);
  EXPECT_EQ(results[0].stopping.rule, "interrupted");
  EXPECT_EQ(bench.log().samples, kBeforeAttempt + 5);
  EXPECT_EQ(results[1].status, Status::skipped);
}

TEST(Settle, AFaultInItCostsTheCase) {
  Bench bench = settling_bench(Seconds(3600));
  bench.script().level = [](int) { return false; };
  bench.script().seconds = [](int sample) { return sample == kBeforeAttempt + 5 ? 0 : 0.01; };
  const auto results = bench.run();
  EXPECT_EQ(results[0].status, Status::error);
  EXPECT_THAT(results[0].reason, HasSubstr("the clock gave"));
  EXPECT_EQ(results[1].status, Status::ok);
}

void expect_one_each(const CaseResult& result, const Log& log) {
  ASSERT_FALSE(log.intervals.empty());
  const auto& intervals = log.intervals.back();
  ASSERT_EQ(intervals.size(), result.samples.size());
  ASSERT_TRUE(result.telemetry.samples);
  EXPECT_EQ(result.telemetry.samples->clock_hz.size(), result.samples.size());
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    EXPECT_LE(intervals[i].begin, intervals[i].end);
    if (i == 0) continue;
    EXPECT_LE(intervals[i - 1].end, intervals[i].begin);
  }
}

TEST(Intervals, AreOfTheSamplesKept) {
  Bench bench = settling_bench(Seconds(0.1));
  bench.script(0).level = [](int) { return false; };
  bench.script(1).seconds = [](int sample) { return sample <= kBeforeAttempt ? 0.01 : 0.005; };
  const auto results = bench.run();
  expect_one_each(results[0], bench.log(0));
  expect_one_each(results[1], bench.log(1));
}

TEST(Intervals, AreOfTheSamplesKeptOverRepetitions) {
  Bench bench({fake_case(64)});
  bench.options.google_benchmark_flags = {"--benchmark_repetitions=3"};
  const auto results = bench.run();
  EXPECT_EQ(results[0].samples.size(), 3 * kAttempt);
  expect_one_each(results[0], bench.log());
}

TEST(Intervals, AreOfTheSamplesKeptWhereFlagsDecide) {
  Bench bench({fake_case(64)});
  bench.options.google_benchmark_flags = {"--benchmark_min_time=0.3"};
  const auto results = bench.run();
  EXPECT_EQ(results[0].stopping.rule, "google_benchmark_flags");
  expect_one_each(results[0], bench.log());
}

TEST(Intervals, EndWithTheSampleAndLeaveOutWhatCameBefore) {
  Bench bench({fake_case(64)});
  bench.plan.cases[0].minimum_time = Seconds(0);
  bench.script().seconds = [](int) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return 1e-3;
  };
  bench.run();
  for (const SampleInterval& interval : bench.log().intervals.back()) {
    EXPECT_NEAR(Seconds(interval.end - interval.begin).count(), 1e-3, 1e-8);
  }
}

TEST(Intervals, ArePositiveWhereASampleSaysItTookLongerThanItCan) {
  Bench bench({fake_case(64)});
  bench.run();
  for (const SampleInterval& interval : bench.log().intervals.back()) {
    EXPECT_LT(Seconds(interval.end - interval.begin).count(), 0.01);
  }
}

TEST(Intervals, OfAFailedCaseThereAreNoneButItsErrorCountsAreKept) {
  Bench bench({fake_case(64)});
  bench.script().seconds = [](int sample) {
    return sample < 40 ? 0.01 : throw std::runtime_error("launch failed");
  };
  const CaseResult result = bench.run()[0];
  EXPECT_EQ(result.reason, "launch failed");
  EXPECT_THAT(bench.log().intervals.back(), IsEmpty());
  ASSERT_TRUE(result.telemetry.errors);
  EXPECT_EQ(result.telemetry.errors->ecc_corrected, 40u);
  EXPECT_FALSE(result.telemetry.clock_hz);
}

TEST(Intervals, ATelemetryThatFailsTooDoesNotHideTheFirstFailure) {
  Bench bench({fake_case(64), fake_case(128)});
  bench.script().fails_verify = "CUDA error 700";
  bench.script().fails_telemetry = "CUDA error 700 again";
  const auto results = bench.run();
  EXPECT_EQ(results[0].reason, "CUDA error 700");
  EXPECT_EQ(results[1].status, Status::ok);
}

TEST(Intervals, AWrongAnswerAfterTimingLeavesNoColumns) {
  Bench bench({fake_case(64)});
  bench.script().wrong_from_verify = 2;
  const CaseResult result = bench.run()[0];
  EXPECT_EQ(result.status, Status::wrong);
  EXPECT_FALSE(result.telemetry.samples);
  EXPECT_TRUE(result.telemetry.errors);
}

TEST(Clock, EvenTheShortestCaseHasOneReading) {
  Bench bench({fake_case(64)});
  bench.plan.cases[0].minimum_time = Seconds(0);
  bench.plan.cases[0].minimum_samples = 1;
  bench.script().seconds = [](int) { return 1e-6; };
  const CaseResult result = bench.run()[0];
  ASSERT_TRUE(result.telemetry.clock_hz);
  EXPECT_GE(*result.telemetry.clock_hz, 2e9) << "the reading before the samples counts";
}

}  // namespace
}  // namespace assay::measure
