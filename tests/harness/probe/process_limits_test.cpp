// Are the limits of a process read from where the kernel states them?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/process_limits.hpp"

#include <gtest/gtest.h>

#include "tests/harness/probe/fake_machines.hpp"

namespace assay::probe {
namespace {

constexpr const char* kLimits =
    "Limit                     Soft Limit           Hard Limit           Units     \n"
    "Max open files            1024                 524288               files     \n"
    "Max locked memory         8388608              unlimited            bytes     \n";

TEST(ProcessLimits, of_nothing_nothing_is_known) {
  const FakeTree tree;
  const ProcessLimits limits = process_limits(tree.tree());
  EXPECT_EQ(limits.locked_memory_bytes, std::nullopt);
  EXPECT_EQ(limits.open_files, std::nullopt);
  EXPECT_EQ(limits.free_tasks, std::nullopt);
  EXPECT_EQ(limits.shared_memory_bytes, std::nullopt);
}

TEST(ProcessLimits, soft_limits_count) {
  FakeTree tree;
  tree.file("proc/self/limits", kLimits);
  EXPECT_EQ(process_limits(tree.tree()).open_files, 1024u);
  EXPECT_EQ(process_limits(tree.tree()).locked_memory_bytes, 8388608u);
}

TEST(ProcessLimits, unlimited_is_no_limit) {
  FakeTree tree;
  tree.file("proc/self/limits",
            "Max locked memory   unlimited   unlimited   bytes\nMax open files\n");
  EXPECT_EQ(process_limits(tree.tree()).locked_memory_bytes, std::nullopt);
  EXPECT_EQ(process_limits(tree.tree()).open_files, std::nullopt);
}

TEST(ProcessLimits, the_group_with_the_fewest_threads_left_counts) {
  FakeTree tree;
  mount_cgroup_v2(tree);
  tree.file("sys/fs/cgroup/jobs/pids.max", "500\n")
      .file("sys/fs/cgroup/jobs/pids.current", "470\n");
  tree.file("sys/fs/cgroup/jobs/one/pids.max", "100\n");
  tree.file("sys/fs/cgroup/jobs/one/pids.current", "10\n");
  EXPECT_EQ(process_limits(tree.tree()).free_tasks, 30u);
  tree.file("sys/fs/cgroup/jobs/pids.max", "max\n");
  EXPECT_EQ(process_limits(tree.tree()).free_tasks, 90u);
  tree.file("sys/fs/cgroup/jobs/one/pids.current", "120\n");
  EXPECT_EQ(process_limits(tree.tree()).free_tasks, 0u);
}

TEST(ProcessLimits, shared_memory_is_that_of_its_file_system) {
  FakeTree tree;
  tree.file("dev/shm/a", "");
  const ProcessLimits limits = process_limits(tree.tree());
  ASSERT_TRUE(limits.shared_memory_bytes && limits.shared_memory_free_bytes);
  EXPECT_GE(*limits.shared_memory_bytes, *limits.shared_memory_free_bytes);
}

}  // namespace
}  // namespace assay::probe
