// Where does memory lie that every device of a group reaches, and its switch too? No CUDA type
// shows here; builds without CUDA have none of it.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace assay {

/// How devices come to reach each other's memory.
enum class PeerWay : std::uint8_t {
  plain,   ///< cudaMalloc, and peer access of every device to every other
  mapped,  ///< virtual memory, mapped for every device; a multicast address where there can be one
  best     ///< mapped where the driver can, else plain
};

/// Memory of the devices of one process, as much of each. What it holds at first is anything. The
/// device that was current before is current after every call.
///
/// Peer access belongs to the process: what is enabled here is disabled when this goes away, and
/// what was enabled before stays. So of two that overlap in time, the first goes last.
///
/// To be released is to wait for what still runs on the devices: leave() first where that may never
/// end.
class PeerMemory {
 public:
  /// Throws CudaError (kernels/machine/cuda_check.cuh) that names the step, the devices and what to
  /// do, and Error(usage) where no such group can be.
  PeerMemory(std::span<const int> devices, std::uint64_t bytes_per_device, PeerWay way);
  ~PeerMemory();
  PeerMemory(PeerMemory&&) noexcept;
  PeerMemory& operator=(PeerMemory&&) noexcept;

  /// The same address on every device.
  std::byte* data(int rank) const;
  /// Of each device: at least what was asked for.
  std::uint64_t bytes() const;
  /// Never PeerWay::best.
  PeerWay way() const;

  /// The address, the same on every device, at which the switch adds up and stores to byte i of
  /// data(rank) of every rank. For multimem instructions alone. Null: see why_no_multicast().
  std::byte* multicast() const;
  const std::string& why_no_multicast() const;

  /// Nothing is released any more: something may run on the devices for ever.
  void leave();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace assay
