// What do the kernels of the instrument do on a machine without a GPU?
// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <thread>

#include "kernels/machine/timing.hpp"
#include "tests/gpu_machine/stream.hpp"

namespace assay {
namespace {

using gpu_machine::Stream;
using SteadyClock = std::chrono::steady_clock;

void push(const Launch& where, gpu_machine::Work work) {
  static_cast<Stream*>(where.queue)->push(std::move(work));
}

}  // namespace

void queue_hold(const Launch& where, HoldFlag* flag, std::uint64_t bound_ns) {
  push(where, [=](Team&) {
    const auto end = SteadyClock::now() + std::chrono::nanoseconds(bound_ns);
    std::atomic_ref(flag->held).store(1);
    while (std::atomic_ref(flag->released).load() == 0) {
      if (SteadyClock::now() < end) {
        std::this_thread::yield();
        continue;
      }
      std::atomic_ref(flag->expired).store(1);
      return;
    }
  });
}

// The launches of this machine add to the sums themselves.
void queue_fold_ticks(const Launch&, ClockTicks*) {}

void queue_wait(const Launch& where, std::uint64_t wait_ns) {
  push(where, [=](Team&) { std::this_thread::sleep_for(std::chrono::nanoseconds(wait_ns)); });
}

void queue_fill(const Launch& where, void* memory, std::uint64_t bytes) {
  push(where, [=](Team&) { std::memset(memory, 0x5A, bytes); });
}

void queue_eviction(const Launch& where, const void* memory, std::uint64_t bytes,
                    std::uint64_t* sink) {
  push(where, [=](Team&) {
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < bytes; i += 64) sum += static_cast<const char*>(memory)[i] != 0;
    *sink = sum;
  });
}

}  // namespace assay
