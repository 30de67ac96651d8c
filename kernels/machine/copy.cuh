// The copies of copy.hpp on a GPU: cudaMemcpyAsync, and two streams ordered by an event.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cuda_runtime_api.h>

#include <cstdint>

#include "kernels/kernel.hpp"
#include "kernels/machine/copy.hpp"
#include "kernels/machine/cuda_check.cuh"

namespace assay::gpu {

inline cudaMemcpyKind kind_of(Way way) {
  switch (way) {
    case Way::to_device:
      return cudaMemcpyHostToDevice;
    case Way::to_host:
      return cudaMemcpyDeviceToHost;
    default:
      return cudaMemcpyDeviceToDevice;
  }
}

/// Queues a copy. From and to pageable memory it may wait here until the copy is done.
inline void copy_bytes(const Launch& where, Queue queue, Way way, void* to, const void* from,
                       std::uint64_t bytes) {
  void* const stream = queue == Queue::main ? where.queue : where.side_queue;
  check(cudaMemcpyAsync(to, from, bytes, kind_of(way), static_cast<cudaStream_t>(stream)),
        "queueing a copy of " + std::to_string(bytes) + " B");
}

/// What is queued on `after` from now on waits for what is queued on `before` until now.
inline void order_queues(const Launch& where, void* before, void* after) {
  if (where.side_queue == nullptr || where.side_event == nullptr) {
    throw Error(ErrorKind::unavailable,
                "copying both ways at once: the session gives no second stream; measure one "
                "direction at a time");
  }
  const auto event = static_cast<cudaEvent_t>(where.side_event);
  check(cudaEventRecord(event, static_cast<cudaStream_t>(before)), "forking a stream");
  check(cudaStreamWaitEvent(static_cast<cudaStream_t>(after), event, 0), "joining a stream");
}

/// The side queue goes on from where the main queue is; the main queue waits for both.
inline void fork_queues(const Launch& where) {
  order_queues(where, where.queue, where.side_queue);
}
inline void join_queues(const Launch& where) {
  order_queues(where, where.side_queue, where.queue);
}

}  // namespace assay::gpu
