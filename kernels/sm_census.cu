// On how many processors do blocks really run?
//
// Each block marks the number of its processor and then stays, for a bounded time, until all blocks
// of the launch have come: a processor that is full takes no more, so the next block must go to
// another. There are more blocks than the processors that the driver reports could hold at once,
// twice over, and so more than enough for a part that has more of them than it says. That is one
// round; rounds follow until two in a row have found nothing new. Numbers may have holes where
// processors are disabled: what counts is how many distinct ones were seen.
#include "kernels/machine/chip.hpp"
#include "kernels/machine/data.hpp"
#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {
namespace {

constexpr std::uint64_t kNumbers = 4096, kMapWords = kNumbers / 64;
constexpr std::uint64_t kRounds = 8, kQuietRounds = 2;
// Eight blocks of 256 threads fill a processor of 2048 threads.
constexpr std::uint32_t kBlocksPerProcessor = kTarget == Target::gpu ? 16 : 1;
// How often a block looks whether all have come, at 0.5 us each.
constexpr int kLooks = 256;
constexpr int kState = 0, kRecords = 1, kMap = 2;  // arrays

struct CensusState {
  std::uint64_t rounds;   ///< closed
  std::uint64_t quiet;    ///< of them, the last ones that added nothing
  std::uint64_t seen;     ///< distinct numbers after the last
  std::uint64_t arrived;  ///< blocks of the round that is open
  std::uint64_t blocks;   ///< of all rounds
  std::uint64_t outside;  ///< numbers beyond the map
  std::uint64_t map_again[kMapWords];
};

/// What all bodies work on.
struct Census {
  CensusState* state;
  std::uint64_t* records;  ///< rounds x blocks: the key, and the number one block saw
  std::uint64_t* map;      ///< a bit for each number
  std::uint64_t blocks;    ///< of a round
  std::uint64_t key;       ///< in the upper half of a record

  static std::uint64_t blocks_on(std::uint32_t processors) {
    return std::uint64_t{processors} * kBlocksPerProcessor;
  }
  static Census of(const Launch& where, const Arrays& a, const Parameters& p) {
    return {static_cast<CensusState*>(a.data[kState]),
            static_cast<std::uint64_t*>(a.data[kRecords]),
            static_cast<std::uint64_t*>(a.data[kMap]), blocks_on(where.processors),
            std::uint64_t{array_key(p.seed, kRecords)} << 32};
  }

  ASSAY_BODY bool stable() const { return state->quiet >= kQuietRounds; }
};

ASSAY_BODY std::uint64_t count_bits(const std::uint64_t* map) {
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < kMapWords; ++i) sum += static_cast<std::uint64_t>(bits_set(map[i]));
  return sum;
}

struct CensusClearBody {
  Census census;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const Census c = census;
    machine.grid_lanes(kMapWords, [&](std::uint64_t i) { c.map[i] = 0; });
    machine.leader([&] {
      if (machine.block() == 0) *c.state = CensusState{};
    });
  }
};

struct CensusMarkBody {
  Census census;
  std::uint64_t round;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const Census c = census;
    if (c.stable()) return;
    machine.leader([&] {
      const std::uint64_t number = processor(machine);
      if (number < kNumbers)
        atomic_or(c.map + number / 64, std::uint64_t{1} << number % 64);
      else
        Machine::atomic_add(&c.state->outside, 1);
      c.records[round * c.blocks + machine.block()] = c.key | number;
      Machine::atomic_add(&c.state->blocks, 1);
      Machine::atomic_add(&c.state->arrived, 1);
      for (int look = 0; look < kLooks; ++look) {
        if (load_shared_by_all(&c.state->arrived) >= c.blocks) break;
      }
    });
    BlockMachine(machine, nullptr, 0).sync();  // the other lanes hold the place
  }
};

struct CensusCloseBody {
  Census census;

  ASSAY_BODY void operator()(const Machine&) const {
    if (census.stable()) return;
    CensusState& state = *census.state;
    const std::uint64_t seen = count_bits(census.map);
    state.quiet = seen == state.seen ? state.quiet + 1 : 0;
    state.seen = seen;
    state.arrived = 0;
    ++state.rounds;
  }
};

// A count that never came to rest is none.
struct CensusCountBody {
  Census census;
  double* counted;

  ASSAY_BODY void operator()(const Machine&) const {
    *counted = census.stable() ? static_cast<double>(count_bits(census.map)) : 0;
  }
};

struct CensusSpoilBody {
  Census census;
  double* counted;
  bool state;  ///< too

