// Does a plan hold the documented cases, in order, within memory and time?
#include "harness/plan/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "harness/plan/device.hpp"
#include "kernels/error.hpp"
#include "tests/harness/plan/fakes.hpp"
#include "tests/harness/plan/planned.hpp"

namespace assay::plan {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr DeviceId kCpu{DeviceId::Kind::cpu, 0};
constexpr DeviceId kGpu{DeviceId::Kind::cuda, 0};
constexpr std::uint64_t kMiB = 1 << 20;

Plan plan_for(const probe::Facts& facts, Options options) {
  if (options.devices.empty()) options.devices = {kCpu};
  return make_plan(facts, fake::kTable, options);
}

std::string refusal(const probe::Facts& facts, const Options& options) {
  return refusal_of([&] { plan_for(facts, options); });
}

TEST(QuickPlan, OnACpuIsExactlyThis) {
  EXPECT_THAT(names(plan_for(fake::cpu_host(), {})),
              ElementsAre("memory.read/bandwidth [bytes=16KiB type=fp64] cpu",
                          "memory.read/bandwidth [bytes=64KiB type=fp64] cpu",
                          "memory.read/bandwidth [bytes=256KiB type=fp64] cpu",
                          "memory.read/bandwidth [bytes=1MiB type=fp64] cpu",
                          "memory.read/bandwidth [bytes=4MiB type=fp64] cpu",
                          "memory.read/bandwidth [bytes=16MiB type=fp64] cpu",
                          "memory.read/bandwidth [bytes=64MiB type=fp64] cpu",
                          "memory.read/bandwidth [bytes=256MiB type=fp64] cpu",
                          "memory.read/bandwidth [bytes=1GiB type=fp64] cpu",
                          "memory.triad/bandwidth [bytes=1GiB type=fp64] cpu",
                          "fma.rate/rate [type=fp32] cpu", "fma.rate/rate [type=fp64] cpu",
                          "gemm.portable/throughput [m=2048 n=2048 k=2048 type=fp32] cpu",
                          "gemm.portable/throughput [m=2048 n=2048 k=2048 type=fp64] cpu"));
}

TEST(QuickPlan, OnAGpuHasOneGibibyteAndNoSweep) {
  EXPECT_THAT(
      names(plan_for(fake::gpu_host(), {.devices = {kGpu}})),
      ElementsAre("memory.read/bandwidth [bytes=1GiB type=fp64 cache=cold] cuda:0",
                  "memory.triad/bandwidth [bytes=1GiB type=fp64 cache=cold] cuda:0",
                  "fma.rate/rate [type=fp32 submission=graph] cuda:0",
                  "fma.rate/rate [type=fp64 submission=graph] cuda:0",
                  "gemm.portable/throughput [m=4096 n=4096 k=4096 type=fp32 cache=cold] cuda:0",
                  "gemm.portable/throughput [m=4096 n=4096 k=4096 type=fp64 cache=cold] cuda:0"));
}

TEST(QuickPlan, StaysBelowAMinuteByItsOwnPessimisticEstimate) {
  EXPECT_LT(plan_for(fake::cpu_host(), {}).estimate(), Seconds(60));
  EXPECT_LT(plan_for(fake::gpu_host(), {.devices = {kGpu}}).estimate(), Seconds(60));
}

struct ArraySize {
  std::uint64_t cache_mib, available_mib, expected_mib;
};
class QuickArrays : public ::testing::TestWithParam<ArraySize> {};

TEST_P(QuickArrays, AreTwiceTheCacheWithinHalfTheMemory) {
  auto facts = fake::cpu_host();
  facts.cpu.caches[0].size_bytes = GetParam().cache_mib * kMiB;
  facts.cpu.memory_available_bytes = GetParam().available_mib * kMiB;
  const auto plan = plan_for(facts, {.only = {"memory.triad"}});
  ASSERT_THAT(plan.cases, SizeIs(1));
  EXPECT_EQ(plan.cases[0].parameters.bytes, GetParam().expected_mib * kMiB);
}

INSTANTIATE_TEST_SUITE_P(Hosts, QuickArrays,
                         ::testing::Values(ArraySize{8, 16384, 64}, ArraySize{32, 16384, 64},
                                           ArraySize{33, 16384, 128}, ArraySize{260, 23552, 1024},
                                           ArraySize{260, 6144, 1024}, ArraySize{260, 6143, 512},
                                           ArraySize{32, 256, 32}));

TEST(StandardPlan, MeasuresBothTypesAndSweepsByPowersOfTwo) {
  const auto plan =
      plan_for(fake::cpu_host(), {.level = Level::standard, .only = {"memory.triad"}});
  ASSERT_THAT(plan.cases, SizeIs(2 * 17));
  for (std::size_t i = 0; i < 17; ++i) {
    EXPECT_EQ(plan.cases[i].parameters.bytes, std::uint64_t{16384} << i);
    EXPECT_EQ(plan.cases[i].parameters.type, DataType::fp32);
    EXPECT_EQ(plan.cases[17 + i].parameters.type, DataType::fp64);
  }
}

TEST(StandardPlan, HasRectangularProducts) {
  const auto list =
      names(plan_for(fake::cpu_host(), {.level = Level::standard, .only = {"gemm.*"}}));
  EXPECT_THAT(list, SizeIs(12));
  EXPECT_THAT(list, Contains("gemm.portable/throughput [m=8192 n=1024 k=1024 type=fp32] cpu"));
  EXPECT_THAT(list, Contains("gemm.portable/throughput [m=1024 n=1024 k=8192 type=fp64] cpu"));
}

TEST(StandardPlan, OnAGpuSweepsFrom64MebibytesTo8Gibibytes) {
  const auto plan =
      plan_for(fake::gpu_host(),
               {.devices = {kGpu}, .level = Level::standard, .only = {"memory.read/*fp32*"}});
  ASSERT_THAT(plan.cases, SizeIs(8));
  EXPECT_EQ(plan.cases.front().parameters.bytes, 64 * kMiB);
  EXPECT_EQ(plan.cases.back().parameters.bytes, 8192 * kMiB);
}

TEST(SoakPlan, IsTheStandardOneWithTenTimesTheTime) {
  const auto standard = plan_for(fake::cpu_host(), {.level = Level::standard});
  const auto soak = plan_for(fake::cpu_host(), {.level = Level::soak});
  EXPECT_EQ(names(standard), names(soak));
  EXPECT_EQ(soak.cases[0].minimum_time, 10 * standard.cases[0].minimum_time);
  EXPECT_GT(soak.estimate(), standard.estimate());
}

TEST(Plan, OfEveryLevelAndDeviceHasUniqueNames) {
  for (const Level level : {Level::quick, Level::standard, Level::soak}) {
    const auto list = names(plan_for(fake::gpu_host(), {.devices = {kCpu, kGpu}, .level = level}));
    EXPECT_EQ(std::set<std::string>(list.begin(), list.end()).size(), list.size());
  }
}

TEST(Plan, CarriesSeedWorkAndIterations) {
  const auto plan = plan_for(fake::cpu_host(), {.only = {"memory.triad", "fma.rate"}, .seed = 7});
  EXPECT_EQ(plan.seed, 7u);
  EXPECT_EQ(plan.cases[0].parameters.seed, 7u);
  EXPECT_EQ(plan.cases[0].work.bytes, 3.0 * 1024 * 1024 * 1024);
  EXPECT_EQ(plan.cases[1].work.flop, 2e6);
}

// 1 ms at the fast guesses: 2 threads x 200 GB/s over 16 KiB, x 20 GB/s over 3 GiB, x 200 GFLOP/s.
TEST(Plan, RepeatsSmallCasesInsideASample) {
  const auto plan = plan_for(fake::cpu_host(), {});
  EXPECT_EQ(plan.cases[0].iterations, 24415u);
  EXPECT_EQ(plan.cases[9].iterations, 1u);
  EXPECT_EQ(plan.cases[10].iterations, 200u);
}

TEST(Plan, EstimatesAtLeastTheSamplingItAsksFor) {
  for (const Level level : {Level::quick, Level::standard, Level::soak}) {
    for (const auto& one :
         plan_for(fake::gpu_host(), {.devices = {kCpu, kGpu}, .level = level}).cases) {
      if (!one.unavailable.empty()) continue;
      EXPECT_GE(one.estimate, one.minimum_time) << one.name();
    }
  }
}

// 7 samples of 3 GiB at 2 x 5 GB/s take longer than the minimum time.
TEST(Plan, EstimatesSlowCasesByTheirSamples) {
  const auto plan = plan_for(fake::cpu_host(), {.only = {"memory.triad"}});
  EXPECT_GT(plan.cases[0].estimate, Seconds(7 * plan.cases[0].work.bytes / 10e9));
  EXPECT_LT(plan.cases[0].estimate, Seconds(21 * plan.cases[0].work.bytes / 10e9));
}

TEST(PlanFilter, MatchesKernelAndCaseNames) {
  EXPECT_THAT(plan_for(fake::cpu_host(), {.only = {"memory.read"}}).cases, SizeIs(9));
  EXPECT_THAT(plan_for(fake::cpu_host(), {.only = {"*fp32*"}}).cases, SizeIs(2));
  EXPECT_THAT(plan_for(fake::cpu_host(), {.only = {"memory.read*16MiB*", "fma.rate"}}).cases,
              SizeIs(3));
}

TEST(PlanFilter, MatchingNothingIsAMistakeEvenBesideOneThatMatches) {
  EXPECT_THAT(refusal(fake::cpu_host(), {.only = {"fma.rate", "memory.raed"}}),
              AllOf(HasSubstr("--only 'memory.raed'"), HasSubstr("assay list")));
  EXPECT_THAT(refusal(fake::cpu_host(), {.only = {""}}), HasSubstr("--only ''"));
}

TEST(PlanBytes, ReplaceTheLevelsSizes) {
  const auto plan = plan_for(fake::cpu_host(), {.bytes = {64 * kMiB, 100 * kMiB}});
  ASSERT_THAT(plan.cases, SizeIs(2 * 2 + 4));
  EXPECT_EQ(plan.cases[0].parameters.bytes, 64 * kMiB);
  EXPECT_EQ(plan.cases[1].parameters.bytes, 100 * kMiB);
}

// 23 GiB available, 80 % of it 18841 MiB; a third of that for each array of the triad.
TEST(PlanBytes, LargerThanMemoryAreRefusedWithWhatFits) {
  EXPECT_THAT(refusal(fake::cpu_host(),
                      {
                          .bytes = {std::uint64_t{1} << 40},
                      }),
              AllOf(HasSubstr("--bytes 1TiB"), HasSubstr("23GiB available on cpu"),
                    HasSubstr("at most --bytes 18841MiB fits")));
  EXPECT_THAT(refusal(fake::cpu_host(), {.only = {"memory.triad"}, .bytes = {8192 * kMiB}}),
              HasSubstr("at most --bytes 6280MiB fits"));
  EXPECT_EQ(refusal(fake::cpu_host(), {.only = {"memory.triad"}, .bytes = {6280 * kMiB}}),
            "accepted");
  EXPECT_NE(refusal(fake::cpu_host(), {.only = {"memory.triad"}, .bytes = {6281 * kMiB}}),
            "accepted");
}

TEST(PlanBytes, DoNotOverflow) {
  EXPECT_THAT(refusal(fake::cpu_host(), {.bytes = {UINT64_MAX - 63}}), HasSubstr("fits"));
}

TEST(PlanBytes, OfAPartOfACacheLineAreRefused) {
  EXPECT_THAT(refusal(fake::cpu_host(), {.bytes = {1}}), HasSubstr("--bytes 1B"));
  EXPECT_THAT(refusal(fake::cpu_host(), {.bytes = {kMiB + 8}}), HasSubstr("64B"));
}

TEST(PlanBytes, WithoutAMemoryKernelAreAMistake) {
  EXPECT_THAT(refusal(fake::cpu_host(), {.only = {"fma.rate"}, .bytes = {kMiB}}),
              AllOf(HasSubstr("--bytes"), HasSubstr("--only")));
}

TEST(PlanUnavailable, CasesOfAMissingGpuArePlannedWithTheReason) {
  const auto plan = plan_for(fake::cpu_host(), {.devices = {kGpu}});
  ASSERT_THAT(plan.cases, SizeIs(6));
  for (const auto& one : plan.cases) {
    EXPECT_EQ(one.unavailable, "no NVIDIA driver is installed") << one.name();
    EXPECT_EQ(one.estimate, Seconds(0));
  }
  EXPECT_EQ(plan.cases[2].work.flop, 0) << "work of fma.rate depends on processors nobody knows";
}

TEST(PlanUnavailable, KernelWithoutAVersionForTheDevice) {
  const auto plan = plan_for(fake::gpu_host(), {.devices = {kGpu}});
  EXPECT_EQ(plan.cases[0].unavailable, "");
  EXPECT_EQ(plan.cases[4].unavailable, "this binary holds no gemm.portable for cuda:0");
}

TEST(PlanUnavailable, LevelSizesThatDoNotFit) {
  auto facts = fake::cpu_host();
  facts.cpu.memory_available_bytes = 50 * kMiB;
  const auto plan = plan_for(facts, {.only = {"gemm.*"}});
  EXPECT_EQ(plan.cases[0].unavailable, "needs 48MiB of memory, and 50MiB is available");
  EXPECT_EQ(plan.cases[1].unavailable, "needs 96MiB of memory, and 50MiB is available");
}

}  // namespace
}  // namespace assay::plan
