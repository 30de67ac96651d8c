// How the driver is asked for what the runtime has no name for.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/cuda_multicast.hpp"

#include "kernels/machine/driver_function.cuh"

namespace assay::probe {

std::optional<bool> multicast_of(int index) {
  constexpr unsigned kSince = 2000;
  using DeviceOf = CUresult(CUdevice*, int);
  using AttributeOf = CUresult(int*, CUdevice_attribute, CUdevice);
  auto* const device_of = reinterpret_cast<DeviceOf*>(driver_function("cuDeviceGet", kSince));
  auto* const attribute_of =
      reinterpret_cast<AttributeOf*>(driver_function("cuDeviceGetAttribute", kSince));
  CUdevice device = 0;
  int value = 0;
  if (device_of == nullptr || attribute_of == nullptr) return std::nullopt;
  if (device_of(&device, index) != CUDA_SUCCESS) return std::nullopt;
  if (attribute_of(&value, kMulticastSupported, device) != CUDA_SUCCESS) return std::nullopt;
  return value != 0;
}

}  // namespace assay::probe
