// Are GPUs found on the bus, with their driver, their IOMMU and the bridges above them?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/pci_gpus.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "tests/harness/probe/fake_tree.hpp"

namespace assay::probe {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kBridge = "0000:3a:01.0";
constexpr const char* kGpu = "0000:3b:00.0";

void put(std::string& config, std::size_t at, std::uint32_t word) {
  for (std::size_t i = 0; i < 4; ++i) config[at + i] = static_cast<char>(word >> (8 * i) & 0xff);
}

/// Advanced error reporting at 0x100, then access control at 0x148.
std::string config_with(std::uint32_t control) {
  std::string config(4096, '\0');
  put(config, 0x100, 0x14820001);
  put(config, 0x148, 0x0001000d);
  put(config, 0x14c, control << 16 | 0x5f);
  return config;
}

class PciGpus : public testing::Test {
 protected:
  PciGpus() {
    const std::string bridge = std::string("sys/devices/pci0000:3a/") + kBridge;
    gpu_ = bridge + "/" + kGpu + "/";
    bridge_ = bridge + "/";
    tree_.file(gpu_ + "vendor", "0x10de\n").file(gpu_ + "class", "0x030200\n");
    tree_.file(bridge_ + "vendor", "0x10b5\n").file(bridge_ + "class", "0x060400\n");
    std::filesystem::create_directories(tree_.root() / "sys/bus/pci/devices");
    for (const auto& [name, folder] : {std::pair{kGpu, gpu_}, std::pair{kBridge, bridge_}}) {
      std::filesystem::create_directory_symlink(tree_.root() / folder.substr(0, folder.size() - 1),
                                                tree_.root() / "sys/bus/pci/devices" / name);
    }
  }

  std::vector<PciGpu> found() const { return pci_gpus(tree_.tree()); }

  FakeTree tree_;
  std::string gpu_, bridge_;
};

TEST_F(PciGpus, are_those_of_the_vendor_and_class) {
  ASSERT_EQ(found().size(), 1u);
  EXPECT_EQ(found()[0].address, kGpu);
  EXPECT_EQ(found()[0].driver, std::nullopt);
  EXPECT_EQ(found()[0].iommu, std::nullopt);
  tree_.file(gpu_ + "class", "0x040300\n");  // the sound device beside it
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(PciGpus, driver_and_iommu) {
  tree_.file(gpu_ + "uevent", "PCI_CLASS=30200\nDRIVER=nvidia\nPCI_ID=10DE:2330\n");
  tree_.file(gpu_ + "iommu_group/type", "DMA-FQ\n");
  EXPECT_EQ(found()[0].driver, "nvidia");
  EXPECT_EQ(found()[0].iommu, "DMA-FQ");
}

TEST_F(PciGpus, a_bridge_that_redirects_is_named) {
  tree_.file(bridge_ + "config", config_with(0x1d));
  EXPECT_THAT(found()[0].redirecting_bridges, ElementsAre(kBridge));
  EXPECT_TRUE(found()[0].bridges_known);
}

TEST_F(PciGpus, a_bridge_that_only_validates_sources_is_not) {
  tree_.file(bridge_ + "config", config_with(0x11));
  EXPECT_THAT(found()[0].redirecting_bridges, IsEmpty());
  EXPECT_TRUE(found()[0].bridges_known);
}

TEST_F(PciGpus, what_only_root_may_read_is_unknown) {
  EXPECT_FALSE(found()[0].bridges_known);
  tree_.file(bridge_ + "config", config_with(0x1d).substr(0, 64));
  EXPECT_FALSE(found()[0].bridges_known);
  EXPECT_THAT(found()[0].redirecting_bridges, IsEmpty());
}

TEST_F(PciGpus, a_list_that_bites_its_tail_ends) {
  std::string config(4096, '\0');
  put(config, 0x100, 0x14820001);
  put(config, 0x148, 0x10020001);
  tree_.file(bridge_ + "config", config);
  EXPECT_THAT(found()[0].redirecting_bridges, IsEmpty());
}

}  // namespace
}  // namespace assay::probe
