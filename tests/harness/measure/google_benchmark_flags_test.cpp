// Is a bad flag an Error of ours, before the library sees it and ends the process?
#include "harness/measure/google_benchmark_flags.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "kernels/error.hpp"

namespace assay::measure {
namespace {

constexpr Seconds kWarmUp{0.05};

class BadFlag : public testing::TestWithParam<const char*> {};

TEST_P(BadFlag, IsAUsageErrorThatNamesIt) {
  try {
    GoogleBenchmarkFlags({GetParam()}, kWarmUp).apply();
    FAIL() << GetParam() << " was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_EQ(std::string(error.what()).find(GetParam()), 0u) << error.what();
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, BadFlag,
    testing::Values("--level", "benchmark_min_time=1", "--help", "--benchmark_nonsense=1",
                    "--benchmark_list_tests", "--benchmark_list_tests=true",
                    "--benchmark_enable_random_interleaving=true", "--benchmark_min_time=0",
                    "--benchmark_min_time=nan", "--benchmark_min_time=soon", "--benchmark_min_time",
                    "--benchmark_min_warmup_time=-1", "--benchmark_min_warmup_time=1h",
                    "--benchmark_repetitions=0", "--benchmark_repetitions=2.5",
                    "--benchmark_repetitions=", "--benchmark_format=xml",
                    "--benchmark_out_format=xml", "--benchmark_time_unit=h",
                    "--benchmark_color=", "--benchmark_out=", "--benchmark_out=/",
                    "--benchmark_out=/no/such/folder/out.json"));

TEST(GoogleBenchmarkFlags, SaysNothingOnStderr) {
  testing::internal::CaptureStderr();
  try {
    // A library before 1.8 complains of the unit, on stderr; a newer one takes it.
    GoogleBenchmarkFlags({"--benchmark_min_time=2x"}, kWarmUp).apply();
  } catch (const Error&) {
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(GoogleBenchmarkFlags, NoneLeaveThePlanInCharge) {
  const GoogleBenchmarkFlags flags({}, kWarmUp);
  EXPECT_FALSE(flags.decide_stopping());
  EXPECT_TRUE(flags.warm_up());
  EXPECT_EQ(flags.filter(), "");
  flags.apply();
}

TEST(GoogleBenchmarkFlags, ASamplingTimeTakesTheStoppingFromThePlan) {
  EXPECT_TRUE(GoogleBenchmarkFlags({"--benchmark_min_time=0.5"}, kWarmUp).decide_stopping());
  EXPECT_FALSE(GoogleBenchmarkFlags({"--benchmark_repetitions=3"}, kWarmUp).decide_stopping());
}

TEST(GoogleBenchmarkFlags, WarmUpCanBeSwitchedOff) {
  EXPECT_FALSE(GoogleBenchmarkFlags({}, Seconds(0)).warm_up());
  EXPECT_FALSE(GoogleBenchmarkFlags({"--benchmark_min_warmup_time=0"}, kWarmUp).warm_up());
  EXPECT_TRUE(GoogleBenchmarkFlags({"--benchmark_min_warmup_time=1"}, Seconds(0)).warm_up());
}

TEST(GoogleBenchmarkFlags, CheckingLeavesNoFileBehind) {
  const std::string file = testing::TempDir() + "assay_flags_test.json";
  std::filesystem::remove(file);
  const GoogleBenchmarkFlags flags({"--benchmark_out=" + file}, kWarmUp);
  flags.apply_for_listing();
  EXPECT_FALSE(std::filesystem::exists(file));
}

}  // namespace
}  // namespace assay::measure
