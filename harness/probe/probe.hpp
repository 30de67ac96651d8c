// What are this host and its devices? The first stage: everything after it works on these facts.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <optional>
#include <vector>

#include "harness/probe/environment.hpp"
#include "harness/probe/facts.hpp"
#include "harness/probe/instruction_set.hpp"
#include "harness/probe/nvml/nvml.hpp"

namespace assay::probe {

/// May the probe create a context on a GPU? It takes memory of it until this process ends.
enum class Contexts {
  never,
  where_needed,  ///< where only CUDA can tell the free memory: for who will use the GPUs anyway
};

/// Where facts come from. The defaults are the real machine; tests bring another.
struct ProbeOptions {
  std::filesystem::path root = "/";                ///< of proc, sys, etc and run
  std::optional<std::vector<int>> affinity = {};   ///< absent: of this process
  std::optional<ProcessorFeatures> features = {};  ///< absent: of this processor
  std::optional<Environment> environment = {};     ///< absent: of this process
  NvmlOptions nvml = {};
  Contexts contexts = Contexts::never;
};

/// Throws Error(unavailable) only if this process may run on no processor, or cannot ask on which.
Facts probe_facts(const ProbeOptions& options = {});

}  // namespace assay::probe
