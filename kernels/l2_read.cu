// How fast can the SMs read what the L2 holds?
//
// A footprint well within the L2 is read many times over in one launch, past L1. A block takes
// tiles of the laps laid end to end, so that it reads other parts of the footprint in each lap and
// all of them work to the end. Words are summed modulo 2^64, which is exact in any order; each
// block leaves the sum of what it read. The footprint is a power of two: the laps are one mask
// apart.
#include "kernels/machine/data.hpp"
#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {
namespace {

constexpr std::uint64_t kMiB = 1 << 20;
// About half a millisecond of an H100, so that starting and ending it counts for little.
constexpr std::uint64_t kBytesPerLaunch = 4096 * kMiB, kMostLaps = 256;
constexpr std::uint32_t kBlocksPerProcessor = kTarget == Target::gpu ? 8 : 1;
constexpr int kData = 0, kSums = 1;  // arrays

using Word = std::uint64_t;

std::uint64_t power_of_two_within(std::uint64_t bytes) {
  std::uint64_t power = 64;
  while (power <= bytes / 2) power *= 2;
  return power;
}
std::uint64_t footprint_of(const Parameters& p) {
  return power_of_two_within(p.bytes);
}
std::uint64_t laps_of(const Parameters& p) {
  const std::uint64_t laps = kBytesPerLaunch / footprint_of(p);
  return laps < 1 ? 1 : laps > kMostLaps ? kMostLaps : laps;
}

struct L2Walk {
  std::uint64_t words;  ///< of the footprint, a power of two
  std::uint64_t laps;

  static L2Walk of(const Parameters& p) { return {footprint_of(p) / sizeof(Word), laps_of(p)}; }

  /// sum(v) of every vector v of this block's share of all laps, added up over the block.
  template <class Sum>
  ASSAY_BODY Word sum_over(const Machine& machine, Sum sum) const {
    constexpr int kUnroll = 8;
    const std::uint64_t vectors = words / kWidth<Word>, mask = vectors - 1;
    Word total[kUnroll] = {};
    machine.template grid_stream<kUnroll>(
        vectors * laps, [&](std::uint64_t i) { return sum(i & mask); },
        [&](std::uint64_t, const auto& value, int slot) { total[slot] += word_of(value); },
        [](std::uint64_t) {});
    ASSAY_UNROLL for (int u = 1; u < kUnroll; ++u) total[0] += total[u];
    return machine.block_sum(total[0]);
  }

  ASSAY_BODY static Word word_of(Word value) { return value; }
  ASSAY_BODY static Word word_of(const Vector<Word>& value) {
    Word sum = 0;
    ASSAY_UNROLL for (int lane = 0; lane < static_cast<int>(kWidth<Word>); ++lane) {
      sum += value[lane];
    }
    return sum;
  }
};

struct L2ReadBody {
  L2Walk walk;
  const Word* data;
  Word* sums;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const L2ReadBody a = *this;
    const Word sum = a.walk.sum_over(machine, [&](std::uint64_t i) { return load(a.data, i); });
    machine.leader([&] { a.sums[machine.block()] = sum; });
  }
};

struct L2PrepareBody {
  Word* data;
  std::uint64_t words;
  Word* sums;
  std::uint32_t key;
  bool inputs;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const L2PrepareBody a = *this;
    if (a.inputs) {
      machine.grid_lanes(a.words, [&](std::uint64_t i) { a.data[i] = word(a.key, i); });
    }
    machine.leader([&] { a.sums[machine.block()] = ~Word{0}; });
  }

  ASSAY_BODY static Word word(std::uint32_t key, std::uint64_t i) {
    return Word{mix(key, 2 * i)} << 32 | mix(key, 2 * i + 1);
  }
};

// The same walk over the generator instead of memory.
struct L2VerifyBody {
  L2Walk walk;
  const Word* sums;
  std::uint32_t key;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const L2VerifyBody a = *this;
    const Word expected = a.walk.sum_over(machine, [&](std::uint64_t i) {
      Word sum = 0;
      for (std::uint64_t lane = 0; lane < kWidth<Word>; ++lane) {
        sum += L2PrepareBody::word(a.key, i * kWidth<Word> + lane);
      }
      return sum;
    });
    machine.leader([&] {
      const Word actual = a.sums[machine.block()];
      if (actual != expected) {
        report_wrong(a.mismatch, machine.block(), static_cast<double>(expected),
                     static_cast<double>(actual));
      }
      if (machine.block() == 0) Machine::atomic_add(&a.mismatch->checked, a.walk.words);
    });
  }
};

ArraySizes arrays(const Parameters& p, std::uint32_t processors) {
  return {{footprint_of(p), std::uint64_t{processors} * kBlocksPerProcessor * sizeof(Word)}};
}

Work work(const Parameters& p, std::uint32_t) {
  return {.bytes = static_cast<double>(footprint_of(p) * laps_of(p)), .flop = 0};
}

void enqueue(const Launch& where, const Arrays& a, const Parameters& p, std::uint64_t iterations) {
  launch(where,
         L2ReadBody{L2Walk::of(p), static_cast<const Word*>(a.data[kData]),
                    static_cast<Word*>(a.data[kSums])},
         iterations, kBlocksPerProcessor);
}

void fill(const Launch& where, const Arrays& a, const Parameters& p, bool inputs) {
  launch(where,
         L2PrepareBody{static_cast<Word*>(a.data[kData]), footprint_of(p) / sizeof(Word),
                       static_cast<Word*>(a.data[kSums]), array_key(p.seed, kData), inputs},
         1, kBlocksPerProcessor);
}
void prepare(const Launch& where, const Arrays& a, const Parameters& p) {
  fill(where, a, p, true);
}
void spoil(const Launch& where, const Arrays& a, const Parameters& p) {
  fill(where, a, p, false);
}

void verify(const Launch& where, const Arrays& a, const Parameters& p) {
  launch(where,
         L2VerifyBody{L2Walk::of(p), static_cast<const Word*>(a.data[kSums]),
                      array_key(p.seed, kData), a.mismatch},
         1, kBlocksPerProcessor);
}

/// The largest power of two within a quarter of the L2, and twice that. Where the L2 is two halves,
/// each may come to hold a copy of what all SMs read: more than half of it is no fit.
int cases(const DeviceShape& device, Depth depth, Parameters* list) {
  const std::uint64_t l2 = device.last_level_cache_bytes;
  const std::uint64_t quarter = l2 == 0 ? 8 * kMiB : power_of_two_within(l2 / 4);
  list[0] = {.type = DataType::fp64, .bytes = quarter, .cache = Cache::warm};
  if (depth == Depth::quick) return 1;
  list[1] = {.type = DataType::fp64, .bytes = 2 * quarter, .cache = Cache::warm};
  return 2;
}

}  // namespace

extern constinit const Kernel l2_read = {
    .name = "l2.read",
    .question = "How fast can the SMs read what the L2 holds?",
    .check = "sum of all words per block, exact",
    .quantity = Quantity::bandwidth,
    .limit = Limit::memory,
    .matrix = false,
    .sized = true,
    .arrays = arrays,
    .work = work,
    .program = {.prepare = prepare, .enqueue = enqueue, .spoil = spoil, .verify = verify},
    .input = kRandomBits,
    .types = only(DataType::fp64),
    .machines = Machines::gpu,
    .cases = cases};

}  // namespace assay::ASSAY_TARGET
