// Do the kernels of this build make plans that their devices can run, within the documented time?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "harness/plan/plan.hpp"
#include "harness/plan/products.hpp"
#include "tests/harness/plan/fakes.hpp"
#include "tests/harness/plan/planned.hpp"

namespace assay::plan {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

struct Gpu {
  const char* name;
  int major, minor;
  std::uint32_t processors;
  std::uint64_t memory_gib, l2_mib;
};
constexpr Gpu kH100{"H100", 9, 0, 132, 80, 50}, kH20{"H20", 9, 0, 78, 96, 60},
    kA100{"A100", 8, 0, 108, 40, 40}, kL40s{"L40S", 8, 9, 142, 48, 96},
    kB200{"B200", 10, 0, 148, 180, 126};

probe::Facts host_with(const Gpu& gpu) {
  auto facts = fake::gpu_host();
  auto& device = facts.cuda.devices[0];
  device.compute_major = gpu.major;
  device.compute_minor = gpu.minor;
  device.multiprocessors = gpu.processors;
  device.memory_bytes = gpu.memory_gib << 30;
  device.memory_free_bytes = (gpu.memory_gib - 1) << 30;
  device.l2_bytes = gpu.l2_mib << 20;
  return facts;
}

// A build without CUDA holds no program for a GPU; what is planned does not depend on it.
KernelTable table_with_gpu() {
  static const std::vector<KernelEntry> entries = [] {
    const KernelTable table = kernel_table();
    std::vector<KernelEntry> list(table.begin(), table.end());
    for (auto& entry : list) entry.on[static_cast<int>(Target::gpu)] = entry.on[0];
    return list;
  }();
  return {entries.data(), static_cast<int>(entries.size())};
}

Plan plan_on(const Gpu& gpu, Options options = {}) {
  options.devices = {{DeviceId::Kind::cuda, 0}};
  return make_plan(host_with(gpu), table_with_gpu(), options);
}

class OnEveryGpu : public ::testing::TestWithParam<Gpu> {};

// What an operator sees: nothing that is planned is known to fail, so a healthy device exits 0.
TEST_P(OnEveryGpu, EveryPlannedCaseCanRunAndHasANameOfItsOwn) {
  for (const Level level : {Level::quick, Level::standard, Level::soak}) {
    const auto plan = plan_on(GetParam(), {.level = level});
    for (const auto& one : plan.cases) EXPECT_EQ(one.unavailable, "") << one.name();
    const auto list = names(plan);
    EXPECT_EQ(std::set<std::string>(list.begin(), list.end()).size(), list.size());
    EXPECT_THAT(list, Contains(HasSubstr("gemm.bf16")));
    EXPECT_THAT(list, Contains(HasSubstr("tensor.rate")));
  }
}

TEST_P(OnEveryGpu, ASweepHoldsTheShapeThatTheKernelChooses) {
  const auto plain = plan_on(GetParam(), {.only = {"gemm.bf16"}});
  const auto sweep =
      plan_on(GetParam(),
              {.only = {"gemm.bf16"}, .shapes = {{8192, 8192, 8192}}, .sweep = Sweep::variants});
  EXPECT_GT(sweep.cases.size(), 3u);
  const Variant chosen = plain.cases.back().parameters.variant;
  EXPECT_NE(chosen, Variant{});
  EXPECT_TRUE(std::any_of(sweep.cases.begin(), sweep.cases.end(),
                          [&](const Case& one) { return one.parameters.variant == chosen; }));
  for (const auto& one : sweep.cases) EXPECT_EQ(one.unavailable, "") << one.name();
  const auto list = names(sweep);
  EXPECT_EQ(std::set<std::string>(list.begin(), list.end()).size(), list.size());
}

TEST_P(OnEveryGpu, AQuickRunTakesMinutesByItsOwnPessimisticEstimate) {
  EXPECT_LT(plan_on(GetParam()).estimate(), Seconds(240));
}

INSTANTIATE_TEST_SUITE_P(Parts, OnEveryGpu, ::testing::Values(kH100, kH20, kA100, kL40s, kB200),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(RealPlan, OnlyHopperHasAFallbackBesideANativePath) {
  const Options standard{.level = Level::standard, .only = {"gemm.bf16"}};
  EXPECT_THAT(names(plan_on(kH100, standard)), Contains(HasSubstr("path=fallback")));
  EXPECT_THAT(names(plan_on(kA100, standard)), Each(HasSubstr("path=native")));
  EXPECT_THAT(names(plan_on(kB200, standard)), Each(HasSubstr("path=fallback")));
}

TEST(RealPlan, AnA100HasNoFp8AndSaysSo) {
  const auto plan = plan_on(kA100);
  EXPECT_THAT(names(plan), Each(Not(HasSubstr("fp8"))));
  const auto without_fp8 = [](const Plan& of) {
    return std::count_if(of.left_out.begin(), of.left_out.end(), [](const LeftOut& one) {
      return one.kernel.find("fp8") != std::string::npos;
    });
  };
  EXPECT_EQ(without_fp8(plan), 2);
  EXPECT_EQ(without_fp8(plan_on(kH100)), 0);
  const auto asked = plan_on(kA100, {.only = {"gemm.fp8_e4m3"}});
  ASSERT_THAT(asked.cases, Not(IsEmpty()));
  EXPECT_THAT(asked.cases[0].unavailable, HasSubstr("fp8"));
}

TEST(RealPlan, SoakIsOneLargeSquareOfEachType) {
  const auto plan = plan_on(kH20, {.level = Level::soak, .only = {"gemm.*"}});
  std::vector<std::string> kernels;
  for (const auto& one : plan.cases) {
    if (one.parameters.path == Path::none) continue;  // gemm.portable
    kernels.emplace_back(one.kernel->description().name);
    EXPECT_EQ(one.parameters.m, one.parameters.type == DataType::fp64 ? 8192u : 16384u);
  }
  EXPECT_THAT(kernels, ::testing::UnorderedElementsAre("gemm.bf16", "gemm.fp16", "gemm.fp8_e4m3",
                                                       "gemm.fp8_e5m2", "gemm.int8", "gemm.tf32",
                                                       "gemm.fp64"));
}

}  // namespace
}  // namespace assay::plan
