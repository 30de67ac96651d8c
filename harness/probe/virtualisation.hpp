// Is this a virtual machine, and whose?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>
#include <string_view>

#include "harness/probe/tree.hpp"

namespace assay::probe {

struct Virtualisation {
  std::optional<bool> virtualised;        ///< absent: nothing proves it either way
  std::optional<std::string> hypervisor;  ///< "KVM", "Hyper-V", "Amazon EC2", ...
};

/// What the evidence says. `flags`: the flags line of /proc/cpuinfo, which exists on x86 only.
struct VirtualisationEvidence {
  std::optional<std::string_view> flags;
  std::string_view signature;  ///< ProcessorFeatures::hypervisor_signature
};

Virtualisation virtualisation(const Tree& tree, const VirtualisationEvidence& evidence);

}  // namespace assay::probe
