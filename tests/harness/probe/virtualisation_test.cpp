// Is a virtual machine told from a real one, and nothing claimed without evidence?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/virtualisation.hpp"

#include <gtest/gtest.h>

#include "tests/harness/probe/fake_tree.hpp"

namespace assay::probe {
namespace {

Virtualisation found(const FakeTree& tree, std::optional<std::string_view> flags,
                     std::string_view signature = {}) {
  return virtualisation(tree.tree(), {flags, signature});
}

void firmware(FakeTree& tree, const std::string& vendor, const std::string& product) {
  tree.file("sys/class/dmi/id/sys_vendor", vendor + "\n");
  tree.file("sys/class/dmi/id/product_name", product + "\n");
}

TEST(Virtualisation, no_evidence_is_unknown) {
  const FakeTree tree;
  EXPECT_EQ(found(tree, std::nullopt).virtualised, std::nullopt);
  EXPECT_EQ(found(tree, std::nullopt).hypervisor, std::nullopt);
}

TEST(Virtualisation, flags_decide_on_x86) {
  const FakeTree tree;
  EXPECT_EQ(found(tree, "fpu sse2").virtualised, false);
  EXPECT_EQ(found(tree, "fpu hypervisor sse2").virtualised, true);
  EXPECT_EQ(found(tree, "fpu hypervisor_like").virtualised, false);
}

TEST(Virtualisation, signature_names_the_hypervisor) {
  const FakeTree tree;
  EXPECT_EQ(found(tree, "hypervisor", "Microsoft Hv").hypervisor, "Hyper-V");
  EXPECT_EQ(found(tree, "hypervisor", "VMwareVMware").hypervisor, "VMware");
  EXPECT_EQ(found(tree, "hypervisor", "SomethingNew").hypervisor, std::nullopt);
  EXPECT_EQ(found(tree, "hypervisor", "SomethingNew").virtualised, true);
}

TEST(Virtualisation, xen_folder) {
  FakeTree tree;
  tree.file("sys/hypervisor/type", "xen\n");
  EXPECT_EQ(found(tree, std::nullopt).virtualised, true);
  EXPECT_EQ(found(tree, std::nullopt).hypervisor, "Xen");
}

TEST(Virtualisation, firmware_names_it_where_cpuid_cannot) {
  FakeTree tree;
  firmware(tree, "QEMU", "KVM Virtual Machine");
  EXPECT_EQ(found(tree, std::nullopt).virtualised, true);
  EXPECT_EQ(found(tree, std::nullopt).hypervisor, "QEMU");
  firmware(tree, "Amazon EC2", "m7g.large");
  EXPECT_EQ(found(tree, std::nullopt).hypervisor, "Amazon EC2");
}

TEST(Virtualisation, whole_machines_of_a_cloud_are_not_virtual) {
  FakeTree tree;
  for (const char* product : {"c5n.metal", "m7i.metal-24xl"}) {
    firmware(tree, "Amazon EC2", product);
    EXPECT_EQ(found(tree, "fpu sse2").virtualised, false) << product;
    EXPECT_EQ(found(tree, "fpu sse2").hypervisor, std::nullopt) << product;
  }
}

TEST(Virtualisation, real_products_are_no_evidence) {
  FakeTree tree;
  firmware(tree, "Microsoft Corporation", "Surface Laptop");
  EXPECT_EQ(found(tree, std::nullopt).virtualised, std::nullopt);
  firmware(tree, "Supermicro", "SYS-821GE-TNHR");
  EXPECT_EQ(found(tree, "fpu sse2").virtualised, false);
}

}  // namespace
}  // namespace assay::probe
