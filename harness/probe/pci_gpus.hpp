// Which NVIDIA GPUs are on the PCI bus, whether or not a driver serves them, and what stands
// between them?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>
#include <vector>

#include "harness/probe/tree.hpp"

namespace assay::probe {

struct PciGpu {
  std::string address;                     ///< "0000:3b:00.0"
  std::optional<std::string> driver = {};  ///< "nvidia", "nouveau", "vfio-pci"; absent: none
  std::optional<std::string> iommu = {};  ///< "identity", "DMA", "DMA-FQ"; absent: none, or unknown
  /// Bridges above it that send what goes from device to device to the host first (access control
  /// services), by address.
  std::vector<std::string> redirecting_bridges = {};
  bool bridges_known = true;  ///< false: only root may read what they are set to
};

/// By address.
std::vector<PciGpu> pci_gpus(const Tree& tree);

}  // namespace assay::probe
