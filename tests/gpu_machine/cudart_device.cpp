// What does the fake CUDA runtime say of its devices?
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/gpu_machine/last_error.cuh"
#include "tests/gpu_machine/machine.hpp"

using namespace assay::gpu_machine;

namespace {

constexpr int kCudaVersion = 13000;

thread_local int selected = 0;

Device* device_of(int index) {
  const auto& all = devices();
  return index >= 0 && static_cast<std::size_t>(index) < all.size()
             ? all[static_cast<std::size_t>(index)]
             : nullptr;
}

/// "GPU-8-4-4-4-12" as sixteen bytes.
void write_uuid(const std::string& text, cudaUUID_t& uuid) {
  std::string digits;
  for (const char letter : text.substr(4)) {
    if (letter != '-') digits += letter;
  }
  for (std::size_t i = 0; i < sizeof uuid.bytes && 2 * i + 1 < digits.size(); ++i) {
    uuid.bytes[i] = static_cast<char>(std::stoul(digits.substr(2 * i, 2), nullptr, 16));
  }
}

int attribute(const Device& device, cudaDeviceAttr name) {
  const auto& facts = device.facts();
  switch (name) {
    case cudaDevAttrMultiProcessorCount:
      return static_cast<int>(device.cuda("multiprocessors", 1));
    case cudaDevAttrL2CacheSize:
      return static_cast<int>(device.cuda("l2_bytes", 1 << 20));
    case cudaDevAttrClockRate:
      return facts.at("maximum_clock_mhz").at("sm").get<int>() * 1000;
    case cudaDevAttrMemoryClockRate:
      return facts.at("maximum_clock_mhz").at("memory").get<int>() * 1000;
    case cudaDevAttrGlobalMemoryBusWidth:
      return facts.value("memory_bus_bits", 0);
    default:
      return 0;
  }
}

}  // namespace

Device& assay::gpu_machine::current_device() {
  return *device_of(selected);
}

extern "C" {

cudaError_t cudaDriverGetVersion(int* version) {
  *version = kCudaVersion;
  return cudaSuccess;
}
cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = kCudaVersion;
  return cudaSuccess;
}
cudaError_t cudaGetDeviceCount(int* count) {
  if (start_status() != cudaSuccess) return remember(static_cast<cudaError_t>(start_status()));
  *count = static_cast<int>(devices().size());
  return remember(*count == 0 ? cudaErrorNoDevice : cudaSuccess);
}
cudaError_t cudaSetDevice(int index) {
  const Device* device = device_of(index);
  if (device == nullptr) return remember(cudaErrorInvalidDevice);
  selected = index;
  return status_of(*device);
}
cudaError_t cudaGetDevice(int* index) {
  *index = selected;
  return cudaSuccess;
}
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int index) {
  const Device* device = device_of(index);
  if (device == nullptr) return remember(cudaErrorInvalidDevice);
  const auto& facts = device->facts();
  *properties = {};
  write_uuid(device->uuid(), properties->uuid);
  std::snprintf(properties->name, sizeof properties->name, "%s",
                facts.at("name").get<std::string>().c_str());
  properties->major = facts.at("compute_capability").at(0).get<int>();
  properties->minor = facts.at("compute_capability").at(1).get<int>();
  properties->multiProcessorCount = attribute(*device, cudaDevAttrMultiProcessorCount);
  properties->l2CacheSize = attribute(*device, cudaDevAttrL2CacheSize);
  properties->totalGlobalMem = device->cuda("memory_bytes", 256u << 20);
  properties->ECCEnabled = facts.at("ecc").at("current").get<bool>() ? 1 : 0;
  return status_of(*device);
}
cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr name, int index) {
  const Device* device = device_of(index);
  if (device == nullptr) return remember(cudaErrorInvalidDevice);
  *value = attribute(*device, name);
  return status_of(*device);
}
cudaError_t cudaDeviceGetPCIBusId(char* bus_id, int length, int index) {
  const Device* device = device_of(index);
  if (device == nullptr) return remember(cudaErrorInvalidDevice);
  // "0000:1B:00.0", where NVML writes the domain with eight digits.
  const auto full = device->facts().at("pci").at("bus_id").get<std::string>();
  std::snprintf(bus_id, static_cast<std::size_t>(length), "%s", full.substr(4).c_str());
  return status_of(*device);
}
cudaError_t cudaDeviceCanAccessPeer(int* can, int from, int to) {
  const Device* device = device_of(from);
  if (device == nullptr || device_of(to) == nullptr) return remember(cudaErrorInvalidDevice);
  *can = device->reaches(to) ? 1 : 0;
  return cudaSuccess;
}
cudaError_t cudaDeviceEnablePeerAccess(int other, unsigned) {
  if (device_of(other) == nullptr) return remember(cudaErrorInvalidDevice);
  return current_device().reaches(other) ? status_of(current_device())
                                         : remember(cudaErrorPeerAccessUnsupported);
}
cudaError_t cudaDeviceDisablePeerAccess(int) {
  return status_of(current_device());
}
cudaError_t cudaDeviceGetP2PAttribute(int* value, cudaDeviceP2PAttr, int, int) {
  *value = 1;
  return cudaSuccess;
}

}  // extern "C"
