// How much of the memory is really there?
//
// The case takes nearly all that is free and writes, reads and checks three patterns in four steps
// (memory_capacity.hpp) at the rate of the memory: each byte moves six times, so that 80 GB at
// 3 TB/s take 0.16 s a sample, and 141 GB at 4.8 TB/s 0.18 s. What was right every time is counted.
//
// An error that ECC corrects is none here: it shows in the error counters of the case.
#include "kernels/memory_capacity.hpp"

namespace assay::ASSAY_TARGET {
namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;

struct ResetBody {
  CapacityState* state;
  double* counted;

  ASSAY_BODY void operator()(const Machine&) const {
    *state = {};
    if (counted != nullptr) *counted = spoiled_value<double>();
  }
};

struct CountBody {
  const CapacityState* state;
  double* counted;

  ASSAY_BODY void operator()(const Machine&) const {
    if (counted != nullptr) *counted = static_cast<double>(state->good * kVectorBytes);
  }
};

// The check after the steps goes on from what they found.
struct BeginCheckBody {
  CapacityState* state;

  ASSAY_BODY void operator()(const Machine&) const { state->checked = state->found; }
};

// What was wrong during a step counts even if it has become right again.
struct EndCheckBody {
  const CapacityState* state;
  std::uint64_t words;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine&) const {
    const FirstBad first = state->checked;
    mismatch->checked += words;
    if (first.vector_idx == kNowhere) return;
    if (mismatch->count == 0) mismatch->count = 1;
    mismatch->index = first.word_idx * sizeof(std::uint32_t);
    mismatch->expected = static_cast<double>(first.expected);
    mismatch->actual = static_cast<double>(first.actual);
  }
};

ArraySizes arrays(const Parameters& p, std::uint32_t) {
  return {{p.bytes / 64 * 64, sizeof(CapacityState)}};
}

Work work(const Parameters& p, std::uint32_t) {
  return {.bytes = 6 * static_cast<double>(p.bytes / 64 * 64), .flop = 0};
}

void enqueue(const Launch& where, const Arrays& a, const Parameters& p, std::uint64_t iterations) {
  const CapacityMemory memory = CapacityMemory::of(a, p);
  for (std::uint64_t i = 0; i < iterations; ++i) {
    launch_thread(where, ResetBody{memory.state, a.counted});
    for (int step = 0; step < kCapacitySteps; ++step) queue_capacity_step(where, memory, step);
    launch_thread(where, CountBody{memory.state, a.counted});
  }
}

// Leaves the complement of what the last step does: every bit is wrong.
void spoil(const Launch& where, const Arrays& a, const Parameters& p) {
  const CapacityMemory memory = CapacityMemory::of(a, p);
  launch_thread(where, ResetBody{memory.state, a.counted});
  memory.step<Pattern::none, Pattern::hash>(where, nullptr, nullptr, nullptr);
}

void verify(const Launch& where, const Arrays& a, const Parameters& p) {
  const CapacityMemory memory = CapacityMemory::of(a, p);
  launch_thread(where, BeginCheckBody{memory.state});
  memory.step<Pattern::complement, Pattern::none>(where, &memory.state->checked, nullptr,
                                                  &a.mismatch->count);
  launch_thread(where, EndCheckBody{memory.state, p.bytes / 64 * 16, a.mismatch});
}

// All that is free but for what the session and the driver still need: the context, which may not
// have been made when free memory was read and takes several hundred MiB, the buffer that evicts
// the L2, code of kernels that are loaded later. The rest is whole pages of 2 MiB.
std::uint64_t testable_bytes(const DeviceShape& device) {
  constexpr std::uint64_t kPage = 2 * kMiB, kLeast = 512 * kMiB;
  const std::uint64_t share = device.memory_bytes / 100 + 4 * device.last_level_cache_bytes;
  const std::uint64_t reserved = share > kLeast ? share : kLeast;
  const std::uint64_t free = device.memory_free_bytes;
  const std::uint64_t bytes = free > 2 * reserved ? free - reserved : free / 2;
  return bytes / kPage * kPage;
}

int cases(const DeviceShape& device, Depth, Parameters* list) {
  const std::uint64_t bytes = testable_bytes(device);
  if (bytes == 0) return 0;
  list[0] = {.type = DataType::fp64, .bytes = bytes};
  return 1;
}

}  // namespace

extern constinit const Kernel memory_capacity = {
    .name = "memory.capacity",
    .question = "How much of the memory is really there?",
    .check = "every word of three patterns, exact",
    .quantity = Quantity::capacity,
    .limit = Limit::memory,
    .matrix = false,
    .sized = true,
    .arrays = arrays,
    .work = work,
    .program = {.prepare = spoil, .enqueue = enqueue, .spoil = spoil, .verify = verify},
    .input = "addresses, a hash of them, and its complement",
    .types = only(DataType::fp64),
    .machines = Machines::gpu,
    .cases = cases};

}  // namespace assay::ASSAY_TARGET
