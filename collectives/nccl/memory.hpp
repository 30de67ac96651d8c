// Memory that NCCL knows of beforehand: registered with every rank.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "collectives/nccl/communicators.hpp"

namespace assay {

/// One piece of so many bytes on every device of the process, from NCCL's own allocator, registered
/// so that every rank reaches it where the version can do that, and else for its own rank alone.
class NcclMemory {
 public:
  /// Throws Error(unavailable).
  NcclMemory(std::shared_ptr<NcclCommunicators> communicators, std::uint64_t bytes);
  ~NcclMemory();
  NcclMemory(const NcclMemory&) = delete;
  NcclMemory& operator=(const NcclMemory&) = delete;

  /// Of the devices, in their order.
  std::span<void* const> data() const { return data_; }

 private:
  void allocate(std::uint64_t bytes);
  void enroll(std::uint64_t bytes);
  void release();

  std::shared_ptr<NcclCommunicators> communicators_;
  std::vector<void*> data_;
  std::vector<void*> registrations_;
};

}  // namespace assay
