// Kernel launches: <<<>>> lives here and nowhere else.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/kernel.hpp"
#include "kernels/machine/cuda_check.cuh"
#include "kernels/machine/ptx.cuh"

namespace assay::gpu {

inline constexpr std::uint32_t kThreads = 256;

enum class Moment { begin, end };

/// What one thread of a block leaves in the ticks when the block begins and ends; nothing is kept
/// in registers between.
///
/// Where blocks are short, one of them lives for little more than a step of the global timer (up to
/// 1 us). So the blocks of SM 0 leave the first and the last moment that any of them saw, which is
/// all the time that the sample took; and block 0 its life, for launches of which no block runs
/// there. Cycles are counted for each SM: those of two must not be mixed.
template <Moment kMoment>
__device__ __forceinline__ void note_now(ClockTicks* ticks) {
  if (ticks == nullptr || threadIdx.x != 0) return;
  const bool first_block = blockIdx.x == 0, on_first = ptx::smid() == 0;
  if (!first_block && !on_first) return;
  // In the same order at both ends, so that the time between the two reads cancels.
  const unsigned long long cycle = ptx::clock64(), nanosecond = ptx::globaltimer();
  const auto word = [](std::uint64_t& of) { return reinterpret_cast<unsigned long long*>(&of); };
  auto& pending = ticks->pending;
  if (first_block) {
    constexpr unsigned long long kSign = kMoment == Moment::begin ? ~0ull : 1;
    atomicAdd(word(pending.block_cycles), kSign * cycle);
    atomicAdd(word(pending.block_nanoseconds), kSign * nanosecond);
  }
  if (!on_first) return;
  if constexpr (kMoment == Moment::begin) {
    atomicMax(word(pending.not_first_cycle), ~cycle);
    atomicMax(word(pending.not_first_nanosecond), ~nanosecond);
  } else {
    atomicMax(word(pending.last_cycle), cycle);
    atomicMax(word(pending.last_nanosecond), nanosecond);
  }
}

// One block an SM as the least: without it ptxas aims at 32 registers and spills some checking
// kernels.
template <class Machine, std::uint32_t kBlockThreads, class Body>
__global__ void __launch_bounds__(kBlockThreads, 1)
    run_body(const __grid_constant__ Body body, ClockTicks* ticks) {
  note_now<Moment::begin>(ticks);
  body(Machine());
  note_now<Moment::end>(ticks);
}

/// Blocks of one launch, and the shared memory of each that is sized at run time.
struct Grid {
  std::uint32_t blocks = 0;
  std::uint32_t shared_bytes = 0;
  std::uint32_t cluster = 1;  ///< blocks of a cluster, of which `blocks` are a multiple
};

/// So much shared memory may be asked for in launches of the kernel.
template <class Kernel>
void allow_shared_bytes(Kernel kernel, std::uint32_t bytes) {
  constexpr std::uint32_t kUnasked = 48 * 1024;
  if (bytes <= kUnasked) return;
  check(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                             static_cast<int>(bytes)),
        "asking for " + std::to_string(bytes) + " B of shared memory a block");
}

/// A launch as cudaLaunchKernelEx takes it; points into itself.
struct LaunchConfig {
  LaunchConfig(const Launch& where, const Grid& grid, std::uint32_t block_threads) {
    cluster.id = cudaLaunchAttributeClusterDimension;
    cluster.val.clusterDim.x = grid.cluster;
    cluster.val.clusterDim.y = cluster.val.clusterDim.z = 1;
    config.gridDim = dim3(grid.blocks);
    config.blockDim = dim3(block_threads);
    config.dynamicSmemBytes = grid.shared_bytes;
    config.stream = static_cast<cudaStream_t>(where.queue);
    config.attrs = &cluster;
    config.numAttrs = grid.cluster > 1 ? 1 : 0;
  }
  LaunchConfig(const LaunchConfig&) = delete;
  LaunchConfig& operator=(const LaunchConfig&) = delete;

  cudaLaunchAttribute cluster = {};
  cudaLaunchConfig_t config = {};
};

/// Queues body(Machine) as so many blocks on the stream of `where`, `iterations` times. Throws
/// Error where the launch itself is refused; what goes wrong later surfaces where the stream is
/// synchronised.
template <class Machine, std::uint32_t kBlockThreads = kThreads, class Body>
void launch_grid(const Launch& where, const Grid& grid, const Body& body,
                 std::uint64_t iterations = 1) {
  const auto kernel = run_body<Machine, kBlockThreads, Body>;
  allow_shared_bytes(kernel, grid.shared_bytes);
  if (grid.cluster > 1) {
    const LaunchConfig launch(where, grid, kBlockThreads);
    for (std::uint64_t i = 0; i < iterations; ++i) {
      check(cudaLaunchKernelEx(&launch.config, kernel, body, where.ticks),
            "launching a kernel in clusters of " + std::to_string(grid.cluster));
    }
    return;
  }
  for (std::uint64_t i = 0; i < iterations; ++i) {
    kernel<<<grid.blocks, kBlockThreads, grid.shared_bytes,
             static_cast<cudaStream_t>(where.queue)>>>(body, where.ticks);
    check(cudaGetLastError(), "launching a kernel");
  }
}

/// Blocks of such a kernel that can be at work at one time: whole clusters.
template <class Machine, std::uint32_t kBlockThreads, class Body>
std::uint32_t resident_blocks(const Launch& where, const Grid& grid) {
  const auto kernel = run_body<Machine, kBlockThreads, Body>;
  allow_shared_bytes(kernel, grid.shared_bytes);
  if (grid.cluster <= 1) return where.processors;
  const LaunchConfig launch(where, grid, kBlockThreads);
  int clusters = 0;
  check(cudaOccupancyMaxActiveClusters(&clusters, kernel, &launch.config),
        "asking how many clusters of " + std::to_string(grid.cluster) + " fit");
  return static_cast<std::uint32_t>(clusters) * grid.cluster;
}

/// The same, once, with blocks of kThreads threads.
template <class Machine, class Body>
void launch_blocks(const Launch& where, std::uint32_t blocks, const Body& body) {
  launch_grid<Machine>(where, Grid{.blocks = blocks}, body);
}

}  // namespace assay::gpu
