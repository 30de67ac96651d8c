// Is the tightest limit found, in both versions, nested and from inside containers?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/cgroup.hpp"

#include <gtest/gtest.h>

#include "harness/probe/cgroup_folders.hpp"
#include "tests/harness/probe/fake_machines.hpp"

namespace assay::probe {
namespace {

class Cgroup : public testing::Test {
 protected:
  CgroupLimits limits() const { return cgroup_limits(tree_.tree()); }
  FakeTree tree_;
};

TEST_F(Cgroup, no_limits_without_cgroups) {
  EXPECT_EQ(limits().processors, std::nullopt);
  EXPECT_EQ(limits().memory_bytes, std::nullopt);
  EXPECT_EQ(limits().memory_unused_bytes, std::nullopt);
}

TEST_F(Cgroup, v2_quota_and_memory) {
  mount_cgroup_v2(tree_);
  tree_.file("sys/fs/cgroup/jobs/one/cpu.max", "150000 100000\n");
  tree_.file("sys/fs/cgroup/jobs/one/memory.max", "1073741824\n");
  tree_.file("sys/fs/cgroup/jobs/one/memory.current", "400000000\n");
  tree_.file("sys/fs/cgroup/jobs/one/memory.stat",
             "anon 1\ninactive_file 100000000\nactive_file 7\n");
  EXPECT_EQ(limits().processors, 1.5);
  EXPECT_EQ(limits().memory_bytes, 1073741824u);
  EXPECT_EQ(limits().memory_unused_bytes, 773741824u);
}

TEST_F(Cgroup, v2_max_is_no_limit) {
  mount_cgroup_v2(tree_);
  tree_.file("sys/fs/cgroup/jobs/one/cpu.max", "max 100000\n");
  tree_.file("sys/fs/cgroup/jobs/one/memory.max", "max\n");
  EXPECT_EQ(limits().processors, std::nullopt);
  EXPECT_EQ(limits().memory_bytes, std::nullopt);
}

TEST_F(Cgroup, parent_is_tighter) {
  mount_cgroup_v2(tree_);
  tree_.file("sys/fs/cgroup/jobs/cpu.max", "200000 100000\n");
  tree_.file("sys/fs/cgroup/jobs/one/cpu.max", "800000 100000\n");
  tree_.file("sys/fs/cgroup/jobs/memory.max", "1000\n");
  tree_.file("sys/fs/cgroup/jobs/memory.current", "1500\n");
  tree_.file("sys/fs/cgroup/jobs/one/memory.max", "5000\n");
  tree_.file("sys/fs/cgroup/jobs/one/memory.current", "100\n");
  EXPECT_EQ(limits().processors, 2.0);
  EXPECT_EQ(limits().memory_bytes, 1000u);
  EXPECT_EQ(limits().memory_unused_bytes, 0u);  // never below zero, though usage is over the limit
}

TEST_F(Cgroup, v1_quota_and_memory) {
  mount_cgroup_v1(tree_);
  tree_.file("sys/fs/cgroup/cpu,cpuacct/jobs/one/cpu.cfs_quota_us", "250000\n");
  tree_.file("sys/fs/cgroup/cpu,cpuacct/jobs/one/cpu.cfs_period_us", "100000\n");
  tree_.file("sys/fs/cgroup/memory/jobs/one/memory.limit_in_bytes", "2147483648\n");
  tree_.file("sys/fs/cgroup/memory/jobs/one/memory.usage_in_bytes", "147483648\n");
  tree_.file("sys/fs/cgroup/memory/jobs/one/memory.stat",
             "inactive_file 1\ntotal_inactive_file 48\n");
  EXPECT_EQ(limits().processors, 2.5);
  EXPECT_EQ(limits().memory_bytes, 2147483648u);
  EXPECT_EQ(limits().memory_unused_bytes, 2000000048u);
}

TEST_F(Cgroup, v1_without_limit) {
  mount_cgroup_v1(tree_);
  tree_.file("sys/fs/cgroup/cpu,cpuacct/jobs/one/cpu.cfs_quota_us", "-1\n");
  tree_.file("sys/fs/cgroup/cpu,cpuacct/jobs/one/cpu.cfs_period_us", "100000\n");
  tree_.file("sys/fs/cgroup/memory/jobs/one/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(limits().processors, std::nullopt);
  EXPECT_EQ(limits().memory_bytes, std::nullopt);
}

TEST_F(Cgroup, container_sees_its_own_group_as_the_mount) {
  tree_.file("proc/self/cgroup", "4:cpu:/docker/abc\n");
  tree_.file("proc/self/mountinfo",
             "31 24 0:27 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n");
  tree_.file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
  tree_.file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(limits().processors, 0.5);
}

TEST_F(Cgroup, group_below_the_mounted_one) {
  tree_.file("proc/self/cgroup", "0::/docker/abc/inner\n");
  tree_.file("proc/self/mountinfo", "31 24 0:27 /docker/abc /cg ro - cgroup2 cgroup rw\n");
  EXPECT_EQ(cgroup_folders(tree_.tree(), kUnifiedHierarchy),
            (std::vector<std::string>{"cg", "cg/inner"}));
}

TEST_F(Cgroup, group_outside_the_mounted_one) {
  const char* mount = "31 24 0:27 /docker/abc /cg ro - cgroup2 cgroup rw\n";
  for (const char* path : {"/", "/docker/abcdef", "/../sibling", "/docker/abc/../def"}) {
    tree_.file("proc/self/cgroup", std::string("0::") + path + "\n");
    tree_.file("proc/self/mountinfo", mount);
    EXPECT_EQ(cgroup_folders(tree_.tree(), kUnifiedHierarchy), std::vector<std::string>{"cg"})
        << path;
  }
}

TEST_F(Cgroup, controller_name_is_matched_whole) {
  tree_.file("proc/self/cgroup", "5:cpuset:/set\n4:cpuacct,cpu:/right\n");
  tree_.file("proc/self/mountinfo",
             "31 24 0:27 / /cpuset ro - cgroup cgroup rw,cpuset\n"
             "32 24 0:28 / /with\\040space ro shared:1 master:2 - cgroup cgroup rw,cpuacct,cpu\n");
  EXPECT_EQ(cgroup_folders(tree_.tree(), "cpu"),
            (std::vector<std::string>{"with space", "with space/right"}));
}

TEST_F(Cgroup, hybrid_hosts_take_the_tighter_of_both_versions) {
  tree_.file("proc/self/cgroup", "4:cpu:/\n0::/\n");
  tree_.file("proc/self/mountinfo",
             "31 24 0:27 / /v1 rw - cgroup cgroup rw,cpu\n32 24 0:28 / /v2 rw - cgroup2 none rw\n");
  tree_.file("v1/cpu.cfs_quota_us", "300000\n").file("v1/cpu.cfs_period_us", "100000\n");
  tree_.file("v2/cpu.max", "100000 100000\n");
  EXPECT_EQ(limits().processors, 1.0);
}

TEST_F(Cgroup, malformed_limits_are_none) {
  mount_cgroup_v2(tree_);
  for (const char* text : {"", "150000", "0 100000", "100000 0", "a b", "1 2 3", "-5 100000"}) {
    tree_.file("sys/fs/cgroup/jobs/one/cpu.max", text);
    EXPECT_EQ(limits().processors, std::nullopt) << text;
  }
}

}  // namespace
}  // namespace assay::probe
