// How many multiply-adds can the arithmetic units do, with everything in registers?
//
// Every lane keeps kChains independent values. Two steps x -> b - x -> c - (b - x) add c - b = 1 to
// each, so the result counts the steps, exactly, in integers. The multiplier -1 comes from memory:
// a constant would let the compiler subtract instead.
#include <time.h>

#include "kernels/machine/data.hpp"
#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {
namespace {

// Chains per lane: at least latency x ports (4 x 2 on current CPUs; 4 on a GPU, whose other warps
// help), with slack, within 16 vector registers.
constexpr int kChains = 12;

// Multiply-adds of one processor and iteration, the same on every machine: about 0.5 ms of a CPU
// core.
constexpr std::uint64_t kMultiplyAdds = std::uint64_t{3} << 24;

#if defined(__CUDACC__)
constexpr std::uint64_t kLanesPerBlock = kThreads;
constexpr std::uint32_t kBlocksPerProcessor = 4;
template <class T>
using Operand = T;
template <class T>
constexpr std::uint64_t kOperandWidth = 1;
#else
constexpr std::uint64_t kLanesPerBlock = 1;
constexpr std::uint32_t kBlocksPerProcessor = 1;
template <class T>
using Operand = Vector<T>;
template <class T>
constexpr std::uint64_t kOperandWidth = kWidth<T>;
#endif

template <class T>
constexpr std::uint64_t kElementsPerBlock = kLanesPerBlock* kOperandWidth<T>* kChains;
template <class T>
constexpr std::uint64_t kSteps = kMultiplyAdds / kBlocksPerProcessor / kElementsPerBlock<T>;
static_assert(kSteps<double> % 2 == 0 && kSteps<float> % 2 == 0);
static_assert(kSteps<float> / 2 + 16 < (1u << 24), "the count must stay exact in fp32");

/// Start value of an element: a small integer, so that every step is exact.
template <class T>
ASSAY_BODY T start_value(std::uint32_t key, std::uint64_t i) {
  return random_integer<T>(key, i, 7);
}

template <class T>
struct FmaBody {
  const T* constants;  // -1, b, b + 1
  const T* start;
  T* result;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const std::uint64_t first = machine.block() * kElementsPerBlock<T> / kOperandWidth<T>;
    const std::uint64_t lane = machine.lane();
    const Operand<T> minus_one = Operand<T>{} + constants[0];
    const Operand<T> b = Operand<T>{} + constants[1], c = Operand<T>{} + constants[2];
    const auto* from = reinterpret_cast<const Operand<T>*>(start) + first;
    auto* to = reinterpret_cast<Operand<T>*>(result) + first;
    Operand<T> x[kChains];
    ASSAY_UNROLL for (int i = 0; i < kChains; ++i) {
      x[i] = from[lane + static_cast<std::uint64_t>(i) * kLanesPerBlock];
    }
    for (std::uint64_t step = 0; step < kSteps<T>; step += 2) {
      ASSAY_UNROLL for (int i = 0; i < kChains; ++i) x[i] = x[i] * minus_one + b;
      ASSAY_UNROLL for (int i = 0; i < kChains; ++i) x[i] = x[i] * minus_one + c;
    }
    ASSAY_UNROLL for (int i = 0; i < kChains; ++i) {
      to[lane + static_cast<std::uint64_t>(i) * kLanesPerBlock] = x[i];
    }
  }
};

template <class T>
struct FmaPrepareBody {
  T* constants;
  T* start;
  T* result;
  std::uint64_t count;
  std::uint32_t key;
  bool inputs;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const FmaPrepareBody a = *this;
    if (a.inputs) {
      machine.grid_lanes(3, [&](std::uint64_t i) {
        const T b = random_integer<T>(a.key, ~std::uint64_t{0}, 5);
        a.constants[i] = i == 0 ? T(-1) : b + static_cast<T>(i - 1);
      });
      machine.grid_lanes(a.count, [&](std::uint64_t i) { a.start[i] = start_value<T>(a.key, i); });
    }
    machine.grid_lanes(a.count, [&](std::uint64_t i) { a.result[i] = spoiled_value<T>(); });
  }
};

template <class T>
struct FmaVerifyBody {
  const T* result;
  std::uint64_t count;
  std::uint32_t key;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const FmaVerifyBody a = *this;
    compare(
        machine, a.count, a.mismatch, [&](std::uint64_t i) { return a.result[i]; },
        [&](std::uint64_t i) { return start_value<T>(a.key, i) + static_cast<T>(kSteps<T> / 2); });
  }
};

