// Is every answer checked, in the order that finds what it should, and is a change told from a
// mistake?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "harness/measure/answer_sample.hpp"
#include "tests/harness/measure/fake_session.hpp"

namespace assay::measure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Without a warm-up, so that every sample behind the checks counts.
Bench matrix_bench(plan::Case planned = matrix_case()) {
  Bench bench({planned});
  bench.options.warm_up = Seconds(0);
  bench.script().keeps_events = true;
  return bench;
}

TEST(Answers, ExactInputsFirstThenTheTimedOnesThenEverySampleThenTheLast) {
  Bench bench = matrix_bench();
  const CaseResult result = bench.run()[0];
  ASSERT_EQ(result.status, Status::ok) << result.reason;
  EXPECT_THAT(
      bench.log().events,
      ElementsAre("fill exact", "sample", "verify", "fill timed", "sample", "verify",  //
                  "sample", "repeat", "sample", "repeat", "spoil", "sample", "repeat", "verify"));
  EXPECT_EQ(result.check.exact, true);
  EXPECT_EQ(result.check.before, true);
  EXPECT_EQ(result.check.after, true);
  EXPECT_EQ(result.check.repeats, 3u);
}

// printf '\x01' | sha256sum
constexpr const char* kDigest = "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a";

TEST(Answers, DigestIsOfTheExactOnesWhereThereAreAny) {
  Bench bench = matrix_bench();
  bench.script().answer = {std::byte{1}};
  EXPECT_EQ(bench.run()[0].check.digest, kDigest);
  const auto& events = bench.log().events;
  ASSERT_GE(events.size(), 5u);
  EXPECT_THAT(std::vector(events.begin(), events.begin() + 5),
              ElementsAre("fill exact", "sample", "verify", "answer", "fill timed"));
  EXPECT_EQ(std::count(events.begin(), events.end(), "answer"), 1);
}

TEST(Answers, DigestIsOfTheTimedOnesElse) {
  Bench bench({fake_case(64)});
  bench.script().keeps_events = true;
  bench.script().answer = {std::byte{1}};
  EXPECT_EQ(bench.run()[0].check.digest, kDigest);
  EXPECT_EQ(bench.log().events.at(2), "answer") << "after sample and verify";
}

TEST(Answers, WrongOnesHaveNoDigest) {
  Bench bench({fake_case(64)});
  bench.script().answer = {std::byte{1}};
  bench.script().wrong_from_verify = 1;
  EXPECT_EQ(bench.run()[0].check.digest, "");
  EXPECT_EQ(Bench({fake_case(64)}).run()[0].check.digest, "") << "nor what is no array";
}

TEST(AnswerSample, IsAllOfASmallOneAndPiecesOfALargeOne) {
  constexpr std::uint64_t kMost = std::uint64_t{16} << 20;
  for (const std::uint64_t bytes : {std::uint64_t{1}, kMost}) {
    EXPECT_EQ(AnswerSample::of(bytes).pieces, 1u);
    EXPECT_EQ(AnswerSample::of(bytes).size_bytes(), bytes);
  }
  for (const std::uint64_t bytes : {kMost + 1, kMost + 255, kMost + 256, std::uint64_t{3} << 40}) {
    const auto sample = AnswerSample::of(bytes);
    EXPECT_EQ(sample.size_bytes(), kMost);
    std::uint64_t end = 0, next = 0;
    sample.for_each([&](std::uint64_t to, std::uint64_t from, std::uint64_t count) {
      EXPECT_EQ(to, next);
      EXPECT_GE(from, end) << "pieces do not overlap";
      next = to + count;
      end = from + count;
    });
    EXPECT_EQ(next, kMost);
    EXPECT_LE(end, bytes);
  }
}

TEST(Answers, AKernelWithoutExactInputsIsFilledOnceBySetUp) {
  Bench bench({fake_case(64)});
  bench.script().keeps_events = true;
  const CaseResult result = bench.run()[0];
  EXPECT_FALSE(result.check.exact);
  EXPECT_THAT(bench.log().events, testing::Not(testing::Contains(HasSubstr("fill"))));
  EXPECT_EQ(result.check.repeats, kAttempt) << "the warm-up is not checked";
}

