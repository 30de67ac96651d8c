// What does the kernel say of a device on the PCI bus?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/probe/facts.hpp"
#include "harness/probe/tree.hpp"

namespace assay::probe {

/// Fills in ids and link of the device at gpu.pci_bus_id from /sys/bus/pci; what is not there, as
/// in some containers, stays absent.
void read_pci(const Tree& tree, CudaFacts& gpu);

}  // namespace assay::probe
