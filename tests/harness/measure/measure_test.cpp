// Are the samples those of the last calls, counted, timed and summarised as the plan says?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "harness/measure/statistics.hpp"
#include "tests/harness/measure/fake_session.hpp"

namespace assay::measure {
namespace {

using testing::Each;
using testing::ElementsAre;

TEST(Measure, KeepsExactlyTheSamplesOfTheLastAttempt) {
  Bench bench({fake_case(64)});
  bench.script().seconds = [](int sample) {
    return sample <= kBeforeAttempt ? 0.01 : 0.01 + sample * 1e-6;
  };
  const auto results = bench.run();
  ASSERT_EQ(results.size(), 1u);
  const CaseResult& result = results[0];
  EXPECT_EQ(result.status, Status::ok);
  EXPECT_EQ(result.reason, "");
  ASSERT_EQ(result.samples.size(), kAttempt);
  for (std::size_t i = 0; i < kAttempt; ++i) {
    EXPECT_EQ(result.samples[i], 0.01 + (kBeforeAttempt + 1 + static_cast<int>(i)) * 1e-6) << i;
  }
  EXPECT_EQ(bench.log().samples, kBeforeAttempt + static_cast<int>(kAttempt));
  EXPECT_DOUBLE_EQ(result.warm_up.count(), 0.08);
  EXPECT_GT(result.elapsed.count(), 0);
  EXPECT_EQ(result.planned.name(), bench.name(0));
}

TEST(Measure, SummarisesInTheUnitOfTheQuantity) {
  Bench bench({fake_case(64)});
  const auto results = bench.run();
  ASSERT_TRUE(results[0].statistics);
  // 2e6 bytes, five launches a sample, 10 ms.
  EXPECT_EQ(results[0].statistics->median, 2e6 * 5 / 0.01);
  EXPECT_EQ(results[0].statistics->count, kAttempt);
  EXPECT_EQ(results[0].statistics->relative_iqr, 0);
}

TEST(Measure, StopsByMinimumTime) {
  Bench bench({fake_case(64)});
  const Stopping stopping = bench.run()[0].stopping;
  EXPECT_EQ(stopping.rule, "minimum_time");
  EXPECT_EQ(stopping.minimum_time, Seconds(0.5));
  EXPECT_EQ(stopping.minimum_samples, 9u);
}

TEST(Measure, StopsByMinimumSamplesWhereTheyTakeLonger) {
  Bench bench({fake_case(64)});
  bench.plan.cases[0].minimum_samples = 80;
  const auto results = bench.run();
  EXPECT_EQ(results[0].stopping.rule, "minimum_samples");
  EXPECT_EQ(results[0].samples.size(), 80u);
}

TEST(Measure, SlowSamplesAreNotRepeatedForTheWarmUp) {
  Bench bench({fake_case(64)});
  bench.script().seconds = [](int) { return 2.0; };
  const auto results = bench.run();
  EXPECT_EQ(results[0].samples.size(), 9u);
  EXPECT_EQ(results[0].warm_up, Seconds(2));
  EXPECT_EQ(results[0].stopping.rule, "minimum_samples");
}

TEST(Measure, AnAttemptThatWasTooShortIsWarmUp) {
  Bench bench({fake_case(64)});
  // Twice as fast as the warm-up promised: 57 samples give 0.285 s.
  bench.script().seconds = [](int sample) { return sample <= kBeforeAttempt ? 0.01 : 0.005; };
  const auto results = bench.run();
  // Google Benchmark's next count: 1.4 x 0.5 / 0.285 x 57.
  EXPECT_EQ(results[0].samples.size(), 140u);
  EXPECT_THAT(results[0].samples, Each(0.005));
  EXPECT_DOUBLE_EQ(results[0].warm_up.count(), 0.08 + 0.285);
  // Only the attempt that counts is checked, but each of them might have been the one.
  EXPECT_EQ(bench.log().verifies, 2);
  EXPECT_EQ(bench.log().spoils, 2);
}

TEST(Measure, AMinimumTimeOfZeroTakesTheMinimumSamples) {
  Bench bench({fake_case(64)});
  bench.plan.cases[0].minimum_time = Seconds(0);
  const auto results = bench.run();
  EXPECT_EQ(results[0].status, Status::ok);
  EXPECT_EQ(results[0].samples.size(), 9u);
}

TEST(Measure, ChecksBeforeAndAfter) {
  Bench bench({fake_case(64)});
  const AnswerCheck check = bench.run()[0].check;
  EXPECT_EQ(check.method, "every element");
  EXPECT_EQ(check.before, true);
  EXPECT_EQ(check.after, true);
  EXPECT_EQ(check.elements, 1000u);
  EXPECT_EQ(check.wrong_elements, 0u);
  EXPECT_EQ(check.detail, "");
  EXPECT_EQ(bench.log().verifies, 2);
  EXPECT_EQ(bench.log().spoils, 1);
}

TEST(Measure, ReadsTheClockEvery50MillisecondsAndAtTheEnd) {
  Bench bench({fake_case(64)});
  const auto results = bench.run();
  // Before the first sample, for nothing: what ran until then is not the samples'. After samples 5,
  // 10, ..., 55 of 57, and after the last. The fake clock counts its readings.
  EXPECT_EQ(bench.log().clock_readings, 13);
  EXPECT_EQ(results[0].telemetry.clock_minimum_hz, 2e9);
  EXPECT_EQ(results[0].telemetry.clock_hz, 7.5e9);
  EXPECT_EQ(results[0].telemetry.clock_maximum_hz, 13e9);
}

TEST(Measure, TellsTheObserverInOrder) {
  Bench bench({fake_case(64), fake_case(128)});
  bench.run();
  EXPECT_THAT(bench.observer.events,
              ElementsAre("0/2 started " + bench.name(0), "0/2 finished " + bench.name(0),
                          "1/2 started " + bench.name(1), "1/2 finished " + bench.name(1)));
}

TEST(Measure, OpensOneSessionPerRunOfCasesOnADevice) {
  const plan::DeviceId gpu{plan::DeviceId::Kind::cuda, 1};
  Bench bench({fake_case(64), fake_case(128), fake_case(64, gpu), fake_case(128, gpu)});
  for (const auto& result : bench.run()) EXPECT_EQ(result.status, Status::ok);
  EXPECT_THAT(bench.device.opened, ElementsAre("cpu", "cuda:1"));
}

TEST(Measure, CanRunAgainInOneProcess) {
  Bench first({fake_case(64)});
  first.options.google_benchmark_flags = {"--benchmark_repetitions=2", "--benchmark_filter=fake",
                                          "--benchmark_min_warmup_time=0"};
  // Without a warm-up the first attempt takes the minimum of nine samples: too short, so it warms
  // up.
  EXPECT_DOUBLE_EQ(first.run()[0].warm_up.count(), 0.09);
  Bench second({fake_case(128), fake_case(256)});
  const auto results = second.run();
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[1].samples.size(), kAttempt) << "a flag of the first run was kept";
  EXPECT_DOUBLE_EQ(results[1].warm_up.count(), 0.08);
}

TEST(Measure, AnEmptyPlanHasNoResults) {
  Bench bench({});
  EXPECT_TRUE(bench.run().empty());
}

TEST(Measure, KeepsWhatIsCountedAndTimesItAllTheSame) {
  Bench bench({fake_case(64)});
  bench.plan.cases[0].kernel = &kCountingEntry;
  bench.script().counts = [](int sample) { return sample == kLastSample ? 77.0 : 78.0; };
  const CaseResult result = bench.run()[0];
  ASSERT_EQ(result.status, Status::ok) << result.reason;
  ASSERT_EQ(result.samples.size(), kAttempt);
  EXPECT_EQ(result.samples.front(), 78);
  EXPECT_EQ(result.samples.back(), 77);
  EXPECT_EQ(result.statistics->median, 78);
  EXPECT_EQ(result.statistics->minimum, 77);
}

TEST(Measure, AnAttemptThatCountedAndWasTooShortIsWarmUpInSeconds) {
  Bench bench({fake_case(64)});
  bench.plan.cases[0].kernel = &kCountingEntry;
  bench.script().seconds = [](int sample) { return sample <= kBeforeAttempt ? 0.01 : 0.005; };
  EXPECT_DOUBLE_EQ(bench.run()[0].warm_up.count(), 0.08 + 0.285);
}

TEST(Measure, ACountMustBeOne) {
  for (const double count : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    Bench bench({fake_case(64)});
    bench.plan.cases[0].kernel = &kCountingEntry;
    bench.script().counts = [=](int) { return count; };
    const CaseResult result = bench.run()[0];
    EXPECT_EQ(result.status, Status::error);
    EXPECT_THAT(result.reason, testing::HasSubstr("counted"));
    EXPECT_FALSE(result.statistics);
  }
}

TEST(Measure, TakesTheTelemetryAfterTheLastSampleAndTheClockFromItsReadings) {
  Bench bench({fake_case(64)});
  const Telemetry telemetry = bench.run()[0].telemetry;
  EXPECT_EQ(telemetry.power_w, 100.0 + kLastSample);
  EXPECT_GE(telemetry.clock_minimum_hz, 1e9);
  EXPECT_GE(telemetry.clock_hz, 1e9);
}

}  // namespace
}  // namespace assay::measure
