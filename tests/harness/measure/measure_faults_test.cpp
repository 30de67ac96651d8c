// Does a wrong answer, an exception, a broken clock or an interruption cost exactly its own case?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <limits>

#include "tests/harness/measure/fake_session.hpp"

namespace assay::measure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kDetail = "element 12: expected 4, got 3.5; 3 of 1000 elements wrong";

void expect_no_rate(const CaseResult& result) {
  EXPECT_THAT(result.samples, IsEmpty());
  EXPECT_FALSE(result.statistics);
  EXPECT_FALSE(result.telemetry.clock_hz);
}

TEST(Faults, AWrongAnswerBeforeTimingIsNotTimed) {
  Bench bench({fake_case(64), fake_case(128)});
  bench.script(0).wrong_from_verify = 1;
  const auto results = bench.run();
  EXPECT_EQ(results[0].status, Status::wrong);
  EXPECT_EQ(results[0].reason, "wrong answer before timing");
  EXPECT_EQ(results[0].check.before, false);
  EXPECT_FALSE(results[0].check.after);
  EXPECT_EQ(results[0].check.wrong_elements, 3u);
  EXPECT_EQ(results[0].check.detail, kDetail);
  EXPECT_EQ(bench.log(0).samples, 1) << "only the launch of the check";
  expect_no_rate(results[0]);
  EXPECT_EQ(results[1].status, Status::ok);
}

TEST(Faults, AWrongAnswerAfterTimingDropsTheSamples) {
  Bench bench({fake_case(64), fake_case(128)});
  bench.script(0).wrong_from_verify = 2;
  const auto results = bench.run();
  EXPECT_EQ(results[0].status, Status::wrong);
  EXPECT_EQ(results[0].reason, "wrong answer after the last timed iteration");
  EXPECT_EQ(results[0].check.before, true);
  EXPECT_EQ(results[0].check.after, false);
  EXPECT_EQ(results[0].check.detail, kDetail);
  expect_no_rate(results[0]);
  EXPECT_EQ(results[1].status, Status::ok);
}

TEST(Faults, StaleOutputDoesNotPass) {
  // A kernel that stopped computing at any time is found.
  for (const int last_computed : {1, 9, 30, kLastSample - 1}) {
    Bench bench({fake_case(64)});
    bench.script().computes_until_sample = last_computed;
    EXPECT_EQ(bench.run()[0].status, Status::wrong) << last_computed;
    EXPECT_EQ(bench.log().samples, kLastSample);
  }
  Bench bench({fake_case(64)});
  bench.script().computes_until_sample = kLastSample;
  EXPECT_EQ(bench.run()[0].status, Status::ok);
}

TEST(Faults, EveryRepetitionIsChecked) {
  Bench bench({fake_case(64)});
  bench.options.google_benchmark_flags = {"--benchmark_repetitions=3"};
  bench.script().wrong_from_verify = 3;
  const auto results = bench.run();
  EXPECT_EQ(results[0].status, Status::wrong);
  expect_no_rate(results[0]);
}

TEST(Faults, ACheckOfNothingIsAnError) {
  Bench bench({fake_case(64)});
  bench.script().checked = 0;
  const auto results = bench.run();
  EXPECT_EQ(results[0].status, Status::error);
  EXPECT_EQ(results[0].reason, "the answer check compared no element");
  expect_no_rate(results[0]);
}

TEST(Faults, AnExceptionCostsItsCaseAndClosesTheSession) {
  Bench bench({fake_case(64), fake_case(128), fake_case(256)});
  bench.script(0).fails_set_up = "no memory left";
  bench.script(1).fails_verify = "CUDA error 700";
  const auto results = bench.run();
  EXPECT_EQ(results[0].status, Status::error);
  EXPECT_EQ(results[0].reason, "no memory left");
  EXPECT_EQ(results[1].status, Status::error);
  EXPECT_EQ(results[1].reason, "CUDA error 700");
  EXPECT_EQ(results[2].status, Status::ok);
  EXPECT_EQ(bench.log(0).set_ups, 1) << "not tried again";
  EXPECT_THAT(bench.device.opened, ElementsAre("cpu", "cpu", "cpu"));
}

TEST(Faults, AnExceptionInASampleDropsTheOnesBefore) {
  Bench bench({fake_case(64), fake_case(128)});
  bench.script(0).seconds = [](int sample) {
    return sample < 40 ? 0.01 : throw std::runtime_error("launch failed");
  };
  const auto results = bench.run();
  EXPECT_EQ(results[0].status, Status::error);
  EXPECT_EQ(results[0].reason, "launch failed");
  expect_no_rate(results[0]);
  EXPECT_EQ(results[1].status, Status::ok);
}

