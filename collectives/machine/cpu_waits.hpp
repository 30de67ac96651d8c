// How do threads of a CPU wait for one another, and what do they leave where one never comes?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <sched.h>
#include <time.h>

#include <cstdint>

#include "collectives/collective.hpp"
#include "kernels/machine/cpu.hpp"

namespace assay::ASSAY_TARGET {

/// Where threads wait for one another. All zeros before the first of them comes.
struct alignas(64) Gathering {
  std::uint32_t arrived = 0, generation = 0;
};

/// What the threads of a launch share.
struct RankThreads {
  RankGrid grid;
  std::uint32_t threads = 1;        ///< of a block
  Gathering* gatherings = nullptr;  ///< one of each block, of each rank; null: threads is 1
  std::uint32_t* failed = nullptr;  ///< 1: every wait ends
  std::uint32_t spins = 1024;       ///< before a wait lets others run
};

ASSAY_BODY std::uint64_t monotonic_ns() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000000000u +
         static_cast<std::uint64_t>(now.tv_nsec);
}

/// Returns true once ready(); false where the launch has failed, or where give_up() says so, which
/// is asked seldom.
template <class Ready, class GiveUp>
ASSAY_BODY bool poll(const RankThreads& all, Ready ready, GiveUp give_up) {
  for (std::uint32_t spin = 0; !ready(); ++spin) {
    if (spin < all.spins) {
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
      continue;
    }
    // Others may need this processor to come that far.
    sched_yield();
    if (__atomic_load_n(all.failed, __ATOMIC_RELAXED) != 0 || give_up()) return false;
  }
  return true;
}

/// Returns when so many threads have come; false: one of them never will.
ASSAY_BODY bool gather(Gathering& at, std::uint32_t threads, const RankThreads& all) {
  const std::uint32_t generation = __atomic_load_n(&at.generation, __ATOMIC_RELAXED);
  if (__atomic_add_fetch(&at.arrived, 1, __ATOMIC_ACQ_REL) == threads) {
    __atomic_store_n(&at.arrived, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&at.generation, generation + 1, __ATOMIC_RELEASE);
    return true;
  }
  return poll(
      all, [&] { return __atomic_load_n(&at.generation, __ATOMIC_ACQUIRE) != generation; },
      [] { return false; });
}

/// The first to come leaves what it waited for.
ASSAY_BODY void leave_stall(Stall* stall, const Stall& what) {
  constexpr std::uint32_t kWriting = 2;
  std::uint32_t free = 0;
  if (stall == nullptr || !__atomic_compare_exchange_n(&stall->happened, &free, kWriting, false,
                                                       __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
    return;
  stall->rank = what.rank;
  stall->block = what.block;
  stall->phase = what.phase;
  stall->peer = what.peer;
  stall->expected = what.expected;
  stall->seen = what.seen;
  __atomic_store_n(&stall->happened, 1, __ATOMIC_RELEASE);
}

}  // namespace assay::ASSAY_TARGET
