// What are this host and its devices? The first stage: everything after it works on these facts.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <optional>
#include <vector>

#include "harness/probe/environment.hpp"
#include "harness/probe/facts.hpp"
#include "harness/probe/instruction_set.hpp"

namespace assay::probe {

/// Where facts come from. The defaults are the real machine; tests bring another.
struct ProbeOptions {
  std::filesystem::path root = "/";           ///< of proc, sys, etc and run
  std::optional<std::vector<int>> affinity;   ///< absent: of this process
  std::optional<ProcessorFeatures> features;  ///< absent: of this processor
  std::optional<Environment> environment;     ///< absent: of this process
};

/// Throws Error(unavailable) only if this process may run on no processor, or cannot ask on which.
Facts probe_facts(const ProbeOptions& options = {});

}  // namespace assay::probe