TEST(Faults, ADeviceThatCannotBeOpenedIsAnErrorOfEachOfItsCases) {
  Bench bench({fake_case(64), fake_case(128)});
  bench.device.fails_open = "the driver is gone";
  for (const auto& result : bench.run()) {
    EXPECT_EQ(result.status, Status::error);
    EXPECT_EQ(result.reason, "the driver is gone");
  }
}

TEST(Faults, TimesThatNoClockGivesAreErrors) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double time : {std::numeric_limits<double>::quiet_NaN(), infinity, 0.0, -0.01}) {
    Bench bench({fake_case(64), fake_case(128)});
    bench.script(0).seconds = [time](int sample) { return sample == 50 ? time : 0.01; };
    const auto results = bench.run();
    EXPECT_EQ(results[0].status, Status::error) << time;
    EXPECT_THAT(results[0].reason, HasSubstr("the clock gave"));
    expect_no_rate(results[0]);
    EXPECT_EQ(results[1].status, Status::ok);
  }
}

TEST(Faults, AnUnavailableCaseIsSkippedUntouched) {
  Bench bench({fake_case(64), fake_case(128)});
  bench.plan.cases[0].unavailable = "no CUDA device";
  const auto results = bench.run();
  EXPECT_EQ(results[0].status, Status::skipped);
  EXPECT_EQ(results[0].reason, "no CUDA device");
  EXPECT_EQ(bench.log(0).set_ups, 0);
  EXPECT_EQ(results[1].status, Status::ok);
  EXPECT_THAT(bench.observer.events,
              ElementsAre("0/2 finished " + bench.name(0), "1/2 started " + bench.name(1),
                          "1/2 finished " + bench.name(1)));
}

TEST(Faults, AnInterruptionSkipsTheCaseInFlightAndAllLaterOnes) {
  std::atomic<bool> interrupted = false;
  Bench bench({fake_case(64), fake_case(128), fake_case(256)});
  bench.options.interrupted = &interrupted;
  bench.script(1).seconds = [&](int sample) {
    if (sample == 30) interrupted = true;
    return 0.01;
  };
  const auto results = bench.run();
  EXPECT_EQ(results[0].status, Status::ok);
  EXPECT_EQ(results[0].samples.size(), kAttempt);
  EXPECT_EQ(results[1].status, Status::skipped);
  EXPECT_EQ(results[1].reason, "interrupted");
  EXPECT_EQ(results[1].stopping.rule, "interrupted");
  expect_no_rate(results[1]);
  EXPECT_EQ(bench.log(1).samples, 30) << "no sample after the signal";
  EXPECT_EQ(results[2].status, Status::skipped);
  EXPECT_EQ(results[2].reason, "interrupted");
  EXPECT_EQ(bench.log(2).set_ups, 0);
  EXPECT_THAT(bench.observer.events,
              ElementsAre("0/3 started " + bench.name(0), "0/3 finished " + bench.name(0),
                          "1/3 started " + bench.name(1), "1/3 finished " + bench.name(1),
                          "2/3 finished " + bench.name(2)));
}

TEST(Faults, AnInterruptionInTheLastSampleComesTooLateForItsCase) {
  std::atomic<bool> interrupted = false;
  Bench bench({fake_case(64), fake_case(128)});
  bench.options.interrupted = &interrupted;
  bench.script(0).seconds = [&](int sample) {
    if (sample == kLastSample) interrupted = true;
    return 0.01;
  };
  const auto results = bench.run();
  EXPECT_EQ(results[0].status, Status::ok);
  EXPECT_EQ(results[0].samples.size(), kAttempt);
  EXPECT_EQ(results[1].status, Status::skipped);
}

class FullDisk final : public RecordingObserver {
 public:
  void case_finished(std::size_t, std::size_t, const CaseResult&) override {
    throw Error(ErrorKind::input, "disk full");
  }
};

TEST(Faults, WhatTheObserverThrowsEndsTheRun) {
  Bench bench({fake_case(64), fake_case(128)});
  FakeFactory factory(bench.device);
  FullDisk observer;
  EXPECT_THROW(measure(bench.plan, factory, bench.options, observer), Error);
  EXPECT_EQ(bench.log(1).set_ups, 0);
  EXPECT_EQ(bench.run()[1].status, Status::ok) << "another run in the process works";
}

}  // namespace
}  // namespace assay::measure
