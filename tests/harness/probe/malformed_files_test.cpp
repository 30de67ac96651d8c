// Does any content of any file leave the probe standing, and the fact absent?
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <ostream>

#include "harness/probe/probe.hpp"
#include "tests/harness/probe/fake_machines.hpp"

namespace assay::probe {
namespace {

Facts probe(const FakeTree& tree) {
  ProbeOptions options;
  options.root = tree.root();
  options.affinity = std::vector<int>{0, 1};
  options.features = ProcessorFeatures{};
  options.environment = Environment{};
  return probe_facts(options);
}

void overwrite_everything(FakeTree& tree, const std::string& content) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(tree.root())) {
    if (entry.is_regular_file()) {
      files.push_back(entry.path().lexically_relative(tree.root()).string());
    }
  }
  ASSERT_GT(files.size(), 100u);
  for (const std::string& file : files) tree.file(file, content);
}

void expect_nothing_known(const CpuFacts& cpu) {
  EXPECT_EQ(cpu.model, std::nullopt);
  EXPECT_EQ(cpu.vendor, std::nullopt);
  EXPECT_EQ(cpu.family, std::nullopt);
  EXPECT_EQ(cpu.sockets, std::nullopt);
  EXPECT_EQ(cpu.quota_processors, std::nullopt);
  EXPECT_EQ(cpu.threads_per_core, std::nullopt);
  EXPECT_TRUE(cpu.caches.empty());
  EXPECT_TRUE(cpu.numa_nodes.empty());
  EXPECT_EQ(cpu.memory_bytes, std::nullopt);
  EXPECT_EQ(cpu.memory_limit_bytes, std::nullopt);
  EXPECT_EQ(cpu.memory_available_bytes, std::nullopt);
  EXPECT_EQ(cpu.frequency_hz, std::nullopt);
  EXPECT_EQ(cpu.maximum_frequency_hz, std::nullopt);
  EXPECT_EQ(cpu.stated_frequency_hz, std::nullopt);
  EXPECT_EQ(cpu.virtualised, std::nullopt);
  EXPECT_EQ(cpu.transparent_huge_pages, std::nullopt);
  EXPECT_EQ(cpu.threads, 2u);
  EXPECT_EQ(cpu.thread_processors, (std::vector<int>{0, 1}));
  EXPECT_EQ(cpu.online_processors, 2u);
}

std::string binary() {
  std::string bytes;
  for (int i = 0; i < 100000; ++i) bytes += static_cast<char>(i * 7919 >> 3);
  return bytes;
}

struct Content {
  const char* name;
  std::string bytes;
};

void PrintTo(const Content& content, std::ostream* out) {
  *out << content.name;
}

class MalformedFiles : public testing::TestWithParam<Content> {};

TEST_P(MalformedFiles, leave_facts_absent) {
  FakeTree tree;
  make_server(tree);
  mount_cgroup_v2(tree);
  tree.file("sys/fs/cgroup/jobs/one/cpu.max", "x").file("etc/os-release", "x");
  overwrite_everything(tree, GetParam().bytes);
  expect_nothing_known(probe(tree).cpu);
}

INSTANTIATE_TEST_SUITE_P(
    Contents, MalformedFiles,
    testing::Values(Content{"empty", ""}, Content{"newline", "\n"}, Content{"word", "garbage\n"},
                    Content{"negative", "-1\n"}, Content{"no_utf8", "\xff\xfe\x80"},
                    Content{"overflow", "99999999999999999999999999\n"},
                    Content{"separators", ":\n:::\n= \n- - -\n"},
                    Content{"half_a_mount", "cgroup2 - cgroup2 - / / - cgroup2\n0::\n::\n"},
                    Content{"zeros", std::string(4, '\0')}, Content{"binary", binary()}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(MalformedFile, huge_files_are_cut) {
  FakeTree tree;
  make_server(tree);
  const std::string huge(8u << 20, '7');
  for (const char* file : {"proc/cpuinfo", "proc/meminfo", "sys/devices/system/cpu/online",
                           "sys/devices/system/cpu/cpu0/topology/thread_siblings_list",
                           "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"}) {
    tree.file(file, "");
    std::filesystem::resize_file(tree.root() / file, 64u << 20);  // zeros, and sparse
  }
  tree.file("etc/os-release", "PRETTY_NAME=" + huge);
  const Facts facts = probe(tree);
  EXPECT_EQ(facts.cpu.model, std::nullopt);
  EXPECT_EQ(facts.cpu.memory_bytes, std::nullopt);
  EXPECT_EQ(facts.cpu.governor, std::nullopt);
  EXPECT_LE(facts.host.operating_system.size(), 256u);
  EXPECT_EQ(facts.cpu.threads, 2u);
  EXPECT_LE(tree.tree().text("proc/cpuinfo")->size(), 5u << 20);
}

TEST(MalformedFile, folder_in_place_of_a_file_is_absent) {
  FakeTree tree;
  tree.file("proc/cpuinfo/inner", "x").file("proc/meminfo/inner", "x");
  EXPECT_EQ(tree.tree().text("proc/cpuinfo"), std::nullopt);
  EXPECT_EQ(probe(tree).cpu.model, std::nullopt);
}

}  // namespace
}  // namespace assay::probe
