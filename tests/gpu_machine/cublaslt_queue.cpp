// Where does the replacement of cuBLASLt (tests/cublaslt) queue its products on this machine?
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>

#include "tests/cublaslt/fake_library.hpp"
#include "tests/gpu_machine/machine.hpp"
#include "tests/gpu_machine/stream.hpp"

/// On the stream it was given. How long it takes is how long the loops take: time is real here.
__attribute__((visibility("default"))) void fake_cublaslt_submit(void* stream, double,
                                                                 void (*work)(void*),
                                                                 void* context) {
  auto& on = *static_cast<assay::gpu_machine::Stream*>(stream);
  if (on.device().sticky() != cudaSuccess) return;
  on.push([work, context](assay::Team&) { work(context); });
}
