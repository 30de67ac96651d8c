// How fast can memory be read?
//
// The words of the array are summed modulo 2^32 (fp32) or 2^64 (fp64): exact in any order, and one
// wrong bit anywhere changes the sum. Each block leaves the sum of what it read; which part that is
// follows from the shape, and the check walks the same way over the generator.
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

template <class T, class M>
ASSAY_BODY void leave_sum(const M& machine, Vector<Word<T>> sum, std::uint64_t* block_sums) {
  Word<T> total = 0;
  for (std::uint64_t lane = 0; lane < kWidth<T>; ++lane) total += sum[static_cast<int>(lane)];
  total = machine.block_sum(total);
  machine.leader([&] { block_sums[machine.block()] = total; });
}

template <class T, Hint kHint, int kUnroll, std::uint32_t kBlockThreads = 0>
struct ReadBody {
  const Word<T>* input;
  std::uint64_t count;
  std::uint64_t* block_sums;
  bool foresee;  // larger than the caches: prefetch

  ASSAY_BODY void operator()(const Machine& machine) const {
    // One sum on a GPU, whose other warps add while one waits, and whose registers are for loads.
    constexpr int kSums = kTarget == Target::gpu ? 1 : kUnroll;
    Vector<Word<T>> sum[kSums] = {};
    machine.template grid_stream<kUnroll, kBlockThreads>(
        count / kWidth<T>, [&](std::uint64_t i) { return load<kHint>(input, i); },
        [&](std::uint64_t, Vector<Word<T>> value, int slot) {
          sum[slot % kSums] = sum[slot % kSums] + value;
        },
        [&](std::uint64_t i) {
          if (foresee) prefetch_stream<kUnroll>(input, i);
        });
    ASSAY_UNROLL for (int u = 1; u < kSums; ++u) sum[0] = sum[0] + sum[u];
    leave_sum<T>(machine, sum[0], block_sums);
  }
};

#if defined(__CUDACC__)
template <class T, std::uint32_t kBlockThreads, Hint kHint>
struct BulkReadBody {
  BulkStreams streams;
  std::uint64_t* block_sums;

  ASSAY_BODY void operator()(const Machine& outer) const {
    using M = BulkMachine<kBlockThreads, kHint>;
    M machine;
    Vector<Word<T>> sum{};
    BulkBlock<M, Word<T>, 1, BulkUse::reduce>(machine, streams).run([&](const Vector<Word<T>>* x) {
      sum = sum + x[0];
    });
    leave_sum<T>(outer, sum, block_sums);
  }
};
#endif

template <class T>
struct ReadPrepareBody {
  T* data;
  std::uint64_t count;
  std::uint64_t* block_sums;
  std::uint64_t blocks;
  std::uint32_t key;
  bool inputs;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const ReadPrepareBody a = *this;
    if (a.inputs) {
      machine.grid_lanes(a.count, [&](std::uint64_t i) { a.data[i] = random_value<T>(a.key, i); });
    }
    machine.grid_lanes(a.blocks, [&](std::uint64_t i) { a.block_sums[i] = ~std::uint64_t{0}; });
  }
};

// The same walk over the generator instead of memory.
template <class T>
struct ReadVerifyBody {
  std::uint64_t count;
  const std::uint64_t* block_sums;
  std::uint64_t tile;  // vectors of the block's tiles
  std::uint32_t key;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const ReadVerifyBody a = *this;
    Word<T> total = 0;
    machine.block_tiles(a.count / kWidth<T>, a.tile, [&](std::uint64_t i) {
      for (std::uint64_t lane = 0; lane < kWidth<T>; ++lane) {
        total += __builtin_bit_cast(Word<T>, random_value<T>(a.key, i * kWidth<T> + lane));
      }
    });
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

std::uint64_t blocks_of(const Parameters& p, std::uint32_t processors) {
  if constexpr (kTarget != Target::gpu) return processors;
  return grid_blocks(shape_of(p, kReadShapes), array_bytes(p), processors);
}

ArraySizes arrays(const Parameters& p, std::uint32_t processors) {
  return {{array_bytes(p), blocks_of(p, processors) * sizeof(std::uint64_t)}};
}

Work work(const Parameters& p, std::uint32_t) {
  return {.bytes = static_cast<double>(array_bytes(p)), .flop = 0};
}

#if defined(__CUDACC__)
void enqueue(const Launch& where, const Arrays& a, const Parameters& p, std::uint64_t iterations) {
  auto* const sums = static_cast<std::uint64_t*>(a.data[1]);
  with_type(p.type, [&]<class T>() {
    with_shape<kReadShapes>(p, [&]<Variant kShape>() {
      if constexpr (kShape.access == Access::vector) {
        using Body = ReadBody<T, kShape.hint, static_cast<int>(kShape.unroll), kShape.threads>;
        const Grid grid{.blocks = grid_blocks(kShape, array_bytes(p), where.processors)};
        launch_grid<Machine, kShape.threads>(
            where, grid,
            Body{static_cast<const Word<T>*>(a.data[0]), array_bytes(p) / sizeof(T), sums, false},
            iterations);
      } else {
        launch_bulk<kShape>(where, BulkStreams{.input = {a.data[0]}, .bytes = array_bytes(p)}, 1,
                            iterations, [sums](const BulkStreams& laid_out) {
                              return BulkReadBody<T, kShape.threads, kShape.hint>{laid_out, sums};
                            });
      }
    });
  });
}
#else
void enqueue(const Launch& where, const Arrays& a, const Parameters& p, std::uint64_t iterations) {
  with_type(p.type, [&]<class T>() {
    launch(where,
           ReadBody<T, Hint::streaming, 8>{static_cast<const Word<T>*>(a.data[0]),
                                           array_bytes(p) / sizeof(T),
                                           static_cast<std::uint64_t*>(a.data[1]),
                                           array_bytes(p) > where.last_level_cache_bytes / 2},
           iterations);
  });
}
#endif

void fill(const Launch& where, const Arrays& a, const Parameters& p, bool inputs) {
  with_type(p.type, [&]<class T>() {
    launch(where, ReadPrepareBody<T>{static_cast<T*>(a.data[0]), array_bytes(p) / sizeof(T),
                                     static_cast<std::uint64_t*>(a.data[1]),
                                     blocks_of(p, where.processors), array_key(p.seed, 0), inputs});
  });
}
void prepare(const Launch& where, const Arrays& a, const Parameters& p) {
  fill(where, a, p, true);
}
void spoil(const Launch& where, const Arrays& a, const Parameters& p) {
  fill(where, a, p, false);
}

void verify(const Launch& where, const Arrays& a, const Parameters& p) {
  const std::uint64_t tile = tile_bytes(shape_of(p, kReadShapes)) / kVectorBytes;
  with_type(p.type, [&]<class T>() {
    const ReadVerifyBody<T> body{array_bytes(p) / sizeof(T),
                                 static_cast<const std::uint64_t*>(a.data[1]), tile,
                                 array_key(p.seed, 0), a.mismatch};
#if defined(__CUDACC__)
    const auto blocks = static_cast<std::uint32_t>(blocks_of(p, where.processors));
    launch_grid<Machine>(where, Grid{.blocks = blocks}, body);
#else
    launch(where, body);
#endif
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
    .program = {.prepare = prepare, .enqueue = enqueue, .spoil = spoil, .verify = verify},
    .variants = kReadShapes,
    .variant_count = static_cast<int>(std::size(kReadShapes))};

}  // namespace assay::ASSAY_TARGET
