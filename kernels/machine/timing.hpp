// What does the instrument itself run on a GPU? Kernels that hold a stream, empty its cache, and
// wait a known time.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/kernel.hpp"

namespace assay {

/// In host memory that the device reads and writes in place. Zero it before each hold; both sides
/// access its words atomically.
struct HoldFlag {
  std::uint32_t held = 0;      ///< the device sets it: the hold has begun
  std::uint32_t released = 0;  ///< the host sets it: let go
  std::uint32_t expired = 0;   ///< the device sets it: the bound came first
};

/// Holds the stream until the host sets flag->released, at most for bound_ns of the global timer.
///
/// Between this call and the release the host must do nothing that waits for the stream, or it
/// waits until the bound: no synchronising, no copy from or to pageable memory, no allocation or
/// release of memory, no graph instantiation, no first launch of a kernel (loading its code may
/// synchronise the context), and not more launches than the stream's queue takes (about a
/// thousand). At the bound the hold lets go by itself and says so in flag->expired: the queue may
/// not have been full then, and what was timed behind it must be thrown away. It is never a hang.
void queue_hold(const Launch& where, HoldFlag* flag, std::uint64_t bound_ns);

/// Adds what the launches of one sample left pending to the cycles and nanoseconds of the ticks.
/// Queue it behind every sample, out of the timed region: what is idle between two samples is then
/// no part of either.
void queue_fold_ticks(const Launch& where, ClockTicks* ticks);

/// Keeps one block busy for so long, by the global timer: a kernel of known duration.
void queue_wait(const Launch& where, std::uint64_t wait_ns);

/// Fills memory with bits that are neither all zero nor all the same.
void queue_fill(const Launch& where, void* memory, std::uint64_t bytes);

/// Reads all of that memory, so that it takes the place of what was in the last-level cache. Reads
/// alone: lines it wrote would be written back later, at the cost of whatever is timed then.
/// `bytes` is a multiple of 16. *sink is there so that the reads cannot be left out.
void queue_eviction(const Launch& where, const void* memory, std::uint64_t bytes,
                    std::uint64_t* sink);

}  // namespace assay
