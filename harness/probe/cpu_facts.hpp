// What is the CPU, and how much of it may this process use?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <vector>

#include "harness/probe/facts.hpp"
#include "harness/probe/instruction_set.hpp"
#include "harness/probe/tree.hpp"

namespace assay::probe {

struct CpuSources {
  Tree tree;
  std::vector<int> affinity;  ///< ascending, at least one
  ProcessorFeatures features;
};

CpuFacts probe_cpu(const CpuSources& sources);

/// How many of the cores a measurement occupies: all, or as many whole ones as the quota pays for;
/// at least one. A thread beyond the quota would be stopped in the middle of a sample.
std::uint32_t thread_count(std::size_t cores, std::optional<double> quota_processors);

}  // namespace assay::probe
