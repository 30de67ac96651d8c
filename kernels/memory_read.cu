// How fast can memory be read?
//
// The words of the array are summed modulo 2^32 (fp32) or 2^64 (fp64): exact in any order, and one
// wrong bit anywhere changes the sum. Each block leaves the sum of what it read.
#include "kernels/memory_stream.hpp"

namespace assay::ASSAY_TARGET {
namespace {

template <class T>
struct WordOf;
template <>
struct WordOf<double> {
  using type = std::uint64_t;
};
template <>
struct WordOf<float> {
  using type = std::uint32_t;
};
template <class T>
using Word = typename WordOf<T>::type;

constexpr std::uint32_t kBlocksPerProcessor = kTarget == Target::gpu ? 8 : 1;

template <class T>
struct ReadBody {
  const Word<T>* input;
  std::uint64_t count;
  std::uint64_t* block_sums;
  bool foresee;  // larger than the caches: prefetch

  ASSAY_BODY void operator()(const Machine& machine) const {
    constexpr int kUnroll = 8;
    Vector<Word<T>> sum[kUnroll] = {};
    machine.template grid_stream<kUnroll>(
        count / kWidth<T>, [&](std::uint64_t i) { return load(input, i); },
        [&](std::uint64_t, Vector<Word<T>> value, int slot) { sum[slot] = sum[slot] + value; },
        [&](std::uint64_t i) {
          if (foresee) prefetch_stream<kUnroll>(input, i);
        });
    Word<T> total = 0;
    ASSAY_UNROLL for (int u = 0; u < kUnroll; ++u) {
      for (std::uint64_t lane = 0; lane < kWidth<T>; ++lane)
        total += sum[u][static_cast<int>(lane)];
    }
    total = machine.block_sum(total);
    machine.leader([&] { block_sums[machine.block()] = total; });
  }
};

template <class T>
struct ReadPrepareBody {
  T* data;
  std::uint64_t count;
  std::uint64_t* block_sums;
  std::uint32_t key;
  bool inputs;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const ReadPrepareBody a = *this;
    if (a.inputs) {
      machine.grid_lanes(a.count, [&](std::uint64_t i) { a.data[i] = random_value<T>(a.key, i); });
    }
    machine.leader([&] { a.block_sums[machine.block()] = ~std::uint64_t{0}; });
  }
};

// The same walk over the generator instead of memory.
template <class T>
struct ReadVerifyBody {
  std::uint64_t count;
  const std::uint64_t* block_sums;
  std::uint32_t key;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const ReadVerifyBody a = *this;
    Word<T> total = 0;
    machine.template grid_stream<1>(
        a.count / kWidth<T>,
        [&](std::uint64_t i) {
          Word<T> sum = 0;
          for (std::uint64_t lane = 0; lane < kWidth<T>; ++lane) {
            sum += __builtin_bit_cast(Word<T>, random_value<T>(a.key, i * kWidth<T> + lane));
          }
          return sum;
        },
        [&](std::uint64_t, Word<T> sum, int) { total += sum; }, [](std::uint64_t) {});
    total = machine.block_sum(total);
    machine.leader([&] {
      const std::uint64_t actual = a.block_sums[machine.block()];
      if (actual != total) {
        report_wrong(a.mismatch, machine.block(), static_cast<double>(total),
                     static_cast<double>(actual));
      }
      if (machine.block() == 0) Machine::atomic_add(&a.mismatch->checked, a.count);
    });
  }
};

std::uint64_t array_bytes(const Parameters& p) {
  return p.bytes / kLineBytes * kLineBytes;
}

ArraySizes arrays(const Parameters& p, std::uint32_t processors) {
  return {
      {array_bytes(p), std::uint64_t{processors} * kBlocksPerProcessor * sizeof(std::uint64_t)}};
}

Work work(const Parameters& p, std::uint32_t) {
  return {.bytes = static_cast<double>(array_bytes(p)), .flop = 0};
}

void enqueue(const Launch& where, const Arrays& a, const Parameters& p, std::uint64_t iterations) {
  with_type(p.type, [&]<class T>() {
    launch(where,
           ReadBody<T>{static_cast<const Word<T>*>(a.data[0]), array_bytes(p) / sizeof(T),
                       static_cast<std::uint64_t*>(a.data[1]),
                       array_bytes(p) > where.last_level_cache_bytes / 2},
           iterations, kBlocksPerProcessor);
  });
}

void fill(const Launch& where, const Arrays& a, const Parameters& p, bool inputs) {
  with_type(p.type, [&]<class T>() {
    launch(where,
           ReadPrepareBody<T>{static_cast<T*>(a.data[0]), array_bytes(p) / sizeof(T),
                              static_cast<std::uint64_t*>(a.data[1]), array_key(p.seed, 0), inputs},
           1, kBlocksPerProcessor);
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
    launch(
        where,
        ReadVerifyBody<T>{array_bytes(p) / sizeof(T), static_cast<const std::uint64_t*>(a.data[1]),
                          array_key(p.seed, 0), a.mismatch},
        1, kBlocksPerProcessor);
  });
}

}  // namespace

extern constinit const Kernel memory_read = {
    .name = "memory.read",
    .question = "How fast can memory be read?",
    .check = "sum of all words per block, exact",
    .quantity = Quantity::bandwidth,
    .limit = Limit::memory,
    .matrix = false,
    .sized = true,
    .arrays = arrays,
    .work = work,
    .program = {.prepare = prepare, .enqueue = enqueue, .spoil = spoil, .verify = verify}};

}  // namespace assay::ASSAY_TARGET
