// What the driver's functions do, and the rules of cuda.h that whoever calls them must keep. Told
// to fail, those that take do nothing, and those that give back do it all the same: what counts is
// who forgot to ask.
#include "tests/collectives/peer_driver_fake.hpp"

#include <cuda.h>

#include <map>

#include "tests/collectives/peer_machine_fake.hpp"

namespace assay {
namespace {

CUresult begin(const char* name, std::uint64_t on) {
  return static_cast<CUresult>(begin_fake_call(name, std::to_string(on)));
}

FakeHandle* handle_at(CUmemGenericAllocationHandle handle) {
  const auto found = peer_machine().handles.find(handle);
  return found == peer_machine().handles.end() ? nullptr : &found->second;
}

bool is_whole(std::uint64_t bytes, std::uint64_t grain) {
  return bytes != 0 && bytes % grain == 0;
}

CUresult get_device(CUdevice* device, int index) {
  *device = index + 100;  // a handle, and no index
  return begin("cuDeviceGet", static_cast<std::uint64_t>(index));
}
CUresult get_attribute(int* value, CUdevice_attribute what, CUdevice device) {
  const FakeGpu& gpu = peer_machine().gpus.at(static_cast<std::size_t>(device - 100));
  *value = what == CU_DEVICE_ATTRIBUTE_MULTICAST_SUPPORTED ? gpu.multicasts : gpu.maps;
  return begin("cuDeviceGetAttribute", static_cast<std::uint64_t>(device));
}

CUresult get_granularity(std::size_t* granularity, const CUmemAllocationProp* properties,
                         CUmemAllocationGranularity_flags) {
  const int device = properties->location.id;
  *granularity = peer_machine().gpus.at(static_cast<std::size_t>(device)).granularity;
  return begin("granularity", static_cast<std::uint64_t>(device));
}
CUresult create(CUmemGenericAllocationHandle* handle, std::size_t bytes,
                const CUmemAllocationProp* properties, unsigned long long) {
  const int device = properties->location.id;
  const CUresult status = begin("create", static_cast<std::uint64_t>(device));
  if (status != CUDA_SUCCESS) return status;
  const FakeGpu& gpu = peer_machine().gpus.at(static_cast<std::size_t>(device));
  if (!is_whole(bytes, gpu.granularity)) break_rule("memory of no whole granules");
  *handle = peer_machine().next++;
  peer_machine().handles[*handle] = {.device = device, .bytes = bytes};
  return status;
}

void check_unused(CUmemGenericAllocationHandle handle, const FakeHandle& what) {
  if (!what.bound.empty()) break_rule("an object released with memory bound to it");
  for (const auto& [other, object] : peer_machine().handles) {
    for (const auto& [device, member] : object.bound) {
      if (member == handle) break_rule("memory released that is bound");
    }
  }
  for (const auto& [address, mapping] : peer_machine().mapped) {
    if (mapping.handle == handle) break_rule("memory released that is mapped");
  }
}
CUresult release(CUmemGenericAllocationHandle handle) {
  const FakeHandle* const what = handle_at(handle);
  if (what == nullptr) {
    break_rule("a handle released that there is not");
  } else {
    check_unused(handle, *what);
    peer_machine().handles.erase(handle);
  }
  return begin("release", handle);
}

CUresult reserve(CUdeviceptr* address, std::size_t bytes, std::size_t, CUdeviceptr,
                 unsigned long long) {
  const CUresult status = begin("reserve", bytes);
  if (status != CUDA_SUCCESS) return status;
  *address = peer_machine().next++ << 32;
  peer_machine().reserved[*address] = bytes;
  return status;
}
CUresult free_addresses(CUdeviceptr address, std::size_t bytes) {
  const auto found = peer_machine().reserved.find(address);
  if (found == peer_machine().reserved.end() || found->second != bytes) {
    break_rule("addresses freed that are not reserved");
  } else {
    if (peer_machine().mapped.count(address) != 0) break_rule("addresses freed that are mapped");
    peer_machine().reserved.erase(found);
  }
  return begin("free_addresses", bytes);
}
CUresult map(CUdeviceptr address, std::size_t bytes, std::size_t,
             CUmemGenericAllocationHandle handle, unsigned long long) {
  const CUresult status = begin("map", handle);
  if (status != CUDA_SUCCESS) return status;
  const FakeHandle* const what = handle_at(handle);
  if (what == nullptr || what->bytes != bytes || peer_machine().reserved.count(address) == 0) {
    break_rule("mapped what there is not");
  } else if (what->device < 0 && what->added.size() != what->team) {
    break_rule("an object mapped before all devices were added waits for ever");
  }
  peer_machine().mapped[address] = {.handle = handle, .bytes = bytes};
  return status;
}
CUresult unmap(CUdeviceptr address, std::size_t bytes) {
  const auto found = peer_machine().mapped.find(address);
  if (found == peer_machine().mapped.end() || found->second.bytes != bytes) {
    break_rule("unmapped what is not mapped");
    return begin("unmap", 0);
  }
  const std::uint64_t handle = found->second.handle;
  peer_machine().mapped.erase(found);
  return begin("unmap", handle);
}
CUresult set_access(CUdeviceptr address, std::size_t, const CUmemAccessDesc* access,
                    std::size_t count) {
  const CUresult status = begin("access", count);
  if (status != CUDA_SUCCESS) return status;
  const auto found = peer_machine().mapped.find(address);
  if (found == peer_machine().mapped.end()) {
    break_rule("access to what is not mapped");
    return status;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (access[i].flags == CU_MEM_ACCESS_FLAGS_PROT_READWRITE) {
      found->second.users.insert(access[i].location.id);
    }
  }
  return status;
}

CUresult multicast_granularity(std::size_t* granularity, const CUmulticastObjectProp* properties,
                               CUmulticastGranularity_flags which) {
  const PeerMachine& m = peer_machine();
  const bool minimum = which == CU_MULTICAST_GRANULARITY_MINIMUM;
  *granularity = minimum ? m.multicast_minimum : m.multicast_recommended;
  return begin("multicast_granularity", properties->numDevices);
}
CUresult multicast_create(CUmemGenericAllocationHandle* object,
                          const CUmulticastObjectProp* properties) {
  const CUresult status = begin("multicast_create", properties->numDevices);
  if (status != CUDA_SUCCESS) return status;
  if (properties->numDevices < 2) break_rule("an object of one device");
  if (!is_whole(properties->size, peer_machine().multicast_minimum)) {
    break_rule("an object of no whole granules");
  }
  *object = peer_machine().next++;
  peer_machine().handles[*object] = {.bytes = properties->size, .team = properties->numDevices};
  return status;
}
CUresult multicast_add(CUmemGenericAllocationHandle object, CUdevice device) {
  const CUresult status = begin("add", static_cast<std::uint64_t>(device - 100));
  if (status != CUDA_SUCCESS) return status;
  FakeHandle* const what = handle_at(object);
  if (what == nullptr || !what->added.insert(device - 100).second) {
    break_rule("a device added twice, or to nothing");
  }
  return status;
}
CUresult multicast_bind(CUmemGenericAllocationHandle object, std::size_t,
                        CUmemGenericAllocationHandle memory, std::size_t, std::size_t bytes,
                        unsigned long long) {
  const CUresult status = begin("bind", memory);
  if (status != CUDA_SUCCESS) return status;
  FakeHandle* const what = handle_at(object);
  const FakeHandle* const member = handle_at(memory);
  if (what == nullptr || member == nullptr || bytes > what->bytes || bytes > member->bytes) {
    break_rule("bound what there is not");
    return status;
  }
  if (what->added.size() != what->team) {
    break_rule("memory bound before all devices were added waits for ever");
  }
  what->bound[member->device] = memory;
  return status;
}
CUresult multicast_unbind(CUmemGenericAllocationHandle object, CUdevice device, std::size_t,
                          std::size_t bytes) {
  FakeHandle* const what = handle_at(object);
  if (what == nullptr || what->bytes != bytes || what->bound.erase(device - 100) == 0) {
    break_rule("unbound what is not bound");
  }
  return begin("unbind", static_cast<std::uint64_t>(device - 100));
}

template <class F>
void* address_of(F* function) {
  return reinterpret_cast<void*>(function);
}

}  // namespace

void* fake_driver_function(const char* name) {
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
  const auto found = kFunctions.find(name);
  return found == kFunctions.end() ? nullptr : found->second;
}

}  // namespace assay
