// Where do the arrays of several GPUs lie: in memory of each, or in memory of which the switch adds
// up what all of them hold?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <vector>

#include "collectives/peer_memory.hpp"
#include "harness/measure/cuda_group_member.hpp"

namespace assay::measure {

enum class SwitchUse : std::uint8_t {
  none,
  wished,   ///< without it the case runs as well
  required  ///< without it there is no such case
};

/// What a case of our own kernels makes of the switch.
SwitchUse switch_use_of(const Parameters& parameters);

/// The arrays of the members, and the addresses of the switch that stand for them. Frees nothing
/// while a device is abandoned. Outlives the members: what they queued may still use it.
class CudaGroupMemory {
 public:
  explicit CudaGroupMemory(std::vector<CudaDevice*> devices);
  ~CudaGroupMemory();
  CudaGroupMemory(const CudaGroupMemory&) = delete;
  CudaGroupMemory& operator=(const CudaGroupMemory&) = delete;

  /// Replaces the arrays of the case before, of every member. Nothing is at work on them. Throws
  /// Error, of memory that is not there and of a switch that is required and is none.
  void set_up(const CudaGroupMembers& members, const ArrayWishes& wishes, SwitchUse use);

  /// The address of the switch for an array of rank 0; null where there is none.
  void* multicast(const void* array) const;

 private:
  void share(std::uint64_t bytes, SwitchUse use);
  void release();

  std::vector<CudaDevice*> devices_;
  std::optional<PeerMemory> shared_;
  std::uint64_t shared_bytes_ = 0;  ///< asked for
};

}  // namespace assay::measure
