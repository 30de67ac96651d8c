// Are the system and the container named by the files that name them?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/host_facts.hpp"

#include <gtest/gtest.h>
#include <sys/utsname.h>

#include "tests/harness/probe/fake_tree.hpp"

namespace assay::probe {
namespace {

class Host : public testing::Test {
 protected:
  std::string system() const { return probe_host(tree_.tree(), {}).operating_system; }
  std::optional<std::string> container(const Environment& environment = {}) const {
    return probe_host(tree_.tree(), environment).container;
  }
  FakeTree tree_;
};

TEST_F(Host, names_come_from_the_kernel) {
  utsname names{};
  ASSERT_EQ(uname(&names), 0);
  const HostFacts host = probe_host(tree_.tree(), {});
  EXPECT_EQ(host.hostname, names.nodename);
  EXPECT_EQ(host.kernel, names.release);
  EXPECT_EQ(host.machine, names.machine);
  EXPECT_EQ(host.operating_system, names.sysname);  // without os-release
}

TEST_F(Host, os_release_is_read_as_the_shell_reads_it) {
  tree_.file("etc/os-release", "NAME=x\nPRETTY_NAME=\"Debian \\\"12\\\" (bookworm)\"\nID=debian\n");
  EXPECT_EQ(system(), "Debian \"12\" (bookworm)");
  tree_.file("etc/os-release", "PRETTY_NAME='Single'\n");
  EXPECT_EQ(system(), "Single");
  tree_.file("etc/os-release", "PRETTY_NAME=Bare\n");
  EXPECT_EQ(system(), "Bare");
}

TEST_F(Host, etc_outranks_usr_lib) {
  tree_.file("usr/lib/os-release", "PRETTY_NAME=\"Vendor\"\n");
  EXPECT_EQ(system(), "Vendor");
  tree_.file("etc/os-release", "PRETTY_NAME=\"Local\"\n");
  EXPECT_EQ(system(), "Local");
}

TEST_F(Host, no_trace_is_no_container) {
  tree_.file("proc/self/cgroup", "0::/user.slice\n");
  EXPECT_EQ(container(), std::nullopt);
}

TEST_F(Host, files_betray_the_container) {
  tree_.file(".dockerenv", "");
  EXPECT_EQ(container(), "docker");
  tree_.file("run/.containerenv", "");
  EXPECT_EQ(container(), "podman");
  EXPECT_EQ(container({{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}}), "kubernetes");
}

TEST_F(Host, groups_betray_the_container) {
  tree_.file("proc/self/cgroup", "4:cpu:/kubepods/burstable/pod1\n");
  EXPECT_EQ(container(), "kubernetes");
  tree_.file("proc/self/cgroup", "4:cpu:/docker/1f2e\n");
  EXPECT_EQ(container(), "docker");
}

TEST_F(Host, systemd_names_the_container_manager) {
  tree_.file("run/systemd/container", "systemd-nspawn\n");
  EXPECT_EQ(container(), "systemd-nspawn");
}

TEST_F(Host, environment_is_selected) {
  const HostFacts host = probe_host(tree_.tree(), {{"NCCL_DEBUG", "INFO"}, {"SECRET", "x"}});
  EXPECT_EQ(host.environment, (std::map<std::string, std::string>{{"NCCL_DEBUG", "INFO"}}));
}

}  // namespace
}  // namespace assay::probe
