// Where does memory of several devices lie that is mapped for each of them, one by one?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "collectives/memory_driver.cuh"
#include "collectives/multicast.cuh"
#include "collectives/undo_list.hpp"

namespace assay {

/// Empty, or why memory of these devices cannot be mapped.
std::string why_no_mapping(const MemoryDriver& driver, std::span<const int> devices);

/// With a multicast object where there can be one; without it the memory is as good.
class MappedMemory {
 public:
  /// The driver has what mapping takes, and outlives this. Throws CudaError.
  MappedMemory(const MemoryDriver& driver, std::span<const int> devices, std::uint64_t bytes);

  std::byte* data(int rank) const { return data_[static_cast<std::size_t>(rank)]; }
  std::uint64_t bytes() const { return bytes_; }
  std::byte* multicast() const { return multicast_ ? multicast_->address() : nullptr; }
  const std::string& why_no_multicast() const { return why_no_multicast_; }
  void leave();

 private:
  void take(const MemoryDriver& driver, std::span<const int> devices, int device,
            std::uint64_t alignment);
  void add_multicast(const MemoryDriver& driver, std::span<const int> devices,
                     std::uint64_t alignment);

  UndoList undo_;
  std::uint64_t bytes_ = 0;
  std::vector<MemoryDriver::Handle> handles_;
  std::vector<std::byte*> data_;
  std::optional<Multicast> multicast_;  ///< goes before the memory that is bound to it
  std::string why_no_multicast_;
};

}  // namespace assay
