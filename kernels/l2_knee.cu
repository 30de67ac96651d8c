// How much does the L2 hold?
//
// For each of a row of footprints, the lanes of one block walk a random cycle of addresses: one lap
// to leave the caches as such a walk leaves them, then a lap in which one lane of each warp reads
// the cycle counter around every fourth of its loads. Lane l begins at l/256 of the cycle and walks
// 1/256 of it each lap, so that the block's next visit of a line comes one whole footprint after
// the last, as in the walk of a single lane, in a hundredth of the time. Where the mean of those
// cycles leaves the plateau of the L2 is what it holds (l2_knee.hpp).
#include "kernels/l2_knee.hpp"

#include "kernels/chase.hpp"

namespace assay::ASSAY_TARGET {
namespace {

constexpr std::uint64_t kMiB = 1 << 20;
constexpr int kWalkers = 256, kTimedEvery = 32, kTimed = kWalkers / kTimedEvery;
constexpr std::uint64_t kLoadsPerTimed = 4;
constexpr std::uint64_t kLeastSlots = kWalkers * kLoadsPerTimed;
constexpr int kChain = 0, kState = 1, kCurve = 2;  // arrays

struct KneeState {
  std::uint64_t cycles[kKneePoints][kTimed];
  std::uint64_t end[kKneePoints][kWalkers];  ///< address after both laps
  double bytes[kKneePoints];
  double smooth[kKneePoints], again[kKneePoints], knee_again;  ///< room for finding and checking
};

/// Slots of one footprint: a multiple of the walkers' loads.
std::uint64_t slots_of(const Parameters& p, int point) {
  constexpr double kStep[kKneePerOctave] = {1,
                                            1.122462048309373,
                                            1.2599210498948732,
                                            1.4142135623730951,
                                            1.5874010519681994,
                                            1.7817974362806785};
  const auto whole = static_cast<double>(p.bytes >> (kKneeOctaves - point / kKneePerOctave));
  const auto slots = static_cast<std::uint64_t>(whole * kStep[point % kKneePerOctave]) / kSlotBytes;
  return slots < kLeastSlots ? kLeastSlots : slots / kLeastSlots * kLeastSlots;
}

ChaseLayout layout_of(const Arrays& arrays, const Parameters& p, int point) {
  return ChaseLayout::of(arrays.data[kChain], slots_of(p, point), kSlotBytes,
                         array_key(p.seed, static_cast<std::uint32_t>(point)));
}

KneeState* state_of(const Arrays& arrays) {
  return static_cast<KneeState*>(arrays.data[kState]);
}
double* curve_of(const Arrays& arrays) {
  return static_cast<double*>(arrays.data[kCurve]);
}

struct KneeWalkBody {
  ChaseLayout chain;
  KneeState* state;
  int point;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const KneeWalkBody a = *this;
    BlockMachine block(machine, nullptr, 0);
    std::uint64_t* const position = a.state->end[a.point];
    const std::uint64_t steps = a.chain.order.slots() / kWalkers;
    block.lanes(kWalkers, [&](int lane) {
      const std::uint64_t from = a.chain.address(static_cast<std::uint64_t>(lane) * steps);
      position[lane] = walk<Chain::past_l1>(from, steps);
    });
    block.sync();
    block.lanes(kWalkers, [&](int lane) {
      const bool timed = lane % kTimedEvery == 0;
      std::uint64_t at = position[lane], sum = 0;
      for (std::uint64_t step = 0; step < steps; step += kLoadsPerTimed) {
        // One after the other: a warp waits for the slowest of its lanes that load together.
        if (timed) {
          const std::uint64_t start = cycles();
          at = load_next<Chain::past_l1>(at);
          sum += cycles_after(at) - start;
        }
        sync_warp();
        if (!timed) at = load_next<Chain::past_l1>(at);
        at = walk<Chain::past_l1>(at, kLoadsPerTimed - 1);
      }
      position[lane] = at;
      if (timed) a.state->cycles[a.point][lane / kTimedEvery] = sum;
      if (lane == 0) a.state->bytes[a.point] = a.bytes();
    });
  }

  ASSAY_BODY double bytes() const {
    return static_cast<double>(chain.order.slots() * chain.stride);
  }
};

// The curve from the cycles, and its knee.
struct KneeFindBody {
  KneeState* state;
  double* curve;
  double* knee;

