// What of this host, beside its hardware, can spoil a measurement: other work, services, settings.
//
// No part of the facts of a document: it is asked for before a run, by who wants to mend it.
// Unknown is an empty optional, never zero.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/probe/pci_gpus.hpp"
#include "harness/probe/process_limits.hpp"
#include "harness/probe/tree.hpp"

namespace assay::probe {

struct Surroundings {
  ProcessLimits limits = {};
  std::optional<double> load = {};          ///< tasks that ran or waited, average of one minute
  std::optional<bool> numa_balancing = {};  ///< the kernel moves pages between nodes
  std::optional<bool> turbo = {};           ///< processors may exceed their nominal clock
  std::vector<PciGpu> gpus = {};            ///< of NVIDIA, on the PCI bus, by address
  bool switches = false;                    ///< the host has NVSwitches with a device file
  /// A service that is not among `services` does not run; false in a container of its own.
  bool sees_all_processes = false;
  std::set<std::string> services = {};              ///< of kServices, those that run
  std::vector<std::string> forbidden_devices = {};  ///< files in /dev that may not be opened
};

/// Processes that matter to a measurement, as the kernel cuts their names.
inline constexpr const char* kPersistenceService = "nvidia-persiste";
inline constexpr const char* kFabricService = "nv-fabricmanage";
inline constexpr const char* kProfilingService = "nv-hostengine";

/// From the files below the root of the tree.
Surroundings surroundings(const Tree& tree);

}  // namespace assay::probe
