// Is the affinity mask of this process read bit by bit?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/affinity.hpp"

#include <gtest/gtest.h>
#include <sched.h>

namespace assay::probe {
namespace {

TEST(Affinity, follows_the_mask_of_the_process) {
  const std::vector<int> before = process_affinity();
  ASSERT_FALSE(before.empty());
  cpu_set_t saved;
  ASSERT_EQ(sched_getaffinity(0, sizeof saved, &saved), 0) << "more than 1024 processors";
  ASSERT_EQ(static_cast<int>(before.size()), CPU_COUNT(&saved));
  for (const int processor : before) {
    ASSERT_TRUE(CPU_ISSET(static_cast<unsigned>(processor), &saved));
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<unsigned>(processor), &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
    EXPECT_EQ(process_affinity(), std::vector<int>{processor});
  }
  ASSERT_EQ(sched_setaffinity(0, sizeof saved, &saved), 0);
  EXPECT_EQ(process_affinity(), before);
}

}  // namespace
}  // namespace assay::probe
