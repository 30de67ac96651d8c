// Does the probe of the machine that runs the tests hold what every Linux machine has?
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/probe/probe.hpp"

namespace assay::probe {
namespace {

TEST(RealMachine, has_processors_and_memory) {
  const CpuFacts cpu = probe_facts().cpu;
  ASSERT_FALSE(cpu.allowed_processors.empty());
  EXPECT_TRUE(std::is_sorted(cpu.allowed_processors.begin(), cpu.allowed_processors.end()));
  EXPECT_GE(cpu.online_processors, cpu.allowed_processors.size());
  EXPECT_GE(cpu.threads, 1u);
  EXPECT_LE(cpu.threads, cpu.allowed_processors.size());
  ASSERT_EQ(cpu.thread_processors.size(), cpu.threads);
  EXPECT_TRUE(std::includes(cpu.allowed_processors.begin(), cpu.allowed_processors.end(),
                            cpu.thread_processors.begin(), cpu.thread_processors.end()));
  ASSERT_TRUE(cpu.memory_bytes.has_value());
  EXPECT_GT(*cpu.memory_bytes, 0u);
  ASSERT_TRUE(cpu.memory_available_bytes.has_value());
  EXPECT_GT(*cpu.memory_available_bytes, 0u);
  EXPECT_LE(*cpu.memory_available_bytes, *cpu.memory_bytes);
}

TEST(RealMachine, is_named) {
  const HostFacts host = probe_facts().host;
  EXPECT_FALSE(host.hostname.empty());
  EXPECT_FALSE(host.operating_system.empty());
  EXPECT_FALSE(host.kernel.empty());
  EXPECT_FALSE(host.machine.empty());
}

TEST(RealMachine, target_follows_its_processor) {
  EXPECT_EQ(best_cpu_target(), best_cpu_target(processor_features()));
  EXPECT_EQ(probe_facts().cpu.instruction_set, instruction_set_name(best_cpu_target()));
}

}  // namespace
}  // namespace assay::probe
