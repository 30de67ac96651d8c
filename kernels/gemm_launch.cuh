// Which body computes a GEMM on this GPU?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/gemm_choice.hpp"
#include "kernels/gemm_sm80.cuh"
#include "kernels/gemm_sm90.cuh"
#include "kernels/machine/cuda_check.cuh"

namespace assay::gpu {

/// Of the current device; 90 is 9.0.
inline std::uint32_t compute_capability() {
  int device = 0, major = 0, minor = 0;
  check(cudaGetDevice(&device), "asking which GPU is current");
  check(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device),
        "asking for the compute capability");
  check(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, device),
        "asking for the compute capability");
  return static_cast<std::uint32_t>(10 * major + minor);
}

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
