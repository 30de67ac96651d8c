// How the driver is asked for what the runtime has no name for.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/cuda_multicast.hpp"

#include <cuda.h>
#include <cuda_runtime_api.h>

namespace assay::probe {
namespace {

// CU_DEVICE_ATTRIBUTE_MULTICAST_SUPPORTED, which toolkits before 12.1 do not name.
constexpr auto kMulticastSupported = static_cast<CUdevice_attribute>(132);

/// Null where the driver has none of that name.
void* function_named(const char* name) {
  void* function = nullptr;
  cudaDriverEntryPointQueryResult found = cudaDriverEntryPointSymbolNotFound;
#if CUDART_VERSION >= 12050
  constexpr unsigned kSince = 2000;
  const cudaError_t status =
      cudaGetDriverEntryPointByVersion(name, &function, kSince, cudaEnableDefault, &found);
#else
  const cudaError_t status = cudaGetDriverEntryPoint(name, &function, cudaEnableDefault, &found);
#endif
  if (status != cudaSuccess) cudaGetLastError();
  return status == cudaSuccess && found == cudaDriverEntryPointSuccess ? function : nullptr;
}

}  // namespace

std::optional<bool> multicast_of(int index) {
  using DeviceOf = CUresult(CUdevice*, int);
  using AttributeOf = CUresult(int*, CUdevice_attribute, CUdevice);
  auto* const device_of = reinterpret_cast<DeviceOf*>(function_named("cuDeviceGet"));
  auto* const attribute_of = reinterpret_cast<AttributeOf*>(function_named("cuDeviceGetAttribute"));
  CUdevice device = 0;
  int value = 0;
  if (device_of == nullptr || attribute_of == nullptr) return std::nullopt;
  if (device_of(&device, index) != CUDA_SUCCESS) return std::nullopt;
  if (attribute_of(&value, kMulticastSupported, device) != CUDA_SUCCESS) return std::nullopt;
  return value != 0;
}

}  // namespace assay::probe
