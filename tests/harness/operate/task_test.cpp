// Is every case that can be measured given to one worker, in the order of the plan, and never
// beside what it would disturb?
#include "harness/operate/task.hpp"

#include <gtest/gtest.h>

#include "tests/harness/operate/fakes.hpp"

namespace assay::operate {
namespace {

using Kind = plan::DeviceId::Kind;

// cpu, cuda:0, cuda:1, cuda:0, a group, cuda:1 with the host, one that cannot be measured.
plan::Plan mixed() {
  plan::Plan plan = fake::plan_of(7);
  const auto gpu = [](int index) { return plan::DeviceId{.kind = Kind::cuda, .index = index}; };
  plan.cases[1].device = plan.cases[3].device = gpu(0);
  plan.cases[2].device = plan.cases[5].device = gpu(1);
  plan.cases[4].device = gpu(0);
  plan.cases[4].group = {gpu(0), gpu(1)};
  plan.cases[5].parameters.host_memory = HostMemory::pinned;
  plan.cases[6].unavailable = "no such GPU";
  return plan;
}

std::vector<std::vector<std::string>> shown(const std::vector<Stage>& stages) {
  std::vector<std::vector<std::string>> text;
  for (const Stage& stage : stages) {
    auto& row = text.emplace_back();
    for (const Task& task : stage) {
      std::string one = task.name + ":";
      for (const std::size_t index : task.cases) one += ' ' + std::to_string(index);
      row.push_back(one);
    }
  }
  return text;
}

using Rows = std::vector<std::vector<std::string>>;

TEST(Task, OneDeviceAfterTheOtherAndGroupsLast) {
  EXPECT_EQ(shown(stages_of(mixed(), Devices::one_at_a_time)),
            (Rows{{"cpu: 0"}, {"cuda:0: 1 3"}, {"cuda:1: 2 5"}, {"group: 4"}}));
}

TEST(Task, GpusTogetherInWhatTheyDoNotShare) {
  EXPECT_EQ(shown(stages_of(mixed(), Devices::in_parallel)),
            (Rows{{"cuda:0: 1 3", "cuda:1: 2"}, {"cpu: 0"}, {"cuda:1: 5"}, {"group: 4"}}));
}

TEST(Task, AllInOneWorker) {
  EXPECT_EQ(shown(stages_of(mixed(), Devices::in_one_worker)),
            (Rows{{"all devices: 0 1 2 3 4 5"}}));
}

TEST(Task, WhatGoesOnAtTheSameTimeTakesItsTimeOnce) {
  plan::Plan plan = mixed();
  for (std::size_t i = 0; i < plan.cases.size(); ++i) {
    plan.cases[i].estimate = Seconds(1 << i);
  }
  EXPECT_EQ(time_of(plan, Devices::one_at_a_time), Seconds(63))
      << "all but what cannot be measured";
  EXPECT_EQ(time_of(plan, Devices::in_one_worker), Seconds(63));
  EXPECT_EQ(time_of(plan, Devices::in_parallel), Seconds(63 - 4)) << "beside cuda:0's 2 and 8";
  EXPECT_EQ(time_of(plan::Plan{}, Devices::in_parallel), Seconds(0));
}

TEST(Task, NothingToMeasureNeedsNoWorker) {
  EXPECT_TRUE(stages_of(plan::Plan{}, Devices::one_at_a_time).empty());
}

}  // namespace
}  // namespace assay::operate
