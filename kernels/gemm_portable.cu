// How fast is a matrix product without tensor cores?
//
// Inputs are small integers, so every sum is exact in fp32. The check multiplies by a random vector
// x: C x = A (B x) row by row, in exact integers held in doubles (R. Freivalds, "Probabilistic
// machines can use less running time", 1977). No entry of x is zero, so one wrong element is always
// seen.
#include "kernels/gemm_portable.hpp"

namespace assay::ASSAY_TARGET {
namespace {

constexpr std::int32_t kInputBound = 4;  // |c| <= 16 k: exact in fp32 up to k = 2^20
constexpr std::int32_t kVectorBound =
    500;  // |x| < 1000: |C x| <= 16000 k n, exact in a double up to 2^19 each

constexpr std::uint32_t kBlocksPerProcessor = kTarget == Target::gpu ? 2 : 1;

// Arrays of the case.
enum : int { kA, kB, kC, kScratch };

ASSAY_BODY double vector_value(std::uint32_t key, std::uint64_t i) {
  return 2 * random_integer<double>(key, i, kVectorBound - 1) + 1;
}

// Scratch of one block where shared memory and lanes' registers are ordinary memory.
template <class T>
constexpr std::uint64_t kBlockBytes = sizeof(GemmShared<T>) + GemmTile<T>::kMicroTiles *
                                                                  sizeof(MicroSums<T>);

template <class T>
struct GemmBody {
  GemmArguments<T> arguments;
  void* scratch;

  ASSAY_BODY void operator()(const Machine& outer) const {
    BlockMachine machine(outer, scratch, kBlockBytes<T>);
    GemmBlock<BlockMachine, T>(machine, arguments, machine.template shared<GemmShared<T>>()).run();
  }
};

template <class T>
struct GemmPrepareBody {
  T *a, *b, *c;
  std::uint64_t a_count, b_count, c_count;
  std::uint32_t a_key, b_key;
  bool inputs;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const GemmPrepareBody g = *this;
    if (g.inputs) {
      machine.grid_lanes(
          g.a_count, [&](std::uint64_t i) { g.a[i] = random_integer<T>(g.a_key, i, kInputBound); });
      machine.grid_lanes(
          g.b_count, [&](std::uint64_t i) { g.b[i] = random_integer<T>(g.b_key, i, kInputBound); });
    }
    machine.grid_lanes(g.c_count, [&](std::uint64_t i) { g.c[i] = spoiled_value<T>(); });
  }
};

// y = B x, from the generator: what lies in memory is not trusted.
struct GemmVectorBody {
  double* y;
  std::uint64_t k, n;
  std::uint32_t b_key, x_key;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const GemmVectorBody g = *this;
    machine.grid_lanes(g.k, [&](std::uint64_t row) {
      double sum = 0;
      for (std::uint64_t j = 0; j < g.n; ++j) {
        sum +=
            random_integer<double>(g.b_key, row * g.n + j, kInputBound) * vector_value(g.x_key, j);
      }
      g.y[row] = sum;
    });
  }
};

template <class T>
struct GemmVerifyBody {
  const T* c;
  const double* y;
  std::uint64_t m, n, k;
  std::uint32_t a_key, x_key;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const GemmVerifyBody g = *this;
    machine.grid_lanes(g.m, [&](std::uint64_t row) {
      double expected = 0, actual = 0;
      for (std::uint64_t i = 0; i < g.k; ++i) {
        expected += random_integer<double>(g.a_key, row * g.k + i, kInputBound) * g.y[i];
      }
      for (std::uint64_t j = 0; j < g.n; ++j) {
        actual += static_cast<double>(g.c[row * g.n + j]) * vector_value(g.x_key, j);
      }
      if (!(actual == expected)) report_wrong(g.mismatch, row, expected, actual);
    });
    machine.leader([&] {
      if (machine.block() == 0) Machine::atomic_add(&g.mismatch->checked, g.m * g.n);
    });
  }
};

template <class T>
std::uint64_t scratch_bytes(const Parameters& p, std::uint32_t processors) {
  const std::uint64_t vector = p.k * sizeof(double);
  if constexpr (kTarget == Target::gpu) return vector;
  const std::uint64_t blocks = processors * kBlockBytes<T>;
  return blocks > vector ? blocks : vector;
}

ArraySizes arrays(const Parameters& p, std::uint32_t processors) {
  ArraySizes sizes{};
  with_type(p.type, [&]<class T>() {
    sizes = {{p.m * p.k * sizeof(T), p.k * p.n * sizeof(T), p.m * p.n * sizeof(T),
              scratch_bytes<T>(p, processors)}};
  });
  return sizes;
}

Work work(const Parameters& p, std::uint32_t) {
  const auto m = static_cast<double>(p.m), n = static_cast<double>(p.n),
             k = static_cast<double>(p.k);
  const double element = p.type == DataType::fp64 ? 8 : 4;
  return {.bytes = (m * k + k * n + m * n) * element, .flop = 2 * m * n * k};
}

void enqueue(const Launch& where, const Arrays& a, const Parameters& p, std::uint64_t iterations) {
  with_type(p.type, [&]<class T>() {
    const GemmArguments<T> arguments{static_cast<const T*>(a.data[kA]),
                                     static_cast<const T*>(a.data[kB]),
                                     static_cast<T*>(a.data[kC]),
                                     p.m,
                                     p.n,
                                     p.k,
                                     GemmGrid::of<T>(p, where.processors * kBlocksPerProcessor)};
    launch(where, GemmBody<T>{arguments, a.data[kScratch]}, iterations, kBlocksPerProcessor);
  });
}

void fill(const Launch& where, const Arrays& a, const Parameters& p, bool inputs) {
  with_type(p.type, [&]<class T>() {
    launch(where, GemmPrepareBody<T>{static_cast<T*>(a.data[kA]), static_cast<T*>(a.data[kB]),
                                     static_cast<T*>(a.data[kC]), p.m * p.k, p.k * p.n, p.m * p.n,
                                     array_key(p.seed, kA), array_key(p.seed, kB), inputs});
  });
}
void prepare(const Launch& where, const Arrays& a, const Parameters& p) {
  fill(where, a, p, true);
}
void spoil(const Launch& where, const Arrays& a, const Parameters& p) {
  fill(where, a, p, false);
}

void verify(const Launch& where, const Arrays& a, const Parameters& p) {
  auto* const y = static_cast<double*>(a.data[kScratch]);
  const std::uint32_t x_key = array_key(p.seed, kScratch);
  launch(where, GemmVectorBody{y, p.k, p.n, array_key(p.seed, kB), x_key});
  with_type(p.type, [&]<class T>() {
    launch(where, GemmVerifyBody<T>{static_cast<const T*>(a.data[kC]), y, p.m, p.n, p.k,
                                    array_key(p.seed, kA), x_key, a.mismatch});
  });
}

}  // namespace

extern constinit const Kernel gemm_portable = {
    .name = "gemm.portable",
    .question = "How fast is a matrix product without tensor cores?",
    .check = "random-vector product of every row, exact",
    .quantity = Quantity::throughput,
    .limit = Limit::arithmetic,
    .matrix = true,
    .sized = false,
    .arrays = arrays,
    .work = work,
    .program = {.prepare = prepare, .enqueue = enqueue, .spoil = spoil, .verify = verify},
    .input = kRandomIntegers,
    .answer_array = kC};

}  // namespace assay::ASSAY_TARGET