  ASSAY_BODY void operator()(const Machine&) const {
    for (int point = 0; point < kKneePoints; ++point) {
      std::uint64_t sum = 0;
      for (int i = 0; i < kTimed; ++i) sum += state->cycles[point][i];
      curve[point] = static_cast<double>(sum) /
                     (state->bytes[point] / (kSlotBytes * kTimedEvery * kLoadsPerTimed));
    }
    *knee = KneeFinder({state->bytes, curve, state->smooth}).find();
  }
};

struct KneeSpoilBody {
  KneeState* state;
  double* curve;
  double* counted;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const KneeSpoilBody a = *this;
    machine.grid_lanes(kKneePoints, [&](std::uint64_t point) {
      a.curve[point] = spoiled_value<double>();
      for (auto& end : a.state->end[point]) end = ~std::uint64_t{0};
      for (auto& cycles : a.state->cycles[point]) cycles = 0;
    });
    machine.leader([&] {
      if (machine.block() == 0) *a.counted = spoiled_value<double>();
    });
  }
};

// Every lane ended where two laps end.
struct KneeVerifyWalkBody {
  ChaseLayout chain;
  const KneeState* state;
  Mismatch* mismatch;
  int point;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const KneeVerifyWalkBody a = *this;
    const std::uint64_t steps = a.chain.order.slots() / kWalkers;
    compare(
        machine, kWalkers, a.mismatch,
        [&](std::uint64_t lane) { return a.state->end[a.point][lane]; },
        [&](std::uint64_t lane) { return a.chain.address((lane + 2) % kWalkers * steps); });
  }
};

struct KneeVerifyFoundBody {
  const KneeState* state;
  const double* curve;
  const double* counted;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const KneeVerifyFoundBody a = *this;
    compare(
        machine, kKneePoints, a.mismatch, [&](std::uint64_t i) { return a.curve[i]; },
        [&](std::uint64_t i) { return a.state->again[i]; });
    compare(
        machine, 1, a.mismatch, [&](std::uint64_t) { return *a.counted; },
        [&](std::uint64_t) { return a.state->knee_again; });
  }
};

std::uint64_t chain_bytes(const Parameters& p) {
  return slots_of(p, kKneePoints - 1) * kSlotBytes;
}

ArraySizes arrays(const Parameters& p, std::uint32_t) {
  return {{chain_bytes(p), sizeof(KneeState), kKneePoints * sizeof(double)}};
}

Work work(const Parameters& p, std::uint32_t) {
  double loads = 0;
  for (int point = 0; point < kKneePoints; ++point) {
    loads += 2 * static_cast<double>(slots_of(p, point));
  }
  return {.bytes = loads * sizeof(std::uint64_t), .flop = 0};
}

void spoil(const Launch& where, const Arrays& a, const Parameters&) {
  launch(where, KneeSpoilBody{state_of(a), curve_of(a), a.counted});
}
// The chains are built by enqueue: there is one for each footprint, in the same memory.
void prepare(const Launch& where, const Arrays& a, const Parameters& p) {
  spoil(where, a, p);
}

void enqueue(const Launch& where, const Arrays& a, const Parameters& p, std::uint64_t iterations) {
  for (std::uint64_t i = 0; i < iterations; ++i) {
    for (int point = 0; point < kKneePoints; ++point) {
      const ChaseLayout chain = layout_of(a, p, point);
      launch(where, ChaseBuildBody{chain});
      launch_block(where, KneeWalkBody{chain, state_of(a), point});
    }
    launch_lane(where, KneeFindBody{state_of(a), curve_of(a), a.counted});
  }
}

void verify(const Launch& where, const Arrays& a, const Parameters& p) {
  KneeState* const state = state_of(a);
  for (int point = 0; point < kKneePoints; ++point) {
    launch(where, KneeVerifyWalkBody{layout_of(a, p, point), state, a.mismatch, point});
  }
  launch_lane(where, KneeFindBody{state, state->again, &state->knee_again});
  launch(where, KneeVerifyFoundBody{state, curve_of(a), a.counted, a.mismatch});
}

/// Up to four times what the driver says the L2 holds: a claim that is wrong by half or double
/// still lies between two plateaus.
int cases(const DeviceShape& device, Depth, Parameters* list) {
  const std::uint64_t l2 =
      device.last_level_cache_bytes == 0 ? 64 * kMiB : device.last_level_cache_bytes;
  list[0] = {.type = DataType::fp64, .bytes = 4 * l2};
  return 1;
}

}  // namespace

extern constinit const Kernel l2_knee = {
    .name = "l2.knee",
    .question = "How much does the L2 hold?",
    .check = "every lane's address after two laps of every footprint, exact; the knee found twice",
    .quantity = Quantity::capacity,
    .limit = Limit::memory,
    .matrix = false,
    .sized = true,
    .arrays = arrays,
    .work = work,
    .program = {.prepare = prepare, .enqueue = enqueue, .spoil = spoil, .verify = verify},
    .input = "addresses, a random cycle for each footprint",
    .types = only(DataType::fp64),
    .machines = Machines::gpu,
    .cases = cases};

}  // namespace assay::ASSAY_TARGET