#if defined(__CUDACC__)
constexpr double (*kClock)() = nullptr;
#else
// A chain of dependent additions, one a cycle, is the longest path; beside it the multiply-adds
// fill 60 % of two ports (12 in 10 cycles), so the processor runs at its clock for this load and
// the chain tells it.
double clock_hz() {
  constexpr std::uint64_t kRounds = 30000;  // about 100 us
  constexpr int kAdditions = 10;
  Vector<float> x[kChains] = {}, multiplier = Vector<float>{} - 1, b = Vector<float>{} + 1;
  // Unknown to the compiler, or it would keep one chain for all.
  asm volatile("" : "+x"(multiplier), "+x"(b));
  ASSAY_UNROLL for (int i = 0; i < kChains; ++i) asm volatile("" : "+x"(x[i]));
  std::uint64_t sum = 0, step = 1;
  timespec start, stop;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (std::uint64_t round = 0; round < kRounds; ++round) {
    ASSAY_UNROLL for (int i = 0; i < kChains; ++i) {
      x[i] = x[i] * multiplier + b;
      if (i >= kAdditions) continue;
#if defined(__x86_64__)
      asm volatile("add %[step], %[sum]" : [sum] "+r"(sum) : [step] "r"(step));
#else
      asm volatile("add %[sum], %[sum], %[step]" : [sum] "+r"(sum) : [step] "r"(step));
#endif
    }
  }
  clock_gettime(CLOCK_MONOTONIC, &stop);
  ASSAY_UNROLL for (int i = 0; i < kChains; ++i) asm volatile("" ::"x"(x[i]));
  const double seconds = static_cast<double>(stop.tv_sec - start.tv_sec) +
                         1e-9 * static_cast<double>(stop.tv_nsec - start.tv_nsec);
  return static_cast<double>(sum) / seconds;
}
constexpr double (*kClock)() = clock_hz;
#endif

std::uint64_t element_count(DataType type, std::uint32_t processors) {
  const std::uint64_t blocks = std::uint64_t{processors} * kBlocksPerProcessor;
  return blocks * (type == DataType::fp64 ? kElementsPerBlock<double> : kElementsPerBlock<float>);
}

ArraySizes arrays(const Parameters& p, std::uint32_t processors) {
  const std::uint64_t bytes =
      element_count(p.type, processors) * (p.type == DataType::fp64 ? 8 : 4);
  return {{64, bytes, bytes}};
}

Work work(const Parameters&, std::uint32_t processors) {
  return {.bytes = 0, .flop = 2.0 * static_cast<double>(kMultiplyAdds) * processors};
}

void enqueue(const Launch& where, const Arrays& a, const Parameters& p, std::uint64_t iterations) {
  with_type(p.type, [&]<class T>() {
    launch(where,
           FmaBody<T>{static_cast<const T*>(a.data[0]), static_cast<const T*>(a.data[1]),
                      static_cast<T*>(a.data[2])},
           iterations, kBlocksPerProcessor);
  });
}

void fill(const Launch& where, const Arrays& a, const Parameters& p, bool inputs) {
  with_type(p.type, [&]<class T>() {
    launch(where,
           FmaPrepareBody<T>{static_cast<T*>(a.data[0]), static_cast<T*>(a.data[1]),
                             static_cast<T*>(a.data[2]), element_count(p.type, where.processors),
                             array_key(p.seed, 0), inputs});
  });
}
void prepare(const Launch& where, const Arrays& a, const Parameters& p) {
  fill(where, a, p, true);
}
void spoil(const Launch& where, const Arrays& a, const Parameters& p) {
  fill(where, a, p, false);
}

void verify(const Launch& where, const Arrays& a, const Parameters& p) {
  with_type(p.type, [&]<class T>() {
    launch(where, FmaVerifyBody<T>{static_cast<const T*>(a.data[2]),
                                   element_count(p.type, where.processors), array_key(p.seed, 0),
                                   a.mismatch});
  });
}

}  // namespace

extern constinit const Kernel fma_rate = {
    .name = "fma.rate",
    .question = "How many multiply-adds can the arithmetic units do, with everything in registers?",
    .check = "every lane's count of steps, exact",
    .quantity = Quantity::rate,
    .limit = Limit::arithmetic,
    .matrix = false,
    .sized = false,
    .arrays = arrays,
    .work = work,
    .program = {.prepare = prepare,
                .enqueue = enqueue,
                .spoil = spoil,
                .verify = verify,
                .clock_hz = kClock},
    .input = kRandomIntegers,
    .answer_array = 2};

}  // namespace assay::ASSAY_TARGET
