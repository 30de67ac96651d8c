// Kernels of the instrument: hold a stream, wait a known time, take over the last-level cache.
#include "kernels/machine/timing.hpp"

#include "kernels/machine/gpu.cuh"

namespace assay::gpu {
namespace {

ASSAY_BODY void set(std::uint32_t* word) {
  *static_cast<volatile std::uint32_t*>(word) = 1;
}

struct Hold {
  HoldFlag* flag;
  std::uint64_t bound_ns;

  ASSAY_BODY void operator()(const Machine& machine) const {
    machine.leader([&] {
      const std::uint64_t begin = ptx::globaltimer();
      set(&flag->held);
      const volatile std::uint32_t* const released = &flag->released;
      while (*released == 0) {
        if (ptx::globaltimer() - begin < bound_ns) continue;
        set(&flag->expired);
        return;
      }
    });
  }
};

struct Wait {
  std::uint64_t wait_ns;

  ASSAY_BODY void operator()(const Machine& machine) const {
    machine.leader([&] {
      const std::uint64_t begin = ptx::globaltimer();
      while (ptx::globaltimer() - begin < wait_ns) {
      }
    });
  }
};

struct FoldTicks {
  ClockTicks* ticks;

  ASSAY_BODY void operator()(const Machine& machine) const {
    machine.leader([&] {
      const ClockTicks::Pending pending = ticks->pending;
      const std::uint64_t nanoseconds = pending.last_nanosecond - ~pending.not_first_nanosecond;
      const bool spanned = pending.last_nanosecond != 0 && nanoseconds > pending.block_nanoseconds;
      ticks->cycles +=
          spanned ? pending.last_cycle - ~pending.not_first_cycle : pending.block_cycles;
      ticks->nanoseconds += spanned ? nanoseconds : pending.block_nanoseconds;
      ticks->pending = {};
    });
  }
};

struct Fill {
  std::uint64_t* words;
  std::uint64_t count;

  ASSAY_BODY void operator()(const Machine& machine) const {
    machine.grid_lanes(count, [&](std::uint64_t i) {
      // An odd multiplier visits every value of 64 bits: no word is repeated.
      words[i] = (i + 1) * 0x9E3779B97F4A7C15u;
    });
  }
};

struct Evict {
  const std::uint32_t* words;
  std::uint64_t vectors;
  std::uint64_t* sink;

  ASSAY_BODY void operator()(const Machine& machine) const {
    std::uint32_t sum = 0;
    machine.grid_lanes(vectors, [&](std::uint64_t i) {
      const ptx::Bits128 bits = ptx::ld_global_v4(words + 4 * i);
      sum += bits.word[0] ^ bits.word[1] ^ bits.word[2] ^ bits.word[3];
    });
    // True of one sum in four thousand million: enough to keep the reads.
    if (sum == 0x5EED5EEDu) *sink = sum;
  }
};

Launch untimed(Launch where) {
  where.ticks = nullptr;
  return where;
}

}  // namespace
}  // namespace assay::gpu

namespace assay {

void queue_hold(const Launch& where, HoldFlag* flag, std::uint64_t bound_ns) {
  gpu::launch_blocks<gpu::Machine>(gpu::untimed(where), 1, gpu::Hold{flag, bound_ns});
}

void queue_fold_ticks(const Launch& where, ClockTicks* ticks) {
  gpu::launch_blocks<gpu::Machine>(gpu::untimed(where), 1, gpu::FoldTicks{ticks});
}

void queue_wait(const Launch& where, std::uint64_t wait_ns) {
  gpu::launch_blocks<gpu::Machine>(where, 1, gpu::Wait{wait_ns});
}

void queue_fill(const Launch& where, void* memory, std::uint64_t bytes) {
  gpu::launch(gpu::untimed(where), gpu::Fill{static_cast<std::uint64_t*>(memory), bytes / 8});
}

void queue_eviction(const Launch& where, const void* memory, std::uint64_t bytes,
                    std::uint64_t* sink) {
  gpu::launch(gpu::untimed(where),
              gpu::Evict{static_cast<const std::uint32_t*>(memory), bytes / 16, sink});
}

}  // namespace assay
