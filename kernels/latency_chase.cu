// How long does a load take that waits for the one before it?
//
// One lane follows a chain of addresses in random order. The footprint decides which memory
// answers: 16 KiB stay in L1, a quarter of the L2 in its half next to the SM, three quarters of it
// in both halves, 16 times as much in neither. Slots 2 MiB apart need a translation each, while
// their lines stay in the L2: what grows with such a footprint is what the TLBs do not reach.
//
// A launch goes on where the one before it stopped, or it would find its own lines in the cache.
// What is to be warm is walked once by prepare; in L1, which a launch finds empty, the first lap is
// part of the time: 256 of 2^20 steps.
#include "kernels/chase.hpp"

namespace assay::ASSAY_TARGET {
namespace {

constexpr std::uint64_t kKiB = 1024, kMiB = 1024 * kKiB, kGiB = 1024 * kMiB;
constexpr std::uint64_t kPage = 2 * kMiB;           // of a GPU's memory
constexpr std::uint64_t kL1Bytes = 128 * kKiB;      // chains up to here go through L1
constexpr std::uint64_t kL1Steps = 1 << 20;         // of one launch: about 20 ms at 34 cycles
constexpr std::uint64_t kSteps = 1 << 17;           // about 20 ms from an L2, 50 ms from memory
constexpr int kWarmers = 256;                       // lanes that walk the first lap together
constexpr int kChain = 0, kProgress = 1, kEnd = 2;  // arrays

std::uint64_t stride_of(const Parameters& p) {
  return p.stride < kSlotBytes ? kSlotBytes : p.stride / kSlotBytes * kSlotBytes;
}
std::uint64_t slots_of(const Parameters& p) {
  return p.bytes < stride_of(p) ? 1 : p.bytes / stride_of(p);
}
bool in_l1(const Parameters& p) {
  return p.bytes <= kL1Bytes && stride_of(p) == kSlotBytes;
}
std::uint64_t steps_of(const Parameters& p) {
  return in_l1(p) ? kL1Steps : kSteps;
}

ChaseLayout layout_of(const Arrays& arrays, const Parameters& p) {
  return ChaseLayout::of(arrays.data[kChain], slots_of(p), stride_of(p), array_key(p.seed, kChain));
}

struct ChaseState {
  std::uint64_t* launches;  ///< since prepare
  std::uint64_t* end;       ///< address after the last of them

  static ChaseState of(const Arrays& arrays) {
    return {static_cast<std::uint64_t*>(arrays.data[kProgress]),
            static_cast<std::uint64_t*>(arrays.data[kEnd])};
  }
};

template <Chain kKind>
struct ChaseBody {
  ChaseLayout chain;
  ChaseState state;
  std::uint64_t steps;

  ASSAY_BODY void operator()(const Machine&) const {
    const std::uint64_t launches = *state.launches;
    const std::uint64_t start = chain.address(launches * steps % chain.order.slots());
    *state.end = walk<kKind>(start, steps);
    *state.launches = launches + 1;
  }
};

// One lap by one block, each lane a part of it. Where it ends is where it must, or nobody knows.
struct ChaseWarmBody {
  ChaseLayout chain;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const ChaseWarmBody a = *this;
    BlockMachine block(machine, nullptr, 0);
    const std::uint64_t slots = a.chain.order.slots();
    block.lanes(kWarmers, [&](int lane) {
      const std::uint64_t begin = slots * static_cast<std::uint64_t>(lane) / kWarmers;
      const std::uint64_t end = slots * static_cast<std::uint64_t>(lane + 1) / kWarmers;
      if (begin < end) walk<Chain::past_l1>(a.chain.address(begin), end - begin);
    });
  }
};

struct ChaseSpoilBody {
  ChaseState state;
  bool progress;  ///< too: the chain begins anew

