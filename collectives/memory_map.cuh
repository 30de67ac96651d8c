// At which address do several devices see physical memory, or a multicast object?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "collectives/memory_driver.cuh"
#include "collectives/undo_list.hpp"

namespace assay {

/// "cuda:0, cuda:1 and cuda:2"
std::string names_of(std::span<const int> devices);

/// Throws Error(usage) where the sum has no room in 64 bits.
std::uint64_t round_up_bytes(std::uint64_t bytes, std::uint64_t grain);

struct Mapping {
  MemoryDriver::Handle handle = 0;
  std::uint64_t bytes = 0;
  std::uint64_t alignment = 0;  ///< of the address; 0: as the driver likes
  std::span<const int> devices;
  std::string what;  ///< "memory of cuda:0"
};

/// For reading and writing by all of the devices, at an address that is the same on each.
std::byte* map_for_all(const MemoryDriver& driver, const Mapping& mapping, UndoList& undo);

}  // namespace assay
