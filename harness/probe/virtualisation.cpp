// How a virtual machine is told from a real one: the hypervisor bit and signature of cpuid, Xen's
// folder in /sys, and the product names of the firmware, which every user may read.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/virtualisation.hpp"

#include <algorithm>
#include <vector>

#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

struct Signature {
  std::string_view signature, name;
};
constexpr Signature kSignatures[] = {
    {"KVMKVMKVM", "KVM"},     {"Microsoft Hv", "Hyper-V"}, {"VMwareVMware", "VMware"},
    {"XenVMMXenVMM", "Xen"},  {"TCGTCGTCGTCG", "QEMU"},    {"bhyve bhyve ", "bhyve"},
    {"ACRNACRNACRN", "ACRN"},
};

/// Beginnings of sys_vendor and product_name; an empty one fits everything.
struct Firmware {
  std::string_view vendor, product, name;
};
constexpr Firmware kFirmware[] = {
    {"QEMU", "", "QEMU"},
    {"VMware", "", "VMware"},
    {"innotek GmbH", "VirtualBox", "VirtualBox"},
    {"Xen", "", "Xen"},
    {"Microsoft Corporation", "Virtual Machine", "Hyper-V"},
    {"Google", "Google Compute Engine", "Google Compute Engine"},
    {"Amazon EC2", "", "Amazon EC2"},
    {"OpenStack", "", "OpenStack"},
    {"Red Hat", "KVM", "KVM"},
    {"Parallels", "", "Parallels"},
    {"Apple Inc.", "Apple Virtualization", "Apple Virtualization"},
    {"", "KVM", "KVM"},
    {"", "OpenStack", "OpenStack"},
};

bool starts_with(const std::string& text, std::string_view beginning) {
  return text.compare(0, beginning.size(), beginning) == 0;
}

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::optional<std::string> firmware_hypervisor(const Tree& tree) {
  const std::string vendor = tree.line("sys/class/dmi/id/sys_vendor").value_or("");
  const std::string product = tree.line("sys/class/dmi/id/product_name").value_or("");
  // Amazon's whole machines carry the same vendor: c5n.metal, m7i.metal-24xl.
  const bool whole_machine =
      ends_with(product, ".metal") || product.find(".metal-") != std::string::npos;
  if (whole_machine) return std::nullopt;
  for (const Firmware& known : kFirmware) {
    if (starts_with(vendor, known.vendor) && starts_with(product, known.product)) {
      return std::string(known.name);
    }
  }
  return std::nullopt;
}

std::optional<std::string> signed_hypervisor(std::string_view signature) {
  for (const Signature& known : kSignatures) {
    if (signature == known.signature) return std::string(known.name);
  }
  return std::nullopt;
}

}  // namespace

Virtualisation virtualisation(const Tree& tree, const VirtualisationEvidence& evidence) {
  Virtualisation found;
  found.hypervisor = signed_hypervisor(evidence.signature);
  if (!found.hypervisor) {
    const std::optional<std::string> type = tree.line("sys/hypervisor/type");
    found.hypervisor = type == "xen" ? std::optional<std::string>("Xen") : type;
  }
  if (!found.hypervisor) found.hypervisor = firmware_hypervisor(tree);
  if (found.hypervisor || !evidence.signature.empty()) {
    found.virtualised = true;
  } else if (evidence.flags) {
    const std::vector<std::string_view> flags = split(*evidence.flags, ' ');
    found.virtualised = std::find(flags.begin(), flags.end(), "hypervisor") != flags.end();
  }
  return found;
}

}  // namespace assay::probe