  ASSAY_BODY void operator()(const Machine&) const {
    *state.end = ~std::uint64_t{0};
    if (progress) *state.launches = 0;
  }
};

struct ChaseVerifyBody {
  ChaseLayout chain;
  ChaseState state;
  std::uint64_t steps;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine&) const {
    const std::uint64_t launches = *state.launches;
    const std::uint64_t expected = chain.address(launches * steps % chain.order.slots());
    if (*state.end != expected) {
      report_wrong(mismatch, launches * steps, static_cast<double>(expected - chain.base),
                   static_cast<double>(*state.end - chain.base));
    }
    Machine::atomic_add(&mismatch->checked, steps);
  }
};

ArraySizes arrays(const Parameters& p, std::uint32_t) {
  return {{slots_of(p) * stride_of(p), sizeof(std::uint64_t), sizeof(std::uint64_t)}};
}

Work work(const Parameters& p, std::uint32_t) {
  const auto steps = static_cast<double>(steps_of(p));
  return {.bytes = steps * sizeof(std::uint64_t), .flop = 0, .steps = steps};
}

void prepare(const Launch& where, const Arrays& a, const Parameters& p) {
  launch(where, ChaseBuildBody{layout_of(a, p)});
  launch_lane(where, ChaseSpoilBody{ChaseState::of(a), true});
  if (p.cache != Cache::cold) launch_block(where, ChaseWarmBody{layout_of(a, p)});
}

void enqueue(const Launch& where, const Arrays& a, const Parameters& p, std::uint64_t iterations) {
  const ChaseLayout chain = layout_of(a, p);
  const ChaseState state = ChaseState::of(a);
  if (in_l1(p))
    launch_lane(where, ChaseBody<Chain::through_l1>{chain, state, steps_of(p)}, iterations);
  else
    launch_lane(where, ChaseBody<Chain::past_l1>{chain, state, steps_of(p)}, iterations);
}

void spoil(const Launch& where, const Arrays& a, const Parameters&) {
  launch_lane(where, ChaseSpoilBody{ChaseState::of(a), false});
}

void verify(const Launch& where, const Arrays& a, const Parameters& p) {
  launch_lane(where, ChaseVerifyBody{layout_of(a, p), ChaseState::of(a), steps_of(p), a.mismatch});
}

/// The largest takes four fifths of the memory that is free.
int cases(const DeviceShape& device, Depth depth, Parameters* list) {
  const std::uint64_t l2 =
      device.last_level_cache_bytes == 0 ? 64 * kMiB : device.last_level_cache_bytes;
  const std::uint64_t most = device.memory_free_bytes / 10 * 8;
  const auto of_l2 = [&](std::uint64_t quarters) {
    constexpr std::uint64_t kWhole = 64 * kKiB;
    return l2 / 4 * quarters / kWhole * kWhole;
  };
  int count = 0;
  const auto add = [&](std::uint64_t bytes, std::uint64_t stride, Cache cache) {
    if (bytes == 0 || (bytes > most && bytes > l2)) return;
    list[count++] = {.type = DataType::fp64, .bytes = bytes, .stride = stride, .cache = cache};
  };
  add(16 * kKiB, kSlotBytes, Cache::warm);
  add(of_l2(1), kSlotBytes, Cache::warm);
  if (depth == Depth::thorough) add(of_l2(3), kSlotBytes, Cache::warm);
  add(16 * l2 < kGiB ? kGiB : 16 * l2, kSlotBytes, Cache::cold);
  if (depth == Depth::quick) return count;
  for (std::uint64_t bytes = 128 * kMiB; bytes <= most; bytes *= 4) add(bytes, kPage, Cache::warm);
  add(most / kPage * kPage, kPage, Cache::warm);
  return count;
}

}  // namespace

extern constinit const Kernel latency_chase = {
    .name = "latency.chase",
    .question = "How long does a load take that waits for the one before it?",
    .check = "address at the end of the chain, exact",
    .quantity = Quantity::latency,
    .limit = Limit::memory,
    .matrix = false,
    .sized = true,
    .arrays = arrays,
    .work = work,
    .program = {.prepare = prepare, .enqueue = enqueue, .spoil = spoil, .verify = verify},
    .input = "addresses, a random cycle",
    .types = only(DataType::fp64),
    .machines = Machines::gpu,
    .cases = cases};

}  // namespace assay::ASSAY_TARGET