TEST(Answers, AKernelThatCannotTellIsNotCounted) {
  Bench bench = matrix_bench();
  bench.script().can_repeat = false;
  const CaseResult result = bench.run()[0];
  EXPECT_EQ(result.status, Status::ok) << result.reason;
  EXPECT_EQ(result.check.repeats, 0u);
}

TEST(Answers, WrongWithExactInputsIsNotTimed) {
  Bench bench = matrix_bench();
  bench.script().wrong_from_verify = 1;
  bench.script().processor_plus_one = 18;
  const CaseResult result = bench.run()[0];
  EXPECT_EQ(result.status, Status::wrong);
  EXPECT_EQ(result.reason, "wrong answer with exact inputs, before timing");
  EXPECT_EQ(result.check.exact, false);
  EXPECT_FALSE(result.check.before);
  EXPECT_EQ(result.check.detail,
            "element 12 (row 2, column 2, computed by SM 17): expected 4, got 3.5; 3 of 1000 "
            "elements wrong");
  EXPECT_THAT(bench.log().events, ElementsAre("fill exact", "sample", "verify"));
}

TEST(Answers, WrongWithTheTimedInputsAlone) {
  Bench bench = matrix_bench();
  bench.script().wrong_from_verify = 2;
  const CaseResult result = bench.run()[0];
  EXPECT_EQ(result.status, Status::wrong);
  EXPECT_EQ(result.reason, "wrong answer before timing");
  EXPECT_EQ(result.check.exact, true);
  EXPECT_EQ(result.check.before, false);
  EXPECT_EQ(result.check.detail,
            "element 12 (row 2, column 2): expected 4, got 3.5; 3 of 1000 elements wrong");
}

TEST(Answers, AChangedOutputIsSilentCorruptionAndEndsTheCaseAtOnce) {
  Bench bench = matrix_bench();
  bench.script().wrong_repeat = 2;
  bench.script().processor_plus_one = 1;
  const CaseResult result = bench.run()[0];
  EXPECT_EQ(result.status, Status::wrong);
  EXPECT_EQ(bench.log().samples, 4) << "two for the checks and two that count";
  ASSERT_TRUE(result.corruption);
  EXPECT_EQ(result.corruption->sample, 1u);
  EXPECT_EQ(result.corruption->elements, 128u);
  EXPECT_EQ(result.corruption->row, 2u);
  EXPECT_EQ(result.corruption->column, 2u);
  EXPECT_EQ(result.corruption->processor, 0u);
  EXPECT_EQ(result.check.repeats, 1u);
  for (const char* part : {"silent corruption", "cuda:2", "fake.gemm", "row 2, column 2", "SM 0",
                           "128 elements", "sample 1"}) {
    EXPECT_THAT(result.reason, HasSubstr(part));
  }
  EXPECT_THAT(result.samples, IsEmpty());
  EXPECT_FALSE(result.statistics);
  EXPECT_FALSE(result.check.after);
}

TEST(Answers, AChangeIsFoundInWhicheverSampleItIs) {
  for (const int sample : {1, 2, 3}) {
    Bench bench = matrix_bench();
    bench.script().wrong_repeat = sample;
    const CaseResult result = bench.run()[0];
    ASSERT_TRUE(result.corruption) << sample;
    EXPECT_EQ(result.corruption->sample, static_cast<std::uint64_t>(sample - 1));
    EXPECT_FALSE(result.corruption->processor) << "nobody knows";
  }
}

TEST(Answers, ARepeatCheckOfNothingIsAnError) {
  Bench bench = matrix_bench();
  bench.script().repeat_checked = 0;
  const CaseResult result = bench.run()[0];
  EXPECT_EQ(result.status, Status::error);
  EXPECT_EQ(result.reason, "the repeat check compared no element");
}

