// Does the probe of this machine's GPUs end in devices or in a reason, never in neither?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/cuda_facts.hpp"

#include <gtest/gtest.h>

#include "tests/harness/probe/fake_tree.hpp"

namespace assay::probe {
namespace {

TEST(CudaFacts, usable_device_or_reason) {
  const CudaProbe probe = probe_cuda("/", std::nullopt);
  bool usable = false;
  for (const CudaFacts& device : probe.devices) usable = usable || device.usable();
  EXPECT_NE(usable, !probe.reason.empty()) << probe.reason;
}

TEST(CudaFacts, says_whether_the_binary_has_gpu_kernels) {
  const CudaProbe probe = probe_cuda("/", std::nullopt);
  EXPECT_EQ(probe.built, ASSAY_HAVE_CUDA == 1);
  EXPECT_EQ(probe.runtime_version.has_value(), probe.built);
}

TEST(CudaFacts, binary_without_gpu_kernels_tells_a_missing_device_from_its_own_lack) {
  if (ASSAY_HAVE_CUDA == 1) GTEST_SKIP() << "this binary has GPU kernels";
  FakeTree tree;
  tree.file("sys/bus/pci/devices/0000:01:00.0/vendor", "0x1af4\n");
  tree.file("sys/bus/pci/devices/0000:01:00.0/class", "0x030000\n");
  tree.file("sys/bus/pci/devices/0000:02:00.0/vendor", "0x10de\n");
  tree.file("sys/bus/pci/devices/0000:02:00.0/class",
            "0x040300\n");  // the sound of a graphics card
  EXPECT_EQ(probe_cuda(tree.root(), std::nullopt).reason, "this machine has no NVIDIA device");
  tree.file("sys/bus/pci/devices/0000:03:00.0/vendor", "0x10de\n");
  tree.file("sys/bus/pci/devices/0000:03:00.0/class", "0x030200\n");
  EXPECT_EQ(probe_cuda(tree.root(), std::nullopt).reason,
            "this build has no GPU kernels; scripts/setup --cuda fetches a compiler for them");
}

TEST(CudaFacts, devices_are_described) {
  CudaProbe probe = probe_cuda("/", std::nullopt);
  if (probe.devices.empty()) GTEST_SKIP() << probe.reason;
  for (const CudaFacts& device : probe.devices) EXPECT_EQ(device.memory_free_bytes, 0u);
  EXPECT_EQ(probe.peers.size(), probe.devices.size() * (probe.devices.size() - 1));
  read_free_memory(probe);
  for (const CudaFacts& device : probe.devices) {
    if (!device.usable()) continue;
    EXPECT_EQ(device.uuid.size(), 40u) << device.uuid;
    EXPECT_FALSE(device.name.empty());
    EXPECT_FALSE(device.pci_bus_id.empty());
    EXPECT_GE(device.compute_major, 8);
    EXPECT_GT(device.multiprocessors, 0u);
    EXPECT_GT(device.memory_free_bytes, 0u);
    EXPECT_GE(device.memory_bytes, device.memory_free_bytes);
    EXPECT_GT(device.l2_bytes, 0u);
  }
}

}  // namespace
}  // namespace assay::probe
