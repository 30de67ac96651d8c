// How fast can the SMs read their shared memory?
//
// Each block fills its shared memory with random bits, then reads all of it many times over, 16
// bytes a lane and neighbouring lanes side by side, which no bank sees twice. Words are summed
// modulo 2^64. The laps are odd in number: were they even, the top bit of every word would vanish
// from the sum.
#include "kernels/machine/chip.hpp"
#include "kernels/machine/data.hpp"
#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {
namespace {

using Word = std::uint64_t;

constexpr std::uint64_t kBytes = 32 * 1024;  // of a block
constexpr std::uint64_t kWords = kBytes / sizeof(Word), kVectors = kWords / kWidth<Word>;
// About 2.4 ms of an SM that reads 128 B a cycle.
constexpr std::uint64_t kLaps = 4095;
static_assert(kLaps % 2 == 1);
#if defined(__CUDACC__)
constexpr std::uint64_t kLanes = kThreads;
constexpr std::uint32_t kBlocksPerProcessor = 4;
#else
constexpr std::uint64_t kLanes = 1;
constexpr std::uint32_t kBlocksPerProcessor = 1;
#endif
constexpr std::uint64_t kVectorsPerLane = kVectors / kLanes;
constexpr int kScratch = 0, kSums = 1;  // arrays; the first on a CPU alone

struct SharedWords {
  alignas(64) Word word[kWords];
};

ASSAY_BODY Word word_of(std::uint32_t key, std::uint32_t block, std::uint64_t i) {
  const std::uint64_t at = std::uint64_t{block} * kWords + i;
  return Word{mix(key, 2 * at)} << 32 | mix(key, 2 * at + 1);
}

struct SharedReadBody {
  Word* sums;
  void* scratch;
  std::uint32_t key;

  ASSAY_BODY void operator()(const Machine& machine) const {
    constexpr int kUnroll = 8;
    static_assert(kVectorsPerLane % kUnroll == 0);
    const SharedReadBody a = *this;
    BlockMachine block(machine, a.scratch, sizeof(SharedWords));
    SharedWords& own = block.shared<SharedWords>();
    block.lanes(static_cast<int>(kWords), [&](int i) {
      own.word[i] = word_of(a.key, machine.block(), static_cast<std::uint64_t>(i));
    });
    block.sync();
    Vector<Word> sum[kUnroll] = {};
    for (std::uint64_t lap = 0; lap < kLaps; ++lap) {
      for (std::uint64_t group = 0; group < kVectorsPerLane; group += kUnroll) {
        ASSAY_UNROLL for (int u = 0; u < kUnroll; ++u) {
          const std::uint64_t at = (group + static_cast<std::uint64_t>(u)) * kLanes;
          sum[u] = sum[u] + load_own(own.word, at + machine.lane());
        }
      }
    }
    Word total = 0;
    ASSAY_UNROLL for (int u = 0; u < kUnroll; ++u) {
      ASSAY_UNROLL for (int i = 0; i < static_cast<int>(kWidth<Word>); ++i) total += sum[u][i];
    }
    total = machine.block_sum(total);
    machine.leader([&] { a.sums[machine.block()] = total; });
  }
};

struct SharedVerifyBody {
  const Word* sums;
  std::uint32_t key;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const SharedVerifyBody a = *this;
    Word expected = 0;
    for (std::uint64_t i = machine.lane(); i < kWords; i += kLanes) {
      expected += word_of(a.key, machine.block(), i);
    }
    expected = kLaps * machine.block_sum(expected);
    machine.leader([&] {
      const Word actual = a.sums[machine.block()];
      if (actual != expected) {
        report_wrong(a.mismatch, machine.block(), static_cast<double>(expected),
                     static_cast<double>(actual));
      }
      Machine::atomic_add(&a.mismatch->checked, kWords);
    });
  }
};

struct SharedSpoilBody {
  Word* sums;

  ASSAY_BODY void operator()(const Machine& machine) const {
    machine.leader([&] { sums[machine.block()] = ~Word{0}; });
  }
};

ArraySizes arrays(const Parameters&, std::uint32_t processors) {
  const std::uint64_t blocks = std::uint64_t{processors} * kBlocksPerProcessor;
  return {{kTarget == Target::gpu ? 0 : blocks * sizeof(SharedWords), blocks * sizeof(Word)}};
}

Work work(const Parameters&, std::uint32_t processors) {
  const double blocks = static_cast<double>(processors) * kBlocksPerProcessor;
  return {.bytes = blocks * static_cast<double>(kBytes * kLaps), .flop = 0};
}

void enqueue(const Launch& where, const Arrays& a, const Parameters& p, std::uint64_t iterations) {
  launch(where,
         SharedReadBody{static_cast<Word*>(a.data[kSums]), a.data[kScratch],
                        array_key(p.seed, kScratch)},
         iterations, kBlocksPerProcessor);
}

void spoil(const Launch& where, const Arrays& a, const Parameters&) {
  launch(where, SharedSpoilBody{static_cast<Word*>(a.data[kSums])}, 1, kBlocksPerProcessor);
}

void verify(const Launch& where, const Arrays& a, const Parameters& p) {
  launch(where,
         SharedVerifyBody{static_cast<const Word*>(a.data[kSums]), array_key(p.seed, kScratch),
                          a.mismatch},
         1, kBlocksPerProcessor);
}

int cases(const DeviceShape&, Depth, Parameters* list) {
  list[0] = {.type = DataType::fp64};
  return 1;
}

}  // namespace

extern constinit const Kernel shared_read = {
    .name = "shared.read",
    .question = "How fast can the SMs read their shared memory?",
    .check = "sum of all words per block, exact",
    .quantity = Quantity::bandwidth,
    .limit = Limit::memory,
    .matrix = false,
    .sized = false,
    .arrays = arrays,
    .work = work,
    .program = {.prepare = spoil, .enqueue = enqueue, .spoil = spoil, .verify = verify},
    .input = kRandomBits,
    .types = only(DataType::fp64),
    .machines = Machines::gpu,
    .cases = cases};

}  // namespace assay::ASSAY_TARGET
