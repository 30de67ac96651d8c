// Takes physical memory of each device and maps it for all of them.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/mapped_memory.cuh"

#include <fmt/format.h>

#include <algorithm>

#include "collectives/memory_map.cuh"
#include "kernels/error.hpp"

namespace assay {
namespace {

CUmemAllocationProp memory_of(int device) {
  CUmemAllocationProp properties = {};
  properties.type = CU_MEM_ALLOCATION_TYPE_PINNED;
  properties.location.type = CU_MEM_LOCATION_TYPE_DEVICE;
  properties.location.id = device;
  return properties;
}

std::uint64_t granularity_of(const MemoryDriver& driver, int device) {
  const CUmemAllocationProp properties = memory_of(device);
  std::size_t granularity = 0;
  check_memory(driver.granularity(&granularity, &properties, CU_MEM_ALLOC_GRANULARITY_RECOMMENDED),
               fmt::format("asking how large mapped memory of cuda:{} is", device));
  return granularity;
}

/// Why there is no multicast is no reason to do without memory.
MulticastNeeds needs_or_reason(const MemoryDriver& driver, std::span<const int> devices,
                               std::uint64_t bytes) {
  try {
    return multicast_needs(driver, devices, bytes);
  } catch (const Error& failure) {
    return {.why_not = failure.what()};
  }
}

}  // namespace

std::string why_no_mapping(const MemoryDriver& driver, std::span<const int> devices) {
  if (!driver.lacks_mapping.empty()) {
    return fmt::format("the driver has no {}, as one for CUDA 10.2 or later has",
                       driver.lacks_mapping);
  }
  for (const int device : devices) {
    if (driver.has(CU_DEVICE_ATTRIBUTE_VIRTUAL_MEMORY_MANAGEMENT_SUPPORTED, device)) continue;
    return fmt::format("memory of cuda:{} cannot be mapped; a virtual GPU may lack this", device);
  }
  return {};
}

MappedMemory::MappedMemory(const MemoryDriver& driver, std::span<const int> devices,
                           std::uint64_t bytes) {
  std::uint64_t grain = 1;
  for (const int device : devices) grain = std::max(grain, granularity_of(driver, device));
  MulticastNeeds needs = needs_or_reason(driver, devices, round_up_bytes(bytes, grain));
  why_no_multicast_ = std::move(needs.why_not);
  // Both are powers of two: a multiple of the larger is one of the other.
  grain = std::max(grain, needs.granularity);
  bytes_ = round_up_bytes(bytes, grain);
  for (const int device : devices) take(driver, devices, device, grain);
  if (needs.granularity != 0) add_multicast(driver, devices, grain);
}

void MappedMemory::take(const MemoryDriver& driver, std::span<const int> devices, int device,
                        std::uint64_t alignment) {
  const CUmemAllocationProp properties = memory_of(device);
  MemoryDriver::Handle handle = 0;
  check_memory(driver.create(&handle, bytes_, &properties, 0),
               fmt::format("taking {} B of memory of cuda:{}", bytes_, device));
  undo_.add([=, &driver] { driver.release(handle); });
  handles_.push_back(handle);
  data_.push_back(map_for_all(driver,
                              {.handle = handle,
                               .bytes = bytes_,
                               .alignment = alignment,
                               .devices = devices,
                               .what = fmt::format("memory of cuda:{}", device)},
                              undo_));
}

void MappedMemory::add_multicast(const MemoryDriver& driver, std::span<const int> devices,
                                 std::uint64_t alignment) {
  try {
    multicast_.emplace(driver, devices, handles_, bytes_, alignment);
  } catch (const Error& failure) {
    why_no_multicast_ = failure.what();
  }
}

void MappedMemory::leave() {
  undo_.forget();
  if (multicast_) multicast_->leave();
}

}  // namespace assay
