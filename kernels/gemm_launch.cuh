// Which body computes a GEMM on this GPU?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/gemm_choice.hpp"
#include "kernels/gemm_sm80.cuh"
#include "kernels/gemm_sm90.cuh"
#include "kernels/machine/current_device.cuh"

namespace assay::gpu {

/// Queues the product on the stream `iterations` times, in the shape of problem.variant.
template <DataType kType>
void launch_gemm(const Launch& where, const GemmProblem& problem, Path path,
                 std::uint64_t iterations) {
  if constexpr (gemm_sm90_takes(kType)) {
    if (gemm_body(kType, path, compute_capability()) == GemmBodyKind::sm90) {
      gemm_sm90<kType>(where, problem, iterations);
      return;
    }
  }
  gemm_sm80<kType>(where, problem, iterations);
}

}  // namespace assay::gpu
