// What about a GPU would spoil or colour a measurement?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <vector>

#include "harness/probe/facts.hpp"

namespace assay::probe {

/// What an idle GPU may look like.
struct WarningThresholds {
  /// In use although no process is known. An idle driver keeps a few MiB beside what NVML counts as
  /// reserved; the context of a single CUDA process takes several hundred. Processes of another
  /// container are not listed, so their memory is all that shows them.
  std::uint64_t memory_in_use_bytes = std::uint64_t{256} << 20;
  /// A GPU that saves power runs its PCIe link at generation 1, which says nothing. Above this
  /// share of the highest SM clock it does not save power.
  double busy_clock_share = 0.8;
  /// The enforced limit is a rounded number of the default.
  double power_w = 1;
};

/// From the facts alone, in the order of WarningKind.
std::vector<Warning> warnings_of(const CudaFacts& gpu, const WarningThresholds& thresholds = {});

/// "pid 4711 holds 12.0GiB, pid 4712", "12.0GiB of memory": who makes it busy(); empty if nobody.
std::string occupants(const CudaFacts& gpu);

}  // namespace assay::probe
