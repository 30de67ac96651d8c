// Reserves addresses, and maps what a handle stands for there.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/memory_map.cuh"

#include <fmt/format.h>

#include <limits>
#include <vector>

#include "kernels/error.hpp"

namespace assay {

std::string names_of(std::span<const int> devices) {
  std::string names;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    if (i > 0) names += i + 1 == devices.size() ? " and " : ", ";
    names += fmt::format("cuda:{}", devices[i]);
  }
  return names;
}

std::uint64_t round_up_bytes(std::uint64_t bytes, std::uint64_t grain) {
  if (grain == 0) return bytes;
  if (bytes <= std::numeric_limits<std::uint64_t>::max() - (grain - 1)) {
    return (bytes + grain - 1) / grain * grain;
  }
  throw Error(ErrorKind::usage,
              fmt::format("rounding {} B up to multiples of {} B: they exceed the address space; "
                          "give a smaller --bytes",
                          bytes, grain));
}

std::byte* map_for_all(const MemoryDriver& driver, const Mapping& m, UndoList& undo) {
  const std::uint64_t bytes = m.bytes;
  CUdeviceptr address = 0;
  check_memory(driver.reserve(&address, bytes, m.alignment, 0, 0),
               fmt::format("reserving addresses for {} B, {}", bytes, m.what));
  undo.add([=, &driver] { driver.free(address, bytes); });
  check_memory(driver.map(address, bytes, 0, m.handle, 0),
               fmt::format("mapping {} B, {}", bytes, m.what));
  undo.add([=, &driver] { driver.unmap(address, bytes); });
  std::vector<CUmemAccessDesc> access(m.devices.size());
  for (std::size_t i = 0; i < access.size(); ++i) {
    access[i].location.type = CU_MEM_LOCATION_TYPE_DEVICE;
    access[i].location.id = m.devices[i];
    access[i].flags = CU_MEM_ACCESS_FLAGS_PROT_READWRITE;
  }
  check_memory(driver.set_access(address, bytes, access.data(), access.size()),
               fmt::format("letting {} use {}", names_of(m.devices), m.what));
  return reinterpret_cast<std::byte*>(address);
}

}  // namespace assay
