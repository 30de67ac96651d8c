// Is the time spent on what is worth most, and is what is left out named?
#include "harness/operate/budget.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "tests/harness/operate/fakes.hpp"

namespace assay::operate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Kernel named(const char* name) {
  Kernel kernel = fake::kRead;
  kernel.name = name;
  return kernel;
}
constexpr Kernel kCopy = named("memory.copy"), kOther = named("l2.read");
constexpr KernelEntry kCopyEntry{{&kCopy, nullptr, nullptr, nullptr}};
constexpr KernelEntry kOtherEntry{{&kOther, nullptr, nullptr, nullptr}};

// Six cases of two seconds: memory.read three times, l2.read twice, memory.copy.
plan::Plan six() {
  plan::Plan plan = fake::plan_of(6);
  plan.cases[3].kernel = plan.cases[4].kernel = &kOtherEntry;
  plan.cases[5].kernel = &kCopyEntry;
  return plan;
}

std::vector<std::uint64_t> kibibytes(const Budgeted& made) {
  std::vector<std::uint64_t> list;
  for (const auto& one : made.plan.cases) list.push_back(one.parameters.bytes / 1024);
  return list;
}

TEST(Budget, WhatAVerdictNeedsFirstThenWhatIsNewThenMore) {
  EXPECT_THAT(kibibytes(within_budget(six(), {}, Seconds(7.5))), ElementsAre(1, 6));
  EXPECT_THAT(kibibytes(within_budget(six(), {}, Seconds(9.5))), ElementsAre(1, 4, 6));
  EXPECT_THAT(kibibytes(within_budget(six(), {}, Seconds(11.5))), ElementsAre(1, 2, 4, 6));
}

TEST(Budget, TheCheaperOfTwoThatShowTheSame) {
  plan::Plan plan = six();
  plan.cases[1].estimate = Seconds(1);
  EXPECT_THAT(kibibytes(within_budget(plan, {}, Seconds(6.5))), ElementsAre(2, 6));
}

TEST(Budget, WhatIsLeftOutIsNamedAndNothingElseIs) {
  const plan::Plan plan = six();
  const auto made = within_budget(plan, {}, Seconds(7.5));
  EXPECT_THAT(made.without, ElementsAre(plan.cases[1].name(), plan.cases[2].name(),
                                        plan.cases[3].name(), plan.cases[4].name()));
  EXPECT_THAT(within_budget(plan, {}, Seconds(100)).without, IsEmpty());
}

TEST(Budget, NeverMoreThanThereIs) {
  for (double budget = 0; budget < 20; budget += 0.25) {
    const auto made = within_budget(six(), {}, Seconds(budget));
    EXPECT_LE(made.plan.estimate(), Seconds(budget));
    EXPECT_EQ(made.plan.cases.size() + made.without.size(), 6u);
  }
}

// Two GPUs, three cases of two seconds each.
TEST(Budget, GpusThatAreMeasuredAtTheSameTimeShareIt) {
  plan::Plan plan = fake::plan_of(6);
  for (std::size_t i = 0; i < 6; ++i) {
    plan.cases[i].device = {plan::DeviceId::Kind::cuda, static_cast<int>(i % 2)};
  }
  const auto chosen = [&](double budget, Devices devices) {
    return within_budget(plan, {}, Seconds(budget), devices).plan.cases.size();
  };
  EXPECT_EQ(chosen(7.5, Devices::one_at_a_time), 2u);
  EXPECT_EQ(chosen(7.5, Devices::in_parallel), 4u);
  EXPECT_EQ(chosen(9.5, Devices::in_parallel), 6u);
  for (auto& one : plan.cases) one.parameters.host_memory = HostMemory::pinned;
  EXPECT_EQ(chosen(7.5, Devices::in_parallel), 2u) << "they meet at the host";
}

TEST(Budget, WhatCannotRunTakesNoTimeAndIsSaid) {
  plan::Plan plan = six();
  plan.cases[2].unavailable = "no such GPU";
  EXPECT_THAT(kibibytes(within_budget(plan, {}, Seconds(1))), ElementsAre(3));
}

TEST(Budget, ACaseTooSmallToShowAnythingIsWorthLittle) {
  probe::Facts facts;
  auto& gpu = facts.cuda.devices.emplace_back();
  gpu.l2_bytes = 1024;
  plan::Plan plan = fake::plan_of(6);
  for (auto& one : plan.cases) one.device = {plan::DeviceId::Kind::cuda, 0};
  plan.cases[0].estimate = Seconds(0.1);
  // Four times the cache is enough to show the memory.
  EXPECT_THAT(kibibytes(within_budget(plan, facts, Seconds(5.05))), ElementsAre(4));
}

}  // namespace
}  // namespace assay::operate
