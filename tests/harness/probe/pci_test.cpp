// Are the PCI ids and the link of a GPU read, and nothing made up where they are not there?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/pci.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/harness/probe/fake_tree.hpp"

namespace assay::probe {
namespace {

void device_file(FakeTree& tree, const std::string& name, const std::string& text) {
  tree.file("sys/bus/pci/devices/0000:0f:00.0/" + name, text);
}

CudaFacts read(const FakeTree& tree, const std::string& bus_id = "0000:0F:00.0") {
  CudaFacts gpu;
  gpu.pci_bus_id = bus_id;
  read_pci(tree.tree(), gpu);
  return gpu;
}

TEST(Pci, ids_and_link) {
  FakeTree tree;
  device_file(tree, "device", "0x232c\n");
  device_file(tree, "subsystem_device", "0x2063\n");
  device_file(tree, "current_link_speed", "16.0 GT/s PCIe\n");
  device_file(tree, "max_link_speed", "32.0 GT/s PCIe\n");
  device_file(tree, "current_link_width", "8\n");
  device_file(tree, "max_link_width", "16\n");
  const CudaFacts gpu = read(tree);
  EXPECT_EQ(gpu.pci_device_id, "232C");
  EXPECT_EQ(gpu.pci_subsystem_id, "2063");
  EXPECT_EQ(gpu.pcie_generation, 4u);
  EXPECT_EQ(gpu.pcie_maximum_generation, 5u);
  EXPECT_EQ(gpu.pcie_width, 8u);
  EXPECT_EQ(gpu.pcie_maximum_width, 16u);
}

TEST(Pci, what_is_not_there_is_absent) {
  const FakeTree tree;
  const CudaFacts gpu = read(tree);
  EXPECT_EQ(gpu.pci_device_id, std::nullopt);
  EXPECT_EQ(gpu.pcie_generation, std::nullopt);
  EXPECT_EQ(gpu.pcie_width, std::nullopt);
}

TEST(Pci, what_makes_no_sense_is_absent) {
  FakeTree tree;
  device_file(tree, "device", "0x23zz\n");
  device_file(tree, "subsystem_device", "10de\n");
  device_file(tree, "current_link_speed", "Unknown\n");
  device_file(tree, "current_link_width", "255\n");
  const CudaFacts gpu = read(tree);
  EXPECT_EQ(gpu.pci_device_id, std::nullopt);
  EXPECT_EQ(gpu.pci_subsystem_id, std::nullopt);
  EXPECT_EQ(gpu.pcie_generation, std::nullopt);
  EXPECT_EQ(gpu.pcie_width, std::nullopt);
}

TEST(Pci, a_bus_id_cannot_leave_the_folder) {
  FakeTree tree;
  tree.file("sys/bus/pci/devices/a/device", "0x2329\n");
  EXPECT_EQ(read(tree, "b/../a").pci_device_id, std::nullopt);
  EXPECT_EQ(read(tree, "").pci_device_id, std::nullopt);
}

}  // namespace
}  // namespace assay::probe
