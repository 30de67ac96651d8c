// Can the switch add up and store to the memory of several devices, and at which address?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "collectives/memory_driver.cuh"
#include "collectives/undo_list.hpp"

namespace assay {

/// What memory must be like to be bound to a multicast object.
struct MulticastNeeds {
  std::uint64_t granularity = 0;  ///< of its size; 0: there can be no such object
  std::string why_not = {};
};

MulticastNeeds multicast_needs(const MemoryDriver& driver, std::span<const int> devices,
                               std::uint64_t bytes);

/// A multicast object of all the memory of several devices.
class Multicast {
 public:
  /// `memory` of the devices, by rank; it stays until this is gone. Throws CudaError.
  Multicast(const MemoryDriver& driver, std::span<const int> devices,
            std::span<const MemoryDriver::Handle> memory, std::uint64_t bytes,
            std::uint64_t alignment);

  std::byte* address() const { return address_; }
  void leave() { undo_.forget(); }

 private:
  UndoList undo_;
  std::byte* address_ = nullptr;
};

}  // namespace assay
