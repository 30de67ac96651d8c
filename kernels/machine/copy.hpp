// How does a kernel have memory moved by something other than its own loads and stores?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

/// From where to where.
enum class Way : std::uint8_t { within_device, to_device, to_host };

/// What the copy waits in: Launch::queue or Launch::side_queue.
enum class Queue : std::uint8_t { main, side };

}  // namespace assay::ASSAY_TARGET

#if defined(__CUDACC__)
#include "kernels/machine/copy.cuh"
#else

namespace assay::ASSAY_TARGET {

struct CopyBody {
  char* to;
  const char* from;
  std::uint64_t bytes;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const Piece mine = machine.piece(bytes, 4096);
    if (mine.begin < mine.end) {
      __builtin_memcpy(to + mine.begin, from + mine.begin, mine.end - mine.begin);
    }
  }
};

/// One memory and one queue: the team copies, and is done when this returns.
inline void copy_bytes(const Launch& where, Queue, Way, void* to, const void* from,
                       std::uint64_t bytes) {
  launch(where, CopyBody{static_cast<char*>(to), static_cast<const char*>(from), bytes});
}

inline void fork_queues(const Launch&) {}
inline void join_queues(const Launch&) {}

}  // namespace assay::ASSAY_TARGET

#endif
