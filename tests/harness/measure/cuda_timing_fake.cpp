// The kernels of the instrument, as the fake runtime does them.
#include <cstring>

#include "tests/harness/measure/cuda_runtime_fake.hpp"

namespace assay {

using measure::fake_launch;

void queue_hold(const Launch& where, HoldFlag* flag, std::uint64_t bound_ns) {
  fake_launch(where.queue,
              {.name = "hold", .hold = flag, .bound_nanoseconds = static_cast<double>(bound_ns)});
}
// The launches of the fakes add to the sums themselves.
void queue_fold_ticks(const Launch&, ClockTicks*) {}
void queue_wait(const Launch& where, std::uint64_t wait_ns) {
  fake_launch(where.queue, {.name = "wait",
                            .nanoseconds = static_cast<double>(wait_ns),
                            .effect = [ticks = where.ticks, wait_ns] {
                              if (ticks == nullptr) return;
                              ticks->cycles += 2 * wait_ns;  // 2 GHz
                              ticks->nanoseconds += wait_ns;
                            }});
}
void queue_fill(const Launch& where, void* memory, std::uint64_t bytes) {
  fake_launch(where.queue, {.name = "fill", .nanoseconds = 1e4, .effect = [=] {
                              std::memset(memory, 0x5a, bytes);
                            }});
}
void queue_eviction(const Launch& where, const void*, std::uint64_t, std::uint64_t*) {
  fake_launch(where.queue, {.name = "evict", .nanoseconds = 1e4, .effect = [] {}});
}

}  // namespace assay
