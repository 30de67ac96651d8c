// Are load, settings, services and device files read, and is what is absent unknown?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/surroundings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "tests/harness/probe/fake_tree.hpp"

namespace assay::probe {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Surroundings, of_nothing_nothing_is_known) {
  const FakeTree tree;
  const Surroundings found = surroundings(tree.tree());
  EXPECT_EQ(found.load, std::nullopt);
  EXPECT_EQ(found.numa_balancing, std::nullopt);
  EXPECT_EQ(found.turbo, std::nullopt);
  EXPECT_FALSE(found.switches);
  EXPECT_FALSE(found.sees_all_processes);
  EXPECT_THAT(found.services, IsEmpty());
  EXPECT_THAT(found.forbidden_devices, IsEmpty());
}

TEST(Surroundings, load_of_a_minute) {
  FakeTree tree;
  tree.file("proc/loadavg", "3.25 4.21 7.58 3/113 12346\n");
  EXPECT_EQ(surroundings(tree.tree()).load, 3.25);
  tree.file("proc/loadavg", "0.00 0.01 0.05 1/90 7\n");
  EXPECT_EQ(surroundings(tree.tree()).load, 0.0);
  tree.file("proc/loadavg", "nonsense\n");
  EXPECT_EQ(surroundings(tree.tree()).load, std::nullopt);
}

TEST(Surroundings, settings) {
  FakeTree tree;
  tree.file("proc/sys/kernel/numa_balancing", "1\n");
  tree.file("sys/devices/system/cpu/cpufreq/boost", "0\n");
  EXPECT_EQ(surroundings(tree.tree()).numa_balancing, true);
  EXPECT_EQ(surroundings(tree.tree()).turbo, false);
  tree.file("sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
  EXPECT_EQ(surroundings(tree.tree()).turbo, true);
}

TEST(Surroundings, services_that_matter_and_whether_all_are_seen) {
  FakeTree tree;
  tree.file("proc/77/comm", "nv-fabricmanage\n").file("proc/78/comm", "bash\n");
  tree.file("proc/self/comm", "nv-hostengine\n");  // no process id
  EXPECT_THAT(surroundings(tree.tree()).services, ElementsAre(kFabricService));
  EXPECT_FALSE(surroundings(tree.tree()).sees_all_processes);
  tree.file("proc/2/comm", "kthreadd\n");
  EXPECT_TRUE(surroundings(tree.tree()).sees_all_processes);
}

TEST(Surroundings, switches_by_their_device_files) {
  FakeTree tree;
  tree.file("dev/nvidia-nvswitchctl", "");
  EXPECT_TRUE(surroundings(tree.tree()).switches);
}

TEST(Surroundings, device_files_that_may_not_be_opened) {
  if (geteuid() == 0) GTEST_SKIP() << "root may open every file";
  FakeTree tree;
  for (const char* name : {"nvidia0", "nvidiactl", "nvidia-uvm", "nvidia-caps"}) {
    tree.file(std::string("dev/") + name, "");
    std::filesystem::permissions(tree.root() / "dev" / name, std::filesystem::perms::none);
  }
  EXPECT_THAT(surroundings(tree.tree()).forbidden_devices,
              ElementsAre("/dev/nvidia-uvm", "/dev/nvidia0", "/dev/nvidiactl"));
}

}  // namespace
}  // namespace assay::probe
