// Which functions for memory that devices share does this driver have, and what is to be done where
// one of them fails?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cuda.h>
#include <cuda_runtime_api.h>

#include <cstddef>
#include <string>

namespace assay {

/// What a multicast object is to be like; the driver's CUmulticastObjectProp, which toolkits before
/// 12.1 do not know.
struct MulticastProperties {
  unsigned devices = 0;
  std::size_t bytes = 0;
  unsigned long long handle_types = 0, flags = 0;
};
enum class MulticastGranularity : int { minimum = 0, recommended = 1 };

/// Functions of the driver, found at run time: a program that links to the driver does not start
/// where there is none.
struct MemoryDriver {
  using Handle = CUmemGenericAllocationHandle;

  // CUDA 10.2
  CUresult (*granularity)(std::size_t*, const CUmemAllocationProp*,
                          CUmemAllocationGranularity_flags) = nullptr;
  CUresult (*create)(Handle*, std::size_t, const CUmemAllocationProp*,
                     unsigned long long) = nullptr;
  CUresult (*release)(Handle) = nullptr;
  CUresult (*reserve)(CUdeviceptr*, std::size_t, std::size_t alignment, CUdeviceptr,
                      unsigned long long) = nullptr;
  CUresult (*free)(CUdeviceptr, std::size_t) = nullptr;
  CUresult (*map)(CUdeviceptr, std::size_t, std::size_t offset, Handle,
                  unsigned long long) = nullptr;
  CUresult (*unmap)(CUdeviceptr, std::size_t) = nullptr;
  CUresult (*set_access)(CUdeviceptr, std::size_t, const CUmemAccessDesc*, std::size_t) = nullptr;
  CUresult (*device)(CUdevice*, int) = nullptr;
  CUresult (*attribute)(int*, CUdevice_attribute, CUdevice) = nullptr;

  // CUDA 12.1
  CUresult (*multicast_granularity)(std::size_t*, const MulticastProperties*,
                                    MulticastGranularity) = nullptr;
  CUresult (*multicast_create)(Handle*, const MulticastProperties*) = nullptr;
  CUresult (*multicast_add)(Handle, CUdevice) = nullptr;
  CUresult (*multicast_bind)(Handle, std::size_t, Handle, std::size_t, std::size_t bytes,
                             unsigned long long) = nullptr;
  CUresult (*multicast_unbind)(Handle, CUdevice, std::size_t, std::size_t bytes) = nullptr;

  /// The first it has not, as the driver names it; empty where it has all of them.
  std::string lacks_mapping = {}, lacks_multicast = {};

  static MemoryDriver find();

  // Throw CudaError where the driver refuses.
  CUdevice device_at(int index) const;
  bool has(CUdevice_attribute what, int index) const;
};

/// Throws CudaError unless status is cudaSuccess: what was being done, on what, and what to do. The
/// driver's numbers are the runtime's. Leaves no last error that a launch would find.
void check_memory(cudaError_t status, const std::string& doing);
inline void check_memory(CUresult status, const std::string& doing) {
  check_memory(static_cast<cudaError_t>(status), doing);
}

}  // namespace assay
