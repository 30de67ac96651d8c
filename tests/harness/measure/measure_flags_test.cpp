// Do Google Benchmark's own flags do what its user guide says, and is its JSON complete?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/harness/measure/fake_session.hpp"

namespace assay::measure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string output_file() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const std::string file = testing::TempDir() + "assay_" + test->name() + ".json";
  std::filesystem::remove(file);
  return file;
}

TEST(Flags, RepetitionsAddUp) {
  Bench bench({fake_case(64), fake_case(128)});
  bench.options.google_benchmark_flags = {"--benchmark_repetitions=3"};
  const auto results = bench.run();
  EXPECT_EQ(results[0].samples.size(), 3 * kAttempt);
  EXPECT_EQ(results[0].statistics->count, 3 * kAttempt);
  EXPECT_DOUBLE_EQ(results[0].warm_up.count(), 0.08);
  EXPECT_EQ(bench.log(0).verifies, 1 + 3);
  EXPECT_EQ(bench.log(0).spoils, 3);
  EXPECT_EQ(bench.log(0).set_ups, 1);
  EXPECT_EQ(bench.observer.events.size(), 4u) << "aggregates are no second result";
}

TEST(Flags, AggregatesOnlyKeepsOurSamples) {
  Bench bench({fake_case(64)});
  bench.options.google_benchmark_flags = {"--benchmark_repetitions=2",
                                          "--benchmark_report_aggregates_only=true"};
  EXPECT_EQ(bench.run()[0].samples.size(), 2 * kAttempt);
}

TEST(Flags, MinTimeTakesTheStoppingFromThePlan) {
  Bench bench({fake_case(64)});
  bench.options.google_benchmark_flags = {"--benchmark_min_time=0.2"};
  const auto results = bench.run();
  EXPECT_EQ(results[0].stopping.rule, "google_benchmark_flags");
  // Its own search: 1, 10, then 1.4 x 0.2 / 0.1 x 10 samples.
  EXPECT_EQ(results[0].samples.size(), 28u);
  EXPECT_DOUBLE_EQ(results[0].warm_up.count(), 0.08 + 0.01 + 0.10);
  EXPECT_EQ(results[0].check.after, true);
}

TEST(Flags, WarmUpTimeIsTheUsers) {
  Bench bench({fake_case(64)});
  bench.options.google_benchmark_flags = {"--benchmark_min_warmup_time=0.005"};
  const auto results = bench.run();
  EXPECT_EQ(results[0].warm_up, Seconds(0.01));
  EXPECT_EQ(results[0].samples.size(), kAttempt);
}

TEST(Flags, TheFilterLeavesCasesOutInPlace) {
  Bench bench({fake_case(64), fake_case(128), fake_case(256)});
  bench.options.google_benchmark_flags = {"--benchmark_filter=bytes=128B"};
  const auto results = bench.run();
  ASSERT_EQ(results.size(), 3u);
  EXPECT_EQ(results[1].status, Status::ok);
  for (const std::size_t left_out : {0u, 2u}) {
    EXPECT_EQ(results[left_out].status, Status::skipped);
    EXPECT_EQ(results[left_out].reason, "left out by --benchmark_filter");
    EXPECT_EQ(results[left_out].planned.name(), bench.name(left_out));
    EXPECT_EQ(bench.log(left_out).set_ups, 0);
  }
  EXPECT_THAT(bench.observer.events,
              ElementsAre("0/3 finished " + bench.name(0), "1/3 started " + bench.name(1),
                          "1/3 finished " + bench.name(1), "2/3 finished " + bench.name(2)));
}

class BadFilter : public testing::TestWithParam<const char*> {};

TEST_P(BadFilter, IsAUsageErrorAndLeavesNoFile) {
  const std::string file = testing::TempDir() + "assay_bad_filter.json";
  std::filesystem::remove(file);
  Bench bench({fake_case(64)});
  bench.options.google_benchmark_flags = {std::string("--benchmark_filter=") + GetParam(),
                                          "--benchmark_out=" + file};
  try {
    bench.run();
    FAIL() << "the filter was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_THAT(error.what(), HasSubstr(std::string("--benchmark_filter=") + GetParam()));
    EXPECT_THAT(error.what(), HasSubstr(bench.name(0)));
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
  }
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_THAT(bench.observer.events, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(All, BadFilter, testing::Values("nothing_of_this", "(unclosed"));

TEST(Flags, NativeJsonListsEveryCase) {
  const std::string file = output_file();
  Bench bench({fake_case(64), fake_case(128), fake_case(256)});
  bench.script(1).wrong_from_verify = 2;
  bench.plan.cases[2].unavailable = "no such device";
  bench.options.google_benchmark_flags = {"--benchmark_out=" + file};
  bench.run();
  std::ifstream stream(file);
  const auto json = nlohmann::json::parse(stream);
  EXPECT_EQ(json.at("context").at("executable").get<std::string>(), "assay");
  const auto& list = json.at("benchmarks");
  ASSERT_EQ(list.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(list[i].at("name").get<std::string>().find(bench.name(i) + "/"), 0u);
    EXPECT_EQ(list[i].at("label").get<std::string>(), bench.name(i));
  }
  EXPECT_EQ(list[0].at("iterations").get<std::size_t>(), kAttempt);
  EXPECT_NEAR(list[0].at("bytes_per_second").get<double>(), 1e9, 1);
  EXPECT_NEAR(list[0].at("items_per_second").get<double>(), 500, 1e-6);
  EXPECT_FALSE(list[0].contains("error_occurred"));
  EXPECT_EQ(list[1].at("error_message").get<std::string>(),
            "wrong answer after the last timed iteration");
  EXPECT_FALSE(list[1].contains("bytes_per_second")) << "a rate for a wrong answer";
  EXPECT_EQ(list[2].at("error_message").get<std::string>(), "no such device");
}

TEST(Flags, NothingIsPrinted) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Bench bench({fake_case(64)});
  bench.options.google_benchmark_flags = {"--benchmark_repetitions=2"};
  bench.run();
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace assay::measure