TEST(Processors, AreThoseOfTheLastSampleInOrder) {
  Bench bench = matrix_bench();
  bench.script().processor_work = {{.cycles = 10, .flop = 40960, .processor = 3},
                                   {.cycles = 20, .flop = 40960, .processor = 1},
                                   {.cycles = 0, .flop = 0, .processor = 2},
                                   {.cycles = 30, .flop = 40960 * 7, .processor = 3}};
  const CaseResult result = bench.run()[0];
  ASSERT_EQ(result.processors.size(), 2u);
  EXPECT_EQ(result.processors[0].processor, 1u);
  EXPECT_EQ(result.processors[0].flop_per_clock, 2048);
  EXPECT_EQ(result.processors[1].processor, 3u);
  EXPECT_EQ(result.processors[1].flop_per_clock, 8192);
}

TEST(Processors, AreNotAskedForWhereTheKernelSaysNone) {
  Bench bench({fake_case(64)});
  bench.script().processor_work = {{.cycles = 10, .flop = 40960, .processor = 3}};
  EXPECT_THAT(bench.run()[0].processors, IsEmpty());
}

TEST(Burst, CoolsDownRightBeforeItsSamplesAndNeverSettles) {
  Bench bench({matrix_case(Load::burst)});
  bench.plan.cases[0].settle = Seconds(3600);
  bench.script().keeps_events = true;
  bench.script().level = [](int) -> std::optional<bool> { throw std::logic_error("asked"); };
  const CaseResult result = bench.run()[0];
  ASSERT_EQ(result.status, Status::ok) << result.reason;
  EXPECT_EQ(bench.log().cools, 1);
  const auto& events = bench.log().events;
  const auto cool = std::find(events.begin(), events.end(), "cool");
  EXPECT_THAT(std::vector(cool, events.end()),
              ElementsAre("cool", "sample", "repeat", "sample", "repeat", "spoil", "sample",
                          "repeat", "verify"));
  EXPECT_EQ(result.samples.size(), 3u);
  EXPECT_EQ(result.stopping.rule, "minimum_samples");
  EXPECT_FALSE(result.stopping.level);
}

TEST(Burst, NeverLaunchesMoreThanTenTimes) {
  struct Asked {
    std::uint64_t iterations, samples, got_iterations, got_samples;
  };
  for (const Asked asked : {Asked{1, 10, 1, 10}, Asked{1, 100, 1, 10}, Asked{3, 9, 3, 3},
                            Asked{50, 9, 10, 1}, Asked{5, 0, 5, 1}}) {
    Bench bench({matrix_case(Load::burst)});
    bench.plan.cases[0].iterations = asked.iterations;
    bench.plan.cases[0].minimum_samples = asked.samples;
    bench.plan.cases[0].minimum_time = Seconds(5);
    for (const char* flag : {"", "--benchmark_min_time=0.5"}) {
      bench.options.google_benchmark_flags.clear();
      if (*flag != 0) bench.options.google_benchmark_flags.push_back(flag);
      const CaseResult result = bench.run()[0];
      EXPECT_EQ(result.status, Status::ok) << result.reason;
      EXPECT_EQ(result.planned.iterations, asked.got_iterations);
      EXPECT_EQ(result.samples.size(), asked.got_samples);
      EXPECT_EQ(result.stopping.minimum_samples, asked.got_samples);
    }
  }
}

TEST(Burst, ASustainedCaseSettlesAndIsNotCooled) {
  Bench bench({matrix_case(Load::sustained)});
  bench.plan.cases[0].settle = Seconds(3600);
  int asked = 0;
  bench.script().level = [&](int) { return ++asked > 20; };
  const CaseResult result = bench.run()[0];
  EXPECT_EQ(result.stopping.level, true);
  EXPECT_EQ(bench.log().cools, 0);
}

TEST(Burst, CanBeInterruptedWhileItCools) {
  std::atomic<bool> interrupted = false;
  Bench bench({matrix_case(Load::burst)});
  bench.options.interrupted = &interrupted;
  bench.script().cooling = [&] { interrupted = true; };
  const CaseResult result = bench.run()[0];
  EXPECT_EQ(result.status, Status::skipped);
  EXPECT_EQ(result.stopping.rule, "interrupted");
}

}  // namespace
}  // namespace assay::measure
