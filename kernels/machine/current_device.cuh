// What is the current GPU capable of?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cuda_runtime_api.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "kernels/machine/cuda_check.cuh"

namespace assay::gpu {

/// An attribute of the current device. `doing` completes "while ...".
inline int attribute(cudaDeviceAttr which, std::string_view doing) {
  int device = 0, value = 0;
  check(cudaGetDevice(&device), "asking for the current device");
  check(cudaDeviceGetAttribute(&value, which, device), doing);
  return value;
}

/// Of the current device; 90 is 9.0.
inline std::uint32_t compute_capability() {
  const int major =
      attribute(cudaDevAttrComputeCapabilityMajor, "asking for the compute capability");
  const int minor =
      attribute(cudaDevAttrComputeCapabilityMinor, "asking for the compute capability");
  return static_cast<std::uint32_t>(10 * major + minor);
}

/// As it is written: 9.0.
inline std::string capability_name(std::uint32_t capability) {
  return std::to_string(capability / 10) + "." + std::to_string(capability % 10);
}

}  // namespace assay::gpu
