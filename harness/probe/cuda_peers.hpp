// Which GPU can reach the memory of which other, as CUDA states it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "harness/probe/facts.hpp"

namespace assay::probe {

/// Every ordered pair of usable devices, by index. Which way the data takes is NVML's to say.
/// Creates no context.
std::vector<Peer> cuda_peers(const std::vector<CudaFacts>& devices);

}  // namespace assay::probe
