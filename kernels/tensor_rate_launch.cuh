// Which instruction stream of tensor.rate runs on this GPU, and how is it launched: one block on
// each SM?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "kernels/machine/current_device.cuh"
#include "kernels/tensor_rate_mma.cuh"
#include "kernels/tensor_rate_wgmma.cuh"

namespace assay::gpu {

/// wgmma is Hopper's alone, and has no fp64.
inline Issuer issuer_of(const Parameters& p) {
  const bool warpgroup =
      p.path != Path::fallback && p.type != DataType::fp64 && compute_capability() / 10 == 9;
  return warpgroup ? Issuer::warpgroup : Issuer::warp;
}

/// As much shared memory as a block can have, which is more than half of what an SM has: a second
/// block does not fit beside it.
inline Grid one_block_each(const Launch& where) {
  return {.blocks = where.processors,
          .shared_bytes = static_cast<std::uint32_t>(
              attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin, "asking for the shared memory"))};
}

/// Static shared memory of the bodies counts against what a block can have.
inline constexpr std::uint32_t kRateStaticBytes = 1024;

template <class Body>
void launch_rate(const Launch& where, const RateData& data, std::uint64_t iterations) {
  Grid grid = one_block_each(where);
  grid.shared_bytes -= kRateStaticBytes;
  launch_grid<Machine, kThreads>(where, grid, Body{{data}}, iterations);
}

template <DataType kType, Sparsity kSparsity>
void run_rate(const Launch& where, const RateData& data, const Parameters& p,
              std::uint64_t iterations) {
  if (issuer_of(p) == Issuer::warpgroup) {
    if (p.operands == Operands::registers)
      launch_rate<WgmmaRateBody<kType, kSparsity, Operands::registers>>(where, data, iterations);
    else
      launch_rate<WgmmaRateBody<kType, kSparsity, Operands::shared>>(where, data, iterations);
  } else if constexpr (!is_fp8(kType) || kSparsity == Sparsity::dense) {
    launch_rate<MmaRateBody<kType, kSparsity>>(where, data, iterations);
  } else {
    throw Error(
        ErrorKind::usage,
        "launching tensor.rate with sparse fp8 by mma.sync: these kernels have none for it; "
        "take sparsity=dense, or path=native on compute capability 9.0");
  }
}

/// Runs the stream that the parameters ask for over the data, `iterations` times.
template <DataType kType>
void run_rate(const Launch& where, const RateData& data, const Parameters& p,
              std::uint64_t iterations) {
  if constexpr (kType == DataType::fp64) {
    if (p.path != Path::fallback && compute_capability() >= 90)
      launch_rate<MmaFp64RateBody<Fp64Tile::m16n8k16>>(where, data, iterations);
    else
      launch_rate<MmaFp64RateBody<Fp64Tile::m8n8k4>>(where, data, iterations);
  } else if (p.sparsity == Sparsity::structured) {
    run_rate<kType, Sparsity::structured>(where, data, p, iterations);
  } else {
    run_rate<kType, Sparsity::dense>(where, data, p, iterations);
  }
}

}  // namespace assay::gpu
