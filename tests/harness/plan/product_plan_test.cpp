// What is planned for tensor cores: loads, sizes, variants, and what a device is not made for?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/plan/plan.hpp"
#include "kernels/error.hpp"
#include "tests/harness/plan/planned.hpp"
#include "tests/harness/plan/product_fakes.hpp"

namespace assay::plan {
namespace {

using fake::plan_on;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr DeviceId kCpu{DeviceId::Kind::cpu, 0};
using Names = std::vector<std::string>;

const Case& case_of(const Plan& plan, const std::string& part) {
  const auto found = std::find_if(plan.cases.begin(), plan.cases.end(), [&](const Case& one) {
    return one.name().find(part) != std::string::npos;
  });
  if (found == plan.cases.end()) throw std::runtime_error("no case " + part);
  return *found;
}

std::string refusal(const probe::Facts& facts, const Options& options) {
  return refusal_of([&] { plan_on(facts, options); });
}

TEST(ProductPlan, QuickOnAnH100IsExactlyThis) {
  EXPECT_THAT(names(plan_on(fake::h100())),
              ElementsAre("gemm.bf16/throughput [m=8192 n=8192 k=8192 type=bf16 layout=row_column "
                          "path=native load=burst] cuda:0",
                          "gemm.bf16/throughput [m=8192 n=8192 k=8192 type=bf16 layout=row_column "
                          "path=native load=sustained] cuda:0",
                          "gemm.fp16/throughput [m=8192 n=8192 k=8192 type=fp16 layout=row_column "
                          "path=native load=sustained] cuda:0",
                          "gemm.fp8_e4m3/throughput [m=8192 n=8192 k=8192 type=fp8_e4m3 "
                          "layout=row_column accumulation=fast path=native load=burst] cuda:0",
                          "gemm.fp8_e4m3/throughput [m=8192 n=8192 k=8192 type=fp8_e4m3 "
                          "layout=row_column accumulation=fast path=native load=sustained] cuda:0",
                          "tensor.rate/rate [type=bf16 sparsity=dense operands=shared "
                          "path=native] cuda:0",
                          "memory.triad/bandwidth [bytes=1GiB type=fp64 cache=cold] cuda:0"));
}

TEST(ProductPlan, NothingOfItIsPlannedForACpu) {
  EXPECT_THAT(names(plan_on(fake::h100(), {.devices = {kCpu}})), Each(HasSubstr("memory.triad")));
}

// At most 10 launches that find a cool device: no warming, one launch a sample.
TEST(ProductPlan, ABurstIsTenLaunchesAtMostAndItsEstimateHoldsTheCoolDown) {
  for (const Level level : {Level::quick, Level::standard}) {
    const auto plan = plan_on(fake::h100(), {.level = level, .minimum_time = Seconds(100)});
    const Case& burst = case_of(plan,
                                "gemm.bf16/throughput [m=8192 n=8192 k=8192 type=bf16 "
                                "layout=row_column path=native load=burst");
    EXPECT_LE(burst.iterations * burst.minimum_samples, 10u);
    EXPECT_EQ(burst.iterations, 1u);
    EXPECT_EQ(burst.minimum_time, Seconds(0));
    EXPECT_EQ(burst.settle, Seconds(0));
    EXPECT_GE(burst.estimate, Seconds(5));
  }
}

TEST(ProductPlan, ASustainedOneIsTimedForThreeSecondsAndFourLaunchesASample) {
  const auto standard = plan_on(fake::h100(), {.level = Level::standard});
  const Case& large = case_of(standard,
                              "m=8192 n=8192 k=8192 type=bf16 layout=row_column "
                              "path=native load=sustained");
  EXPECT_EQ(large.minimum_time, Seconds(3));
  EXPECT_EQ(large.settle, Seconds(3));
  EXPECT_GE(large.iterations, 4u);
  EXPECT_EQ(case_of(standard, "m=1024").minimum_time, Seconds(1));
  EXPECT_EQ(case_of(plan_on(fake::h100()),
                    "type=bf16 layout=row_column path=native "
                    "load=sustained")
                .minimum_time,
            Seconds(1));
  const auto soak = plan_on(fake::h100(), {.level = Level::soak});
  EXPECT_EQ(case_of(soak, "gemm.bf16").minimum_time, Seconds(30));
}

// The hash of an output takes a pass over it; at 20 GB/s an SM that is 1 % of a sample or less.
TEST(ProductPlan, LookingAtTheOutputTakesAHundredthOfASample) {
  const auto plan = plan_on(fake::h100(), {.level = Level::standard, .only = {"gemm.bf16"}});
  for (const auto& one : plan.cases) {
    if (one.parameters.load == Load::burst) continue;
    const double look = 5e-6 + 2.0 * static_cast<double>(one.parameters.m) *
                                   static_cast<double>(one.parameters.n) / (132 * 20e9);
    const double launch = std::max(one.work.flop / (132 * 8e12), 2e-6);
    EXPECT_GE(static_cast<double>(one.iterations) * launch, 100 * look) << one.name();
  }
}

TEST(ProductPlan, StaysWithinTwoMinutesAtQuickByItsOwnEstimate) {
  EXPECT_LT(plan_on(fake::h100()).estimate(), Seconds(120));
  for (const auto& one : plan_on(fake::h100(), {.level = Level::standard}).cases) {
    EXPECT_LT(one.deadline, Seconds(600)) << one.name();
  }
}

// A step that hangs is found out in minutes, however long the case is.
TEST(ProductPlan, ALongCaseKeepsAShortDeadline) {
  const auto plan = plan_on(
      fake::h100(), {.level = Level::soak, .only = {"gemm.bf16"}, .minimum_time = Seconds(3600)});
  ASSERT_THAT(plan.cases, SizeIs(1));
  EXPECT_GE(plan.cases[0].estimate, Seconds(3600));
  EXPECT_LT(plan.cases[0].deadline, Seconds(600));
  // Telemetry is kept sample by sample: some ten thousand samples say as much as millions.
  const auto rate = plan_on(fake::h100(), {.only = {"tensor.rate"}, .minimum_time = Seconds(3600)});
  EXPECT_GE(rate.cases[0].iterations, 100u);
}

TEST(ProductPlan, SoakIsTheLargestSquareOfEachKernel) {
  const auto facts = fake::h100();
  const auto plan = plan_on(facts, {.level = Level::soak, .only = {"gemm.*"}});
  EXPECT_THAT(shapes(plan), ElementsAre(Shape{16384, 16384, 16384}, Shape{16384, 16384, 16384},
                                        Shape{16384, 16384, 16384}));
  for (const auto& one : plan.cases) {
    EXPECT_EQ(one.parameters.load, Load::sustained);
    EXPECT_EQ(one.parameters.path, Path::native);
  }
  auto small = facts;
  small.cuda.devices[0].memory_free_bytes = std::uint64_t{1} << 30;
  EXPECT_THAT(shapes(plan_on(small, {.level = Level::soak, .only = {"gemm.bf16"}})),
              ElementsAre(Shape{8192, 8192, 8192}));
}

TEST(ProductPlan, TheLibraryIsLeftOutWhereAskedAndInSweeps) {
  const auto any = [](const Plan& plan) {
    return std::any_of(plan.cases.begin(), plan.cases.end(),
                       [](const Case& one) { return one.with_reference; });
  };
  const Options gemm{.only = {"gemm.*"}};
  EXPECT_TRUE(any(plan_on(fake::h100(), gemm)));
  EXPECT_FALSE(any(plan_on(fake::h100(), {.only = {"gemm.*"}, .with_reference = false})));
  EXPECT_FALSE(any(plan_on(fake::h100(), {.only = {"gemm.*"}, .sweep = Sweep::variants})));
  EXPECT_TRUE(any(plan_on(fake::h100(),
                          {.only = {"gemm.*"}, .sweep = Sweep::variants, .with_reference = true})));
  EXPECT_FALSE(any(plan_on(fake::h100(), {.only = {"memory.*"}}))) << "it has none";
  EXPECT_GT(plan_on(fake::h100(), gemm).estimate(),
            plan_on(fake::h100(), {.only = {"gemm.*"}, .with_reference = false}).estimate());
}

TEST(BeyondDevice, IsLeftOutOfALevelAndSaid) {
  const auto plan = plan_on(fake::a100());
  EXPECT_THAT(names(plan), Each(Not(HasSubstr("fp8"))));
  for (const auto& one : plan.cases) EXPECT_EQ(one.unavailable, "") << one.name();
  ASSERT_THAT(plan.left_out, SizeIs(1));
  EXPECT_EQ(plan.left_out[0].kernel, "gemm.fp8_e4m3");
  EXPECT_EQ(plan.left_out[0].device, "cuda:0");
  EXPECT_EQ(plan.left_out[0].reason, "no fp8 before 9.0");
  EXPECT_EQ(plan.left_out[0].cases, 2u);
  EXPECT_THAT(plan_on(fake::h100()).left_out, IsEmpty());
}

TEST(BeyondDevice, IsACaseWithoutResultWhereNothingElseAnswers) {
  for (const Names& only : {Names{"gemm.fp8_e4m3"}, Names{"gemm.bf16", "*fp8*"}}) {
    const auto plan = plan_on(fake::a100(), {.only = only});
    EXPECT_EQ(case_of(plan, "fp8").unavailable, "no fp8 before 9.0");
    EXPECT_EQ(case_of(plan, "fp8").estimate, Seconds(0));
    EXPECT_THAT(plan.left_out, IsEmpty());
  }
  const auto all = plan_on(fake::a100(), {.only = {"gemm.*"}});
  EXPECT_THAT(names(all), Each(Not(HasSubstr("fp8"))));
  EXPECT_THAT(all.left_out, SizeIs(1));
}

TEST(BeyondDevice, OnASliceNoProductIsMeasured) {
  auto facts = fake::h100();
  facts.cuda.devices[0].mig = true;
  const auto plan = plan_on(facts);
  EXPECT_THAT(plan.left_out, SizeIs(3));
  EXPECT_THAT(names(plan), Not(Contains(HasSubstr("gemm."))));
  EXPECT_THAT(names(plan), Contains(HasSubstr("tensor.rate")));
  EXPECT_EQ(case_of(plan_on(facts, {.only = {"gemm.bf16"}}), "bf16").unavailable, "not on a slice");
}

TEST(BeyondDevice, AGpuThatIsNotThereHasItsCases) {
  auto facts = fake::h100();
  facts.cuda.devices.clear();
  facts.cuda.reason = "no NVIDIA driver is installed";
  const auto plan = plan_on(facts);
  EXPECT_THAT(plan.left_out, IsEmpty());
  EXPECT_THAT(names(plan), Contains(HasSubstr("fp8")));
  EXPECT_THAT(plan.cases, Each(Field(&Case::unavailable, "no NVIDIA driver is installed")));
}

TEST(Shapes, ReplaceTheLevelsSizesAndKeepItsWays) {
  const Shape tall{16384, 1024, 4096}, flat{512, 8192, 8192};
  const auto plan = plan_on(
      fake::h100(), {.level = Level::standard, .only = {"gemm.bf16"}, .shapes = {tall, flat}});
  // Burst, sustained, another layout, the fallback.
  EXPECT_THAT(shapes(plan), ElementsAre(tall, flat, tall, flat, tall, flat, tall, flat));
  EXPECT_EQ(plan.cases[0].parameters.load, Load::burst);
  EXPECT_EQ(plan.cases[2].parameters.load, Load::sustained);
  EXPECT_EQ(plan.cases[4].parameters.layout, Layout::row_row);
  EXPECT_EQ(plan.cases[6].parameters.path, Path::fallback);
  EXPECT_THAT(names(plan_on(fake::h100(), {.shapes = {flat}})),
              Contains(HasSubstr("memory.triad/bandwidth [bytes=1GiB")))
      << "other kernels keep their sizes";
}

TEST(Shapes, ThatTheKernelRefusesAreAMistakeWithTheNearestThatWorks) {
  EXPECT_THAT(refusal(fake::h100(), {.shapes = {Shape{4097, 4096, 4096}}}),
              AllOf(HasSubstr("--shape 4097x4096x4096"), HasSubstr("gemm.bf16 on cuda:0"),
                    HasSubstr("the nearest is 4096")));
  EXPECT_EQ(refusal(fake::h100(), {.shapes = {Shape{4104, 4095, 1}}}), "accepted");
}

TEST(Shapes, BeyondMemoryAreAMistakeWithTheLargestThatFits) {
  EXPECT_THAT(refusal(fake::h100(), {.only = {"gemm.bf16"}, .shapes = {Shape{262144, 262144, 64}}}),
              AllOf(HasSubstr("--shape 262144x262144x64"), HasSubstr("78GiB available on cuda:0"),
                    HasSubstr("at most --shape ")));
}

TEST(Shapes, OfATypeThatThePartLacksDoNotBlameTheSize) {
  const auto plan =
      plan_on(fake::a100(), {.only = {"gemm.fp8_e4m3"}, .shapes = {Shape{4096, 4096, 4096}}});
  EXPECT_THAT(plan.cases, Each(Field(&Case::unavailable, "no fp8 before 9.0")));
}

TEST(Shapes, WithoutAProductAreAMistake) {
  EXPECT_THAT(refusal(fake::h100(), {.only = {"memory.*"}, .shapes = {Shape{8, 8, 8}}}),
              AllOf(HasSubstr("--shape"), HasSubstr("--only")));
}

TEST(ProductPlan, NamesAreUniqueAtEveryLevel) {
  for (const Level level : {Level::quick, Level::standard, Level::soak}) {
    const auto list = names(plan_on(fake::h100(), {.level = level}));
    EXPECT_EQ(std::set<std::string>(list.begin(), list.end()).size(), list.size());
  }
}

}  // namespace
}  // namespace assay::plan
