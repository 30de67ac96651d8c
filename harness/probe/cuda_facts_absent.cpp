// The answer of a binary that was built without CUDA.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/cuda_facts.hpp"

namespace assay::probe {

CudaProbe probe_cuda(const std::optional<std::string>&) {
  CudaProbe probe;
  probe.reason = "this build has no GPU kernels";
  return probe;
}

}  // namespace assay::probe
