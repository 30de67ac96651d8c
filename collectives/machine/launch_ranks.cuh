// How are blocks launched that wait for one another? Cooperatively: the device runs all of them at
// once, or refuses.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>

#include "collectives/collective.hpp"
#include "kernels/machine/launch.cuh"

namespace assay::gpu {

template <class Machine, std::uint32_t kBlockThreads, class Body>
__global__ void __launch_bounds__(kBlockThreads, 1)
    run_ranks(const __grid_constant__ Body body, const RankGrid grid, ClockTicks* ticks) {
  note_now<Moment::begin>(ticks);
  Machine machine(grid);
  body(machine);
  note_now<Moment::end>(ticks);
}

/// Says what would have fitted.
template <class Kernel>
[[noreturn]] void refuse_grid(Kernel kernel, std::uint32_t block_threads, const Launch& where,
                              const RankGrid& grid) {
  int per_processor = 0;
  check(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&per_processor, kernel,
                                                      static_cast<int>(block_threads), 0),
        "asking how many blocks of a collective fit on an SM");
  const std::uint32_t fit = static_cast<std::uint32_t>(per_processor) * where.processors;
  throw Error(ErrorKind::usage,
              "launching " + std::to_string(grid.ranks) + " ranks of " +
                  std::to_string(grid.blocks) + " blocks of " + std::to_string(block_threads) +
                  " threads, which wait for one another: the device runs " + std::to_string(fit) +
                  " such blocks at a time, so choose at most " +
                  std::to_string(fit / (grid.ranks == 0 ? 1 : grid.ranks)) + " a rank");
}

/// Queues body(Machine(grid)) on the stream of `where`, `iterations` times.
template <class Machine, std::uint32_t kBlockThreads, class Body>
void launch_together(const Launch& where, const RankGrid& grid, const Body& body,
                     std::uint64_t iterations) {
  const auto kernel = run_ranks<Machine, kBlockThreads, Body>;
  cudaLaunchAttribute together = {};
  together.id = cudaLaunchAttributeCooperative;
  together.val.cooperative = 1;
  cudaLaunchConfig_t config = {};
  config.gridDim = dim3(grid.ranks * grid.blocks);
  config.blockDim = dim3(kBlockThreads);
  config.stream = static_cast<cudaStream_t>(where.queue);
  config.attrs = &together;
  config.numAttrs = 1;
  for (std::uint64_t i = 0; i < iterations; ++i) {
    const cudaError_t status = cudaLaunchKernelEx(&config, kernel, body, grid, where.ticks);
    if (status == cudaErrorCooperativeLaunchTooLarge) {
      cudaGetLastError();  // or the next call that succeeds would report it
      refuse_grid(kernel, kBlockThreads, where, grid);
    }
    check(status, "launching a collective");
  }
}

}  // namespace assay::gpu
