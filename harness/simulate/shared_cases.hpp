// What do several simulated GPUs do together? What figures are published of, and nothing else.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <vector>

#include "harness/plan/case.hpp"

namespace assay::simulate {

struct SharedCase {
  const KernelEntry* kernel = nullptr;
  Parameters parameters;
  std::vector<plan::DeviceId> group = {};  ///< by rank
};

plan::DeviceId gpu(std::uint32_t index);

/// Transfers by copy engine of every ordered pair one way, and of every pair both ways at once; of
/// so many GPUs as published collectives are of, NCCL's all-reduce over the links and in the
/// switch. Empty of one GPU.
std::vector<SharedCase> shared_cases(std::uint32_t gpus);

}  // namespace assay::simulate
