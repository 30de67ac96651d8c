// Asks the driver for its functions by name.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/memory_driver.cuh"

#include <fmt/format.h>

#include <string_view>

#include "kernels/machine/cuda_check.cuh"
#include "kernels/machine/driver_function.cuh"

namespace assay {
namespace {

constexpr unsigned kVirtualMemory = 10020, kMulticast = 12010;

#if CUDA_VERSION >= 12010
static_assert(sizeof(MulticastProperties) == sizeof(CUmulticastObjectProp));
static_assert(offsetof(MulticastProperties, bytes) == offsetof(CUmulticastObjectProp, size));
static_assert(offsetof(MulticastProperties, handle_types) ==
              offsetof(CUmulticastObjectProp, handleTypes));
static_assert(static_cast<int>(MulticastGranularity::recommended) ==
              CU_MULTICAST_GRANULARITY_RECOMMENDED);
#endif
static_assert(static_cast<int>(CUDA_ERROR_OUT_OF_MEMORY) == cudaErrorMemoryAllocation);
static_assert(static_cast<int>(CUDA_ERROR_SYSTEM_NOT_READY) == cudaErrorSystemNotReady);
static_assert(static_cast<int>(CUDA_ERROR_PEER_ACCESS_UNSUPPORTED) ==
              cudaErrorPeerAccessUnsupported);
static_assert(static_cast<int>(CUDA_ERROR_ILLEGAL_STATE) == cudaErrorIllegalState);

template <class Function>
void find_one(Function& function, const char* name, unsigned since, std::string& lacks) {
  function = reinterpret_cast<Function>(driver_function(name, since));
  if (function == nullptr && lacks.empty()) lacks = name;
}

std::string_view advice_on(cudaError_t status) {
  switch (status) {
    case cudaErrorMemoryAllocation:
      return "give a smaller --bytes, or end what else holds memory of these GPUs (nvidia-smi)";
    case cudaErrorSystemNotReady:
      return "the fabric manager is not running: systemctl start nvidia-fabricmanager, of the "
             "driver's own version, and wait until nvidia-smi -q says Fabric State: Completed";
    case cudaErrorPeerAccessUnsupported:
      return "look at nvidia-smi topo -p2p r, at the fabric manager, and at IOMMU and ACS settings";
    case cudaErrorTooManyPeers:
      return "choose fewer devices with --device: without switches a GPU reaches at most 8 others";
    case cudaErrorNotSupported:
    case cudaErrorNotPermitted:
      return "look at the driver's version, at MIG, and at what a container or virtual machine "
             "lets through of these GPUs";
    case cudaErrorIllegalState:
      return "the links are in a state that cannot be: look at the log of nvidia-fabricmanager, "
             "and reset all GPUs of the node together";
    default:
      return "look for an Xid of these GPUs in dmesg, and try them one by one (--device)";
  }
}

}  // namespace

MemoryDriver MemoryDriver::find() {
  MemoryDriver d;
  find_one(d.granularity, "cuMemGetAllocationGranularity", kVirtualMemory, d.lacks_mapping);
  find_one(d.create, "cuMemCreate", kVirtualMemory, d.lacks_mapping);
  find_one(d.release, "cuMemRelease", kVirtualMemory, d.lacks_mapping);
  find_one(d.reserve, "cuMemAddressReserve", kVirtualMemory, d.lacks_mapping);
  find_one(d.free, "cuMemAddressFree", kVirtualMemory, d.lacks_mapping);
  find_one(d.map, "cuMemMap", kVirtualMemory, d.lacks_mapping);
  find_one(d.unmap, "cuMemUnmap", kVirtualMemory, d.lacks_mapping);
  find_one(d.set_access, "cuMemSetAccess", kVirtualMemory, d.lacks_mapping);
  find_one(d.device, "cuDeviceGet", kVirtualMemory, d.lacks_mapping);
  find_one(d.attribute, "cuDeviceGetAttribute", kVirtualMemory, d.lacks_mapping);
  std::string& lacks = d.lacks_multicast;
  find_one(d.multicast_granularity, "cuMulticastGetGranularity", kMulticast, lacks);
  find_one(d.multicast_create, "cuMulticastCreate", kMulticast, lacks);
  find_one(d.multicast_add, "cuMulticastAddDevice", kMulticast, lacks);
  find_one(d.multicast_bind, "cuMulticastBindMem", kMulticast, lacks);
  find_one(d.multicast_unbind, "cuMulticastUnbind", kMulticast, lacks);
  return d;
}

CUdevice MemoryDriver::device_at(int index) const {
  CUdevice found = 0;
  check_memory(device(&found, index), fmt::format("asking the driver for cuda:{}", index));
  return found;
}

bool MemoryDriver::has(CUdevice_attribute what, int index) const {
  int value = 0;
  check_memory(attribute(&value, what, device_at(index)),
               fmt::format("asking the driver what cuda:{} can do", index));
  return value != 0;
}

void check_memory(cudaError_t status, const std::string& doing) {
  if (status == cudaSuccess) return;
  cudaGetLastError();
  throw CudaError(
      status, fmt::format("{}: CUDA error {} ({}: {}); {}", doing, static_cast<int>(status),
                          cudaGetErrorName(status), cudaGetErrorString(status), advice_on(status)));
}

}  // namespace assay
