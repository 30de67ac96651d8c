// Kernel launches: <<<>>> lives here and nowhere else.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/kernel.hpp"
#include "kernels/machine/cuda_check.cuh"

namespace assay::gpu {

inline constexpr std::uint32_t kThreads = 256;

// One block an SM as the least: without it ptxas aims at 32 registers and spills some checking
// kernels.
template <class Machine, class Body>
__global__ void __launch_bounds__(kThreads, 1) run_body(const __grid_constant__ Body body) {
  body(Machine());
}

/// Queues body(Machine) as `blocks` blocks on the stream of `where`. Throws Error where the launch
/// itself is refused; what goes wrong later surfaces where the stream is synchronised.
template <class Machine, class Body>
void launch_blocks(const Launch& where, std::uint32_t blocks, const Body& body) {
  run_body<Machine><<<blocks, kThreads, 0, static_cast<cudaStream_t>(where.queue)>>>(body);
  check(cudaGetLastError(), "launching a kernel");
}

}  // namespace assay::gpu
