// Does memory of the host lie on the NUMA node it was asked for?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <string>

namespace assay::measure {

/// What of the operating system placing memory takes; a test answers in its stead.
class NumaSystem {
 public:
  virtual ~NumaSystem() = default;
  /// Pages of this memory that are touched from now on come from `node` alone. 0, or an errno.
  virtual int bind(std::byte* memory, std::uint64_t bytes, int node);
  /// The node each of these touched pages is on, a negative errno where that cannot be told. 0, or
  /// an errno.
  virtual int locate(void** pages, std::uint64_t count, int* nodes);
};

/// Ordinary pages, mapped and touched, so that none is shared or missing later.
class NumaMemory {
 public:
  /// `node` -1: wherever the system puts them. Throws Error(unavailable) where there is no such
  /// memory, where it may not be placed, or where it was not placed as asked.
  NumaMemory(std::uint64_t bytes, int node, NumaSystem& system);
  ~NumaMemory();
  NumaMemory(const NumaMemory&) = delete;
  NumaMemory& operator=(const NumaMemory&) = delete;

  std::byte* data() const { return data_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  void bind(int node, NumaSystem& system);
  void touch();
  void check_place(int node, NumaSystem& system) const;

  std::byte* data_ = nullptr;
  std::uint64_t bytes_ = 0;
};

}  // namespace assay::measure
