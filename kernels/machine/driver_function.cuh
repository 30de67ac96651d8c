// Which functions does the driver have? A program that links to it does not start where there is
// none.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cuda.h>
#include <cuda_runtime_api.h>

namespace assay {

// CU_DEVICE_ATTRIBUTE_MULTICAST_SUPPORTED, which toolkits before 12.1 do not name.
inline constexpr auto kMulticastSupported = static_cast<CUdevice_attribute>(132);

/// As it was in the CUDA of version `since`: 12010 is 12.1. Null where the driver has no such
/// function, or is older.
inline void* driver_function(const char* name, [[maybe_unused]] unsigned since) {
  void* function = nullptr;
  cudaDriverEntryPointQueryResult found = cudaDriverEntryPointSymbolNotFound;
#if CUDART_VERSION >= 12050
  const cudaError_t status =
      cudaGetDriverEntryPointByVersion(name, &function, since, cudaEnableDefault, &found);
#else
  const cudaError_t status = cudaGetDriverEntryPoint(name, &function, cudaEnableDefault, &found);
#endif
  if (status != cudaSuccess) cudaGetLastError();
  return status == cudaSuccess && found == cudaDriverEntryPointSuccess ? function : nullptr;
}

}  // namespace assay
