// How does CUDA remember an error? Each thread the last one, each device the one that ended it.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cuda_runtime_api.h>

#include "tests/gpu_machine/machine.hpp"

namespace assay::gpu_machine {

/// Keeps an error for cudaGetLastError() of this thread, and returns it.
cudaError_t remember(cudaError_t status);

/// What a call on this device returns, if it has nothing of its own to report.
inline cudaError_t status_of(const Device& device) {
  return remember(static_cast<cudaError_t>(device.sticky()));
}

}  // namespace assay::gpu_machine
