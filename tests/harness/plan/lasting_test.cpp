// Does a plan take as long as it was asked to?
#include "harness/plan/lasting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernels/error.hpp"
#include "tests/harness/plan/fakes.hpp"
#include "tests/harness/plan/planned.hpp"

namespace assay::plan {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr DeviceId kCpu{DeviceId::Kind::cpu, 0};

Plan lasting(Seconds time, Level level = Level::soak) {
  return lasting_plan(fake::cpu_host(), fake::kTable, {.devices = {kCpu}, .level = level}, time);
}

TEST(Lasting, TheEstimateIsWhatWasAskedFor) {
  for (const Seconds time : {Seconds(900), Seconds(3600), Seconds(7200)}) {
    const Plan plan = lasting(time);
    EXPECT_NEAR(plan.estimate() / time, 1, 1e-3);
    EXPECT_LE(plan.estimate(), time);
  }
}

TEST(Lasting, TheCasesAreThoseOfTheLevel) {
  const Options options{.devices = {kCpu}, .level = Level::soak};
  EXPECT_EQ(names(lasting(Seconds(3600))),
            names(make_plan(fake::cpu_host(), fake::kTable, options)));
}

TEST(Lasting, IsTheSameEveryTime) {
  const Plan one = lasting(Seconds(1000)), other = lasting(Seconds(1000));
  ASSERT_EQ(one.cases.size(), other.cases.size());
  for (std::size_t i = 0; i < one.cases.size(); ++i) {
    EXPECT_EQ(one.cases[i].minimum_time, other.cases[i].minimum_time);
    EXPECT_EQ(one.cases[i].iterations, other.cases[i].iterations);
  }
}

TEST(Lasting, TooShortOrTooLongSaysWhy) {
  EXPECT_THAT(refusal_of([] { lasting(Seconds(0.1)); }),
              AllOf(HasSubstr("--for"), HasSubstr("at the least"), HasSubstr("--only")));
  EXPECT_THAT(refusal_of([] { lasting(Seconds(1e9)); }), HasSubstr("longer than a day"));
}

}  // namespace
}  // namespace assay::plan
