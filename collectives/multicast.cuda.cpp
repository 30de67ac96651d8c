// Makes a multicast object: every device is added before any memory is bound, or to bind would wait
// for ever.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/multicast.cuh"

#include <fmt/format.h>

#include "collectives/memory_map.cuh"
#include "kernels/machine/driver_function.cuh"

namespace assay {
namespace {

MulticastProperties properties_of(std::span<const int> devices, std::uint64_t bytes) {
  return {.devices = static_cast<unsigned>(devices.size()), .bytes = bytes};
}

/// With the small granularity, small arrays stay small; the large one is for speed.
std::uint64_t granularity_for(const MemoryDriver& driver, std::span<const int> devices,
                              std::uint64_t bytes) {
  const MulticastProperties properties = properties_of(devices, bytes);
  const auto ask = [&](MulticastGranularity which) {
    std::size_t granularity = 0;
    check_memory(driver.multicast_granularity(&granularity, &properties, which),
                 fmt::format("asking how large multicast memory of {} is", names_of(devices)));
    return granularity;
  };
  const std::uint64_t recommended = ask(MulticastGranularity::recommended);
  return bytes >= recommended ? recommended : ask(MulticastGranularity::minimum);
}

}  // namespace

MulticastNeeds multicast_needs(const MemoryDriver& driver, std::span<const int> devices,
                               std::uint64_t bytes) {
  if (devices.size() < 2) return {.why_not = "a switch adds up what two devices hold, or more"};
  if (!driver.lacks_multicast.empty()) {
    return {.why_not = fmt::format("the driver has no {}, as one for CUDA 12.1 or later has",
                                   driver.lacks_multicast)};
  }
  for (const int index : devices) {
    if (driver.has(kMulticastSupported, index)) continue;
    return {.why_not = fmt::format("cuda:{} cannot multicast: that takes NVSwitches of the third "
                                   "generation (HGX H100) or later, and their fabric manager",
                                   index)};
  }
  return {.granularity = granularity_for(driver, devices, bytes)};
}

Multicast::Multicast(const MemoryDriver& driver, std::span<const int> devices,
                     std::span<const MemoryDriver::Handle> memory, std::uint64_t bytes,
                     std::uint64_t alignment) {
  const MulticastProperties properties = properties_of(devices, bytes);
  MemoryDriver::Handle object = 0;
  check_memory(driver.multicast_create(&object, &properties),
               fmt::format("making a multicast object of {} B for {}", bytes, names_of(devices)));
  undo_.add([=, &driver] { driver.release(object); });
  for (const int index : devices) {
    check_memory(
        driver.multicast_add(object, driver.device_at(index)),
        fmt::format("adding cuda:{} to a multicast object of {}", index, names_of(devices)));
  }
  for (std::size_t rank = 0; rank < devices.size(); ++rank) {
    const int index = devices[rank];
    const CUdevice device = driver.device_at(index);
    check_memory(driver.multicast_bind(object, 0, memory[rank], 0, bytes, 0),
                 fmt::format("binding {} B of cuda:{} to a multicast object", bytes, index));
    undo_.add([=, &driver] { driver.multicast_unbind(object, device, 0, bytes); });
  }
  address_ = map_for_all(driver,
                         {.handle = object,
                          .bytes = bytes,
                          .alignment = alignment,
                          .devices = devices,
                          .what = fmt::format("a multicast object of {}", names_of(devices))},
                         undo_);
}

}  // namespace assay
