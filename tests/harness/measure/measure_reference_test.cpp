// Is a library timed beside the kernel, pair by pair, and can it cost the kernel nothing?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "tests/harness/measure/fake_session.hpp"

namespace assay::measure {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// "b" is the fastest by far, "a" the default.
ReferenceScript second_is_best() {
  ReferenceScript script;
  script.seconds = [](std::size_t algorithm, int) { return algorithm == 1 ? 0.005 : 0.02; };
  return script;
}

Bench reference_bench(ReferenceScript script, plan::Case planned = matrix_case()) {
  Bench bench({planned});
  bench.options.warm_up = Seconds(0);
  bench.script().keeps_events = true;
  bench.script().reference = std::move(script);
  return bench;
}

const ReferenceResult& reference_of(const CaseResult& result) {
  EXPECT_EQ(result.status, Status::ok) << result.reason;
  EXPECT_TRUE(result.reference);
  static const ReferenceResult none;
  return result.reference ? *result.reference : none;
}

std::vector<std::string> since_last(const std::vector<std::string>& events, const char* event) {
  const auto last = std::find(events.rbegin(), events.rend(), event).base();
  return {last, events.end()};
}

TEST(Reference, TakesTurnsWithTheKernelAndEndsChecked) {
  Bench bench = reference_bench(second_is_best());
  const auto results = bench.run();
  EXPECT_EQ(reference_of(results[0]).right, true);
  auto events = bench.log().events;
  const auto first_repeat = std::find(events.begin(), events.end(), "repeat");
  events.erase(events.begin(), first_repeat - 3);
  EXPECT_THAT(events, ElementsAre("sample", "time a", "time b", "repeat",           //
                                  "time b", "time a", "sample", "repeat",           //
                                  "spoil", "sample", "time a", "time b", "repeat",  //
                                  "verify", "verify reference"));
}

TEST(Reference, IsChosenBetweenTheChecksAndTheSamples) {
  Bench bench = reference_bench(second_is_best());
  bench.run();
  const auto& events = bench.log().events;
  const std::vector<std::string> begun(events.begin(), events.begin() + 9);
  EXPECT_THAT(begun, ElementsAre("fill exact", "sample", "verify", "fill timed", "sample", "verify",
                                 "time a", "time b", "time c"));
  EXPECT_THAT(
      since_last(std::vector(events.begin(), std::find(events.begin(), events.end(), "repeat") - 3),
                 "time c"),
      ElementsAre("time a", "verify reference", "time b", "verify reference"))
      << "behind the last round of the choice";
}

TEST(Reference, KeepsPairsAndTheirQuotients) {
  ReferenceScript script = second_is_best();
  Bench bench = reference_bench(script);
  // 10, 20 and 40 ms: 20 ms of the default against each of them.
  bench.script().seconds = [](int sample) {
    return sample < 4 ? 0.01 : 0.01 * (1 << (sample - 3));
  };
  const auto results = bench.run();
  const ReferenceResult& reference = reference_of(results[0]);
  EXPECT_EQ(reference.library, "fakeLt");
  EXPECT_EQ(reference.version, "1.2");
  EXPECT_EQ(reference.unavailable, "");
  EXPECT_EQ(reference.algorithms, 3u);
  ASSERT_TRUE(reference.by_default);
  EXPECT_EQ(reference.by_default->algorithm, "a");
  EXPECT_THAT(reference.by_default->samples, ElementsAre(0.02, 0.02, 0.02));
  ASSERT_TRUE(reference.by_default->ratio);
  EXPECT_EQ(reference.by_default->ratio->count, 3u);
  EXPECT_EQ(reference.by_default->ratio->maximum, 2);
  EXPECT_EQ(reference.by_default->ratio->median, 1);
  EXPECT_EQ(reference.by_default->ratio->minimum, 0.5);
  ASSERT_TRUE(reference.best);
  EXPECT_EQ(reference.best->algorithm, "b");
  EXPECT_THAT(reference.best->samples, Each(0.005));
  EXPECT_EQ(reference.best->ratio->median, 0.25);
}

TEST(Reference, ADefaultThatIsTheBestIsTimedOnceForBoth) {
  ReferenceScript script;
  script.seconds = [](std::size_t algorithm, int) { return algorithm == 0 ? 0.005 : 0.02; };
  Bench bench = reference_bench(script);
  const auto results = bench.run();
  const ReferenceResult& reference = reference_of(results[0]);
  EXPECT_EQ(reference.best->algorithm, "a");
  EXPECT_EQ(reference.best->samples, reference.by_default->samples);
  EXPECT_EQ(reference.best->samples.size(), 3u);
  const auto& events = bench.log().events;
  EXPECT_THAT(since_last(events, "spoil"),
              ElementsAre("sample", "time a", "repeat", "verify", "verify reference"));
}

TEST(Reference, TheBestIsTheFastestMedianAndNotTheLuckiestSample) {
  ReferenceScript script;
  script.seconds = [first = true](std::size_t algorithm, int) mutable {
    if (algorithm != 2) return algorithm == 1 ? 0.010 : 0.020;
    return std::exchange(first, false) ? 0.001 : 0.015;
  };
  Bench bench = reference_bench(script);
  const auto results = bench.run();
  EXPECT_EQ(reference_of(results[0]).best->algorithm, "b");
}

TEST(Reference, IsForgottenWithTheAttemptAndKeptOverRepetitions) {
  plan::Case planned = matrix_case();
  planned.minimum_time = Seconds(0.5);
  Bench bench = reference_bench(second_is_best(), planned);
  bench.options.google_benchmark_flags = {"--benchmark_repetitions=3"};
  const auto results = bench.run();
  const ReferenceResult& reference = reference_of(results[0]);
  EXPECT_GT(results[0].samples.size(), 100u);
  EXPECT_EQ(reference.best->samples.size(), results[0].samples.size());
}

TEST(Reference, InABurstHasAsManyLaunches) {
  Bench bench = reference_bench(second_is_best(), matrix_case(Load::burst));
  const auto results = bench.run();
  EXPECT_EQ(reference_of(results[0]).best->samples.size(), 3u);
  EXPECT_THAT(since_last(bench.log().events, "cool").front(), "sample")
      << "whatever is chosen and checked comes before the cooling";
}

TEST(Reference, ThereIsNoneWhereTheKernelOrTheSessionHasNone) {
  Bench plain({fake_case(64)});
  plain.script().reference = second_is_best();
  EXPECT_FALSE(plain.run()[0].reference) << "this kernel asks for none";
  Bench bench({matrix_case()});
  EXPECT_FALSE(bench.run()[0].reference) << "this device has none";
  Bench unwanted = reference_bench(second_is_best());
  unwanted.plan.cases[0].with_reference = false;
  EXPECT_FALSE(unwanted.run()[0].reference);
  EXPECT_EQ(unwanted.log().reference_samples, 0);
}

void expect_lost(const CaseResult& result, const char* why) {
  const ReferenceResult& reference = reference_of(result);
  EXPECT_THAT(reference.unavailable, HasSubstr(why));
  EXPECT_NE(reference.library, "");
  EXPECT_FALSE(reference.by_default);
  EXPECT_FALSE(reference.best);
  EXPECT_FALSE(reference.right);
  EXPECT_EQ(result.samples.size(), 3u) << "the kernel goes on alone";
  EXPECT_EQ(result.check.repeats, 3u);
}

TEST(Reference, WhatFailsBeforeTheSamplesIsSaidAndCostsNothing) {
  ReferenceScript closed, empty, nameless, blind, unverified, stopped;
  closed.fails_open = "libcublasLt.so.13: no such file";
  nameless.fails_names = "CUBLAS_STATUS_NOT_SUPPORTED";
  empty.names = {};
  blind.checked = 0;
  unverified.fails_verify = "no memory";
  stopped.seconds = [](std::size_t, int) { return 0.0; };
  expect_lost(reference_bench(closed).run()[0], "no such file");
  expect_lost(reference_bench(nameless).run()[0], "NOT_SUPPORTED");
  expect_lost(reference_bench(empty).run()[0], "no algorithm");
  expect_lost(reference_bench(blind).run()[0], "compared no element");
  expect_lost(reference_bench(unverified).run()[0], "no memory");
  expect_lost(reference_bench(stopped).run()[0], "the clock gave 0 s");
}

TEST(Reference, WhateverSampleItFailsInTheKernelGoesOn) {
  Bench whole = reference_bench(second_is_best());
  whole.run();
  const int samples = whole.log().reference_samples;
  for (int n = 1; n <= samples; ++n) {
    ReferenceScript script = second_is_best();
    script.seconds = [n, usual = script.seconds](std::size_t algorithm, int sample) {
      if (sample == n) throw Error(ErrorKind::unavailable, "launch failed");
      return usual(algorithm, sample);
    };
    const auto results = reference_bench(script).run();
    // One algorithm of three that only was to be tried is none of those chosen from.
    if (n == 2 || n == 3) {
      EXPECT_EQ(reference_of(results[0]).algorithms, 2u);
      EXPECT_EQ(reference_of(results[0]).unavailable, "");
    } else {
      expect_lost(results[0], "launch failed");
    }
  }
}

TEST(Reference, AWrongLibraryIsToldAndComparedWithNothing) {
  for (const int from : {1, 2, 3}) {
    ReferenceScript script = second_is_best();
    script.wrong_from_verify = from;
    const auto results = reference_bench(script).run();
    const ReferenceResult& reference = reference_of(results[0]);
    EXPECT_EQ(reference.right, false) << from;
    ASSERT_TRUE(reference.best) << from;
    EXPECT_FALSE(reference.best->ratio) << from;
    EXPECT_EQ(reference.best->samples.size(), 3u);
  }
}

TEST(Reference, OfACaseThatFailsThereIsNone) {
  Bench bench = reference_bench(second_is_best());
  bench.script().wrong_repeat = 2;
  const auto results = bench.run();
  EXPECT_EQ(results[0].status, Status::wrong);
  EXPECT_FALSE(results[0].reference);
  EXPECT_THAT(results[0].curve, IsEmpty());
}

}  // namespace
}  // namespace assay::measure
