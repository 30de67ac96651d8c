// What does the fake driver do about memory that is mapped for several devices, and about the
// switch that adds up what they hold?
//
// Addresses of the switch are reserved and never readable: the program for the CPU adds up by the
// addresses of the ranks. tests/collectives holds the program to the rules of the driver; here it
// runs whole cases on mapped memory.
// SPDX-License-Identifier: Apache-2.0
#include <cuda.h>
#include <cuda_runtime_api.h>
#include <sys/mman.h>

#include <map>
#include <mutex>
#include <string>

#include "tests/gpu_machine/last_error.cuh"
#include "tests/gpu_machine/machine.hpp"

using namespace assay::gpu_machine;

namespace {

constexpr std::size_t kGranularity = 2u << 20;

/// Memory of a device; of no device: a multicast object.
struct Handle {
  Device* device = nullptr;
  std::size_t bytes = 0;
};

struct Handles {
  std::mutex mutex = {};
  CUmemGenericAllocationHandle last = 0;
  std::map<CUmemGenericAllocationHandle, Handle> all = {};
};
Handles& handles() {
  static auto& made = *new Handles;
  return made;
}

CUmemGenericAllocationHandle add(const Handle& handle) {
  const std::lock_guard lock(handles().mutex);
  handles().all[++handles().last] = handle;
  return handles().last;
}

Device& device_at(int index) {
  return *devices().at(static_cast<std::size_t>(index));
}
void* pointer(CUdeviceptr address) {
  return reinterpret_cast<void*>(address);
}

CUresult get_device(CUdevice* device, int index) {
  *device = index;
  return CUDA_SUCCESS;
}
CUresult get_attribute(int* value, CUdevice_attribute what, CUdevice device) {
  const bool multicasts = device_at(device).cuda("multicast", 0) != 0;
  *value = what != CU_DEVICE_ATTRIBUTE_MULTICAST_SUPPORTED || multicasts;
  return CUDA_SUCCESS;
}
CUresult get_granularity(std::size_t* granularity, const CUmemAllocationProp*,
                         CUmemAllocationGranularity_flags) {
  *granularity = kGranularity;
  return CUDA_SUCCESS;
}
CUresult create(CUmemGenericAllocationHandle* handle, std::size_t bytes,
                const CUmemAllocationProp* properties, unsigned long long) {
  Device& device = device_at(properties->location.id);
  if (device.sticky() != cudaSuccess) return static_cast<CUresult>(device.sticky());
  if (!device.take(bytes)) return CUDA_ERROR_OUT_OF_MEMORY;
  *handle = add({.device = &device, .bytes = bytes});
  return CUDA_SUCCESS;
}
CUresult release(CUmemGenericAllocationHandle handle) {
  const std::lock_guard lock(handles().mutex);
  const auto found = handles().all.find(handle);
  if (found == handles().all.end()) return CUDA_ERROR_INVALID_VALUE;
  if (found->second.device != nullptr) found->second.device->give_back(found->second.bytes);
  handles().all.erase(found);
  return CUDA_SUCCESS;
}
CUresult reserve(CUdeviceptr* address, std::size_t bytes, std::size_t, CUdeviceptr,
                 unsigned long long) {
  void* const at = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) return CUDA_ERROR_OUT_OF_MEMORY;
  *address = reinterpret_cast<CUdeviceptr>(at);
  return CUDA_SUCCESS;
}
CUresult free_addresses(CUdeviceptr address, std::size_t bytes) {
  munmap(pointer(address), bytes);
  return CUDA_SUCCESS;
}
CUresult map(CUdeviceptr address, std::size_t bytes, std::size_t,
             CUmemGenericAllocationHandle handle, unsigned long long) {
  const std::lock_guard lock(handles().mutex);
  if (handles().all.at(handle).device == nullptr) return CUDA_SUCCESS;
  return mprotect(pointer(address), bytes, PROT_READ | PROT_WRITE) == 0 ? CUDA_SUCCESS
                                                                        : CUDA_ERROR_OUT_OF_MEMORY;
}
CUresult unmap(CUdeviceptr address, std::size_t bytes) {
  mprotect(pointer(address), bytes, PROT_NONE);
  return CUDA_SUCCESS;
}
CUresult set_access(CUdeviceptr, std::size_t, const CUmemAccessDesc*, std::size_t) {
  return CUDA_SUCCESS;
}
CUresult multicast_granularity(std::size_t* granularity, const CUmulticastObjectProp*,
                               CUmulticastGranularity_flags) {
  *granularity = kGranularity;
  return CUDA_SUCCESS;
}
CUresult multicast_create(CUmemGenericAllocationHandle* object,
                          const CUmulticastObjectProp* properties) {
  const auto status = static_cast<CUresult>(device_at(0).cuda("multicast_status", 0));
  if (status != CUDA_SUCCESS) return status;
  *object = add({.bytes = properties->size});
  return CUDA_SUCCESS;
}
CUresult multicast_add(CUmemGenericAllocationHandle, CUdevice) {
  return CUDA_SUCCESS;
}
CUresult multicast_bind(CUmemGenericAllocationHandle, std::size_t, CUmemGenericAllocationHandle,
                        std::size_t, std::size_t, unsigned long long) {
  return CUDA_SUCCESS;
}
CUresult multicast_unbind(CUmemGenericAllocationHandle, CUdevice, std::size_t, std::size_t) {
  return CUDA_SUCCESS;
}

template <class F>
void* address_of(F* function) {
  return reinterpret_cast<void*>(function);
}

}  // namespace

extern "C" {

cudaError_t cudaDeviceSynchronize() {
  if (current_device().sticky() == cudaSuccess) current_device().wait_until_idle();
  return status_of(current_device());
}

cudaError_t cudaGetDriverEntryPointByVersion(const char* name, void** function, unsigned,
                                             unsigned long long,
                                             cudaDriverEntryPointQueryResult* found) {
  static const std::map<std::string, void*> kFunctions = {
      {"cuDeviceGet", address_of(get_device)},
      {"cuDeviceGetAttribute", address_of(get_attribute)},
      {"cuMemGetAllocationGranularity", address_of(get_granularity)},
      {"cuMemCreate", address_of(create)},
      {"cuMemRelease", address_of(release)},
      {"cuMemAddressReserve", address_of(reserve)},
      {"cuMemAddressFree", address_of(free_addresses)},
      {"cuMemMap", address_of(map)},
      {"cuMemUnmap", address_of(unmap)},
      {"cuMemSetAccess", address_of(set_access)},
      {"cuMulticastGetGranularity", address_of(multicast_granularity)},
      {"cuMulticastCreate", address_of(multicast_create)},
      {"cuMulticastAddDevice", address_of(multicast_add)},
      {"cuMulticastBindMem", address_of(multicast_bind)},
      {"cuMulticastUnbind", address_of(multicast_unbind)}};
  const auto one = kFunctions.find(name);
  *function = one == kFunctions.end() ? nullptr : one->second;
  *found = *function == nullptr ? cudaDriverEntryPointSymbolNotFound : cudaDriverEntryPointSuccess;
  return cudaSuccess;
}

}  // extern "C"
