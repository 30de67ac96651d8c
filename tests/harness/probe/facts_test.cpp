// Is the last-level cache the sum of what the threads reach?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/facts.hpp"

#include <gtest/gtest.h>

namespace assay::probe {
namespace {

Cache cache(int level, const char* type, std::uint64_t size_bytes) {
  Cache made;
  made.level = level;
  made.type = type;
  made.size_bytes = size_bytes;
  return made;
}

TEST(LastLevelCache, unknown_is_zero) {
  EXPECT_EQ(CpuFacts{}.last_level_cache_bytes(), 0u);
}

TEST(LastLevelCache, only_the_highest_level_counts) {
  CpuFacts cpu;
  cpu.caches = {cache(1, "data", 10), cache(3, "unified", 1000), cache(2, "unified", 100)};
  cpu.caches[1].instances = 4;
  cpu.caches[1].thread_instances = 3;
  EXPECT_EQ(cpu.last_level_cache_bytes(), 3000u);
}

TEST(LastLevelCache, kinds_of_one_level_add_up) {
  CpuFacts cpu;
  cpu.caches = {cache(2, "unified", 100), cache(2, "unified", 30), cache(1, "data", 10)};
  cpu.caches[0].thread_instances = 2;
  cpu.caches[1].thread_instances = 0;
  EXPECT_EQ(cpu.last_level_cache_bytes(), 200u);
}

TEST(LastLevelCache, instruction_caches_hold_no_data) {
  CpuFacts cpu;
  cpu.caches = {cache(1, "data", 10), cache(1, "instruction", 20), cache(2, "instruction", 40)};
  EXPECT_EQ(cpu.last_level_cache_bytes(), 10u);
}

TEST(LastLevelCache, unknown_sharing_counts_once) {
  CpuFacts cpu;
  cpu.caches = {cache(3, "unified", 1000)};
  EXPECT_EQ(cpu.last_level_cache_bytes(), 1000u);
  cpu.caches[0].instances = 2;
  EXPECT_EQ(cpu.last_level_cache_bytes(), 2000u);
}

}  // namespace
}  // namespace assay::probe
