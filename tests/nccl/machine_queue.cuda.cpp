// Where does the replacement of NCCL queue its operations on the machine of tests/gpu_machine?
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>

#include "tests/gpu_machine/machine.hpp"
#include "tests/gpu_machine/stream.hpp"
#include "tests/nccl/fake_library.hpp"

/// On the stream of the rank, whose thread waits in it for those of the others.
__attribute__((visibility("default"))) void fake_nccl_submit(void* stream, void (*work)(void*),
                                                             void* context) {
  auto& on = *static_cast<assay::gpu_machine::Stream*>(stream);
  if (on.device().sticky() != cudaSuccess) return;
  on.push([work, context](assay::Team&) { work(context); });
}

__attribute__((visibility("default"))) int fake_nccl_device() {
  int device = -1;
  cudaGetDevice(&device);
  return device;
}
