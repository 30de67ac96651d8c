// Do whole machines give the right facts, and the right number of threads?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/cpu_facts.hpp"

#include <gtest/gtest.h>

#include "kernels/error.hpp"
#include "tests/harness/probe/fake_machines.hpp"

namespace assay::probe {
namespace {

using List = std::vector<int>;

class Cpu : public testing::Test {
 protected:
  CpuFacts probe(List affinity, ProcessorFeatures features = {}) const {
    return probe_cpu({tree_.tree(), std::move(affinity), std::move(features)});
  }
  FakeTree tree_;
};

TEST_F(Cpu, server_with_two_sockets) {
  make_server(tree_);
  const CpuFacts cpu = probe(processors(0, 15));
  EXPECT_EQ(cpu.model, "Intel(R) Xeon(R) Gold 5122 CPU @ 3.60GHz");
  EXPECT_EQ(cpu.vendor, "GenuineIntel");
  EXPECT_EQ(cpu.family, 6);
  EXPECT_EQ(cpu.model_number, 85);
  EXPECT_EQ(cpu.stepping, 4);
  EXPECT_EQ(cpu.sockets, 2u);
  EXPECT_EQ(cpu.online_processors, 16u);
  EXPECT_EQ(cpu.allowed_processors, processors(0, 15));
  EXPECT_EQ(cpu.quota_processors, std::nullopt);
  EXPECT_EQ(cpu.threads, 8u);
  EXPECT_EQ(cpu.thread_processors, processors(0, 7));
  EXPECT_EQ(cpu.threads_per_core, 2u);
  EXPECT_EQ(cpu.numa_nodes.size(), 2u);
  EXPECT_EQ(cpu.virtualised, false);
  EXPECT_EQ(cpu.hypervisor, std::nullopt);
}

TEST_F(Cpu, server_memory_and_clocks) {
  make_server(tree_);
  const CpuFacts cpu = probe(processors(0, 15));
  EXPECT_EQ(cpu.memory_bytes, 197680128u * 1024ull);
  EXPECT_EQ(cpu.memory_available_bytes, 190000000u * 1024ull);
  EXPECT_EQ(cpu.memory_limit_bytes, std::nullopt);
  EXPECT_EQ(cpu.last_level_cache_bytes(), 2u * 31457280u);
  EXPECT_EQ(cpu.governor, "performance");
  EXPECT_EQ(cpu.frequency_hz, 2.1e9);
  EXPECT_EQ(cpu.minimum_frequency_hz, 0.8e9);
  EXPECT_EQ(cpu.maximum_frequency_hz, 3.5e9);
  EXPECT_EQ(cpu.stated_frequency_hz, 2100.5e6);
  EXPECT_EQ(cpu.transparent_huge_pages, "madvise");
}

TEST_F(Cpu, virtual_machine_without_clocks_and_caches) {
  make_virtual_machine(tree_);
  const CpuFacts cpu = probe({0, 1});
  EXPECT_EQ(cpu.model, "AMD EPYC-Genoa Processor");
  EXPECT_EQ(cpu.virtualised, true);
  EXPECT_EQ(cpu.hypervisor, std::nullopt);
  EXPECT_EQ(cpu.governor, std::nullopt);
  EXPECT_EQ(cpu.frequency_hz, std::nullopt);
  EXPECT_EQ(cpu.minimum_frequency_hz, std::nullopt);
  EXPECT_EQ(cpu.maximum_frequency_hz, std::nullopt);
  EXPECT_EQ(cpu.stated_frequency_hz, 2445.404 * 1e6);
  EXPECT_TRUE(cpu.caches.empty());
  EXPECT_EQ(cpu.last_level_cache_bytes(), 0u);
  EXPECT_TRUE(cpu.numa_nodes.empty());
  EXPECT_EQ(cpu.sockets, std::nullopt);
  EXPECT_EQ(cpu.transparent_huge_pages, std::nullopt);
  EXPECT_EQ(cpu.threads, 2u);
}

TEST_F(Cpu, quota_of_one_and_a_half_processors_is_one_thread) {
  make_server(tree_);
  mount_cgroup_v2(tree_);
  tree_.file("sys/fs/cgroup/jobs/one/cpu.max", "150000 100000\n");
  const CpuFacts cpu = probe(processors(0, 15));
  EXPECT_EQ(cpu.quota_processors, 1.5);
  EXPECT_EQ(cpu.threads, 1u);
  EXPECT_EQ(cpu.thread_processors, List{0});
  EXPECT_EQ(cpu.allowed_processors.size(), 16u);
  EXPECT_EQ(cpu.last_level_cache_bytes(), 31457280u);  // of one socket: the thread reaches no other
}

TEST_F(Cpu, quota_beyond_the_cores_does_not_bind) {
  make_server(tree_);
  mount_cgroup_v1(tree_);
  tree_.file("sys/fs/cgroup/cpu,cpuacct/jobs/cpu.cfs_quota_us", "1200000\n");
  tree_.file("sys/fs/cgroup/cpu,cpuacct/jobs/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(probe(processors(0, 15)).quota_processors, 12.0);
  EXPECT_EQ(probe(processors(0, 15)).threads, 8u);
}

TEST_F(Cpu, cpuset_of_three_processors_on_two_cores) {
  make_server(tree_);
  const CpuFacts cpu = probe({3, 6, 11});
  EXPECT_EQ(cpu.allowed_processors, (List{3, 6, 11}));
  EXPECT_EQ(cpu.threads, 2u);
  EXPECT_EQ(cpu.thread_processors, (List{3, 6}));
  EXPECT_EQ(cpu.online_processors, 16u);
  EXPECT_EQ(cpu.sockets, 2u);
}

TEST_F(Cpu, second_sibling_alone_stands_for_its_core) {
  make_server(tree_);
  EXPECT_EQ(probe({11}).thread_processors, List{11});
}

TEST_F(Cpu, memory_limit_of_the_cgroup_is_respected) {
  make_virtual_machine(tree_);
  mount_cgroup_v2(tree_);
  tree_.file("sys/fs/cgroup/jobs/one/memory.max", "1073741824\n");
  tree_.file("sys/fs/cgroup/jobs/one/memory.current", "73741824\n");
  const CpuFacts cpu = probe({0});
  EXPECT_EQ(cpu.memory_bytes, 8000000u * 1024ull);
  EXPECT_EQ(cpu.memory_limit_bytes, 1073741824u);
  EXPECT_EQ(cpu.memory_available_bytes, 1000000000u);
}

TEST_F(Cpu, memory_limit_beyond_the_host_does_not_bind) {
  make_virtual_machine(tree_);
  mount_cgroup_v2(tree_);
  tree_.file("sys/fs/cgroup/jobs/one/memory.max", "1099511627776\n");
  tree_.file("sys/fs/cgroup/jobs/one/memory.current", "0\n");
  EXPECT_EQ(probe({0}).memory_available_bytes, 7000000u * 1024ull);
}

TEST_F(Cpu, arm_names_no_model_and_has_no_flags) {
  tree_.file("proc/cpuinfo",
             "processor\t: 0\nBogoMIPS\t: 2000.00\nFeatures\t: fp asimd sve\n"
             "CPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x0\n"
             "CPU part\t: 0xd4f\nCPU revision\t: 0\n\n");
  const CpuFacts cpu = probe({0, 1, 2, 3});
  EXPECT_EQ(cpu.model, std::nullopt);
  EXPECT_EQ(cpu.vendor, std::nullopt);
  EXPECT_EQ(cpu.family, std::nullopt);
  EXPECT_EQ(cpu.stated_frequency_hz, std::nullopt);
  EXPECT_EQ(cpu.virtualised, std::nullopt);
  EXPECT_EQ(cpu.threads, 4u);
}

TEST_F(Cpu, instruction_set_is_the_best_the_processor_has) {
  EXPECT_EQ(probe({0}).instruction_set, "baseline");
  ProcessorFeatures features;
  features.avx2 = features.fma = features.f16c = true;
  EXPECT_EQ(probe({0}, features).instruction_set, "avx2");
}

TEST_F(Cpu, cpuid_names_the_hypervisor) {
  make_virtual_machine(tree_);
  ProcessorFeatures features;
  features.hypervisor_signature = "KVMKVMKVM";
  EXPECT_EQ(probe({0}, features).hypervisor, "KVM");
}

TEST_F(Cpu, no_processor_is_an_error_that_says_what_to_do) {
  try {
    probe({});
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::unavailable);
    EXPECT_NE(std::string(error.what()).find("cpuset"), std::string::npos);
  }
}

TEST(ThreadCount, is_whole_and_at_least_one) {
  EXPECT_EQ(thread_count(8, std::nullopt), 8u);
  EXPECT_EQ(thread_count(8, 0.25), 1u);
  EXPECT_EQ(thread_count(8, 3.999), 3u);
  EXPECT_EQ(thread_count(8, 8.0), 8u);
  EXPECT_EQ(thread_count(2, 1e30), 2u);
}

}  // namespace
}  // namespace assay::probe