  ASSAY_BODY void operator()(const Machine& machine) const {
    const CensusSpoilBody a = *this;
    const Census c = a.census;
    machine.grid_lanes(kMapWords, [&](std::uint64_t i) { c.map[i] = ~std::uint64_t{0}; });
    machine.grid_lanes(kRounds * c.blocks,
                       [&](std::uint64_t i) { c.records[i] = ~std::uint64_t{0}; });
    machine.leader([&] {
      if (machine.block() != 0) return;
      *a.counted = spoiled_value<double>();
      if (a.state) *c.state = CensusState{};
    });
  }
};

// The map once more, from what each block wrote down for itself.
struct CensusRecountBody {
  Census census;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const Census c = census;
    const std::uint64_t records = c.state->rounds * c.blocks;
    machine.grid_lanes(records, [&](std::uint64_t i) {
      const std::uint64_t number = c.records[i] ^ c.key;
      if (number < kNumbers)
        atomic_or(c.state->map_again + number / 64, std::uint64_t{1} << number % 64);
      else
        report_wrong(mismatch, i, static_cast<double>(kNumbers), static_cast<double>(number));
    });
    machine.leader([&] {
      if (machine.block() == 0) Machine::atomic_add(&mismatch->checked, records);
    });
  }
};

struct CensusVerifyBody {
  Census census;
  const double* counted;
  Mismatch* mismatch;

  ASSAY_BODY void expect(std::uint64_t index, double expected, double actual) const {
    if (!(actual == expected)) report_wrong(mismatch, index, expected, actual);
  }

  ASSAY_BODY void operator()(const Machine&) const {
    const CensusState& state = *census.state;
    for (std::uint64_t i = 0; i < kMapWords; ++i) {
      expect(i, static_cast<double>(state.map_again[i]), static_cast<double>(census.map[i]));
    }
    expect(kMapWords, static_cast<double>(state.rounds * census.blocks),
           static_cast<double>(state.blocks));
    expect(kMapWords + 1, 0, static_cast<double>(state.outside));
    const auto seen = static_cast<double>(count_bits(state.map_again));
    expect(kMapWords + 2, census.stable() ? seen : 0, *counted);
  }
};

struct CensusForgetBody {
  Census census;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const Census c = census;
    machine.grid_lanes(kMapWords, [&](std::uint64_t i) { c.state->map_again[i] = 0; });
  }
};

ArraySizes arrays(const Parameters&, std::uint32_t processors) {
  constexpr std::uint64_t kWord = sizeof(std::uint64_t);
  return {
      {sizeof(CensusState), kRounds * Census::blocks_on(processors) * kWord, kMapWords * kWord}};
}

Work work(const Parameters&, std::uint32_t) {
  return {};
}

void enqueue(const Launch& where, const Arrays& a, const Parameters& p, std::uint64_t iterations) {
  const Census census = Census::of(where, a, p);
  for (std::uint64_t i = 0; i < iterations; ++i) {
    launch(where, CensusClearBody{census});
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      launch(where, CensusMarkBody{census, round}, 1, kBlocksPerProcessor);
      launch_lane(where, CensusCloseBody{census});
    }
    launch_lane(where, CensusCountBody{census, a.counted});
  }
}

void prepare(const Launch& where, const Arrays& a, const Parameters& p) {
  launch(where, CensusSpoilBody{Census::of(where, a, p), a.counted, true});
}
void spoil(const Launch& where, const Arrays& a, const Parameters& p) {
  launch(where, CensusSpoilBody{Census::of(where, a, p), a.counted, false});
}

void verify(const Launch& where, const Arrays& a, const Parameters& p) {
  const Census census = Census::of(where, a, p);
  launch(where, CensusForgetBody{census});
  launch(where, CensusRecountBody{census, a.mismatch});
  launch_lane(where, CensusVerifyBody{census, a.counted, a.mismatch});
}

int cases(const DeviceShape&, Depth, Parameters* list) {
  list[0] = {.type = DataType::fp64};
  return 1;
}

}  // namespace

extern constinit const Kernel sm_census = {
    .name = "sm.census",
    .question = "On how many SMs do blocks really run?",
    .check = "recounted from what each block wrote down, exact",
    .quantity = Quantity::count,
    .limit = Limit::arithmetic,
    .matrix = false,
    .sized = false,
    .arrays = arrays,
    .work = work,
    .program = {.prepare = prepare, .enqueue = enqueue, .spoil = spoil, .verify = verify},
    .input = "none",
    .types = only(DataType::fp64),
    .machines = Machines::gpu,
    .cases = cases};

}  // namespace assay::ASSAY_TARGET
