// What the element-wise memory kernels share: arrays, inputs, the stream itself and its check.
//
// A kernel of this family is a struct: see StreamKernel.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <iterator>

#include "kernels/machine/data.hpp"
#include "kernels/machine/machine.hpp"
#include "kernels/memory_shapes.hpp"
#if defined(__CUDACC__)
#include "kernels/memory_launch.cuh"
#endif

namespace assay::ASSAY_TARGET {

inline constexpr std::uint64_t kLineBytes = 64;  // arrays are whole lines on every machine

template <class K, class T>
struct StreamArrays {
  const T* input[K::kInputs];
  T* output;
  std::uint64_t count;

  static StreamArrays of(const Arrays& arrays, const Parameters& parameters) {
    StreamArrays result{};
    for (int a = 0; a < K::kInputs; ++a) result.input[a] = static_cast<const T*>(arrays.data[a]);
    result.output = static_cast<T*>(arrays.data[K::kInputs]);
    result.count = parameters.bytes / kLineBytes * (kLineBytes / sizeof(T));
    return result;
  }
};

/// kHint: normal writes through the caches, the others past them as far as the machine can.
template <class K, class T, Hint kHint, int kUnroll, std::uint32_t kBlockThreads = 0>
struct StreamBody {
  StreamArrays<K, T> arrays;

  ASSAY_BODY void operator()(const Machine& machine) const {
    constexpr std::uint64_t kPatternMask = kLineBytes / kVectorBytes - 1;
    // On a GPU a thread only meets places that are the same modulo four: it keeps its part of the
    // line.
    constexpr bool kKept = K::kPattern && kTarget == Target::gpu;
    const StreamArrays<K, T> a = arrays;
    [[maybe_unused]] Vector<T> kept{};
    if constexpr (kKept) kept = load(a.input[0], machine.lane() & kPatternMask);
    machine.template grid_stream<kUnroll, kBlockThreads>(
        a.count / kWidth<T>,
        [&](std::uint64_t i) {
          Vector<T> x[K::kInputs];
          ASSAY_UNROLL for (int n = 0; n < K::kInputs; ++n) {
            if constexpr (kKept)
              x[n] = kept;
            else
              x[n] = load<kHint>(a.input[n], K::kPattern ? (i & kPatternMask) : i);
          }
          return K::template element<T>(x);
        },
        [&](std::uint64_t i, Vector<T> value, int) { store<kHint>(a.output, i, value); },
        [&]([[maybe_unused]] std::uint64_t i) {
          if constexpr (!K::kPattern && kHint == Hint::streaming) {
            ASSAY_UNROLL for (int n = 0; n < K::kInputs; ++n) {
              prefetch_stream<kUnroll>(a.input[n], i);
            }
          }
        });
    if constexpr (kHint == Hint::streaming) machine.drain_stores();
  }
};

template <class K, class T>
struct StreamPrepareBody {
  T* data[K::kInputs + 1];
  std::uint64_t count;
  std::uint32_t key[K::kInputs];
  bool inputs;  // false: spoil the output alone

  ASSAY_BODY void operator()(const Machine& machine) const {
    if (inputs) {
      for (int a = 0; a < K::kInputs; ++a) {
        T* const to = data[a];
        const std::uint32_t array = key[a];
        machine.grid_lanes(K::kPattern ? kLineBytes / sizeof(T) : count,
                           [&](std::uint64_t i) { to[i] = random_value<T>(array, i); });
      }
    }
    T* const output = data[K::kInputs];
    machine.grid_lanes(count, [&](std::uint64_t i) { output[i] = spoiled_value<T>(); });
  }
};

template <class K, class T>
struct StreamVerifyBody {
  const T* output;
  std::uint64_t count;
  std::uint32_t key[K::kInputs];
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const StreamVerifyBody a = *this;
    compare(
        machine, a.count, a.mismatch, [&](std::uint64_t i) { return a.output[i]; },
        [&](std::uint64_t i) {
          constexpr std::uint64_t kPatternMask = kLineBytes / sizeof(T) - 1;
          double x[K::kInputs];
          for (int n = 0; n < K::kInputs; ++n) {
            x[n] = static_cast<double>(
                random_value<T>(a.key[n], K::kPattern ? (i & kPatternMask) : i));
          }
          return static_cast<T>(K::expected(x));
        });
  }
};

/// The functions of the kernel contract, for a kernel of this family. K has
///   kInputs                      number of input arrays
///   kPattern                     true: the input is one 64-byte line, repeated (no input stream)
///   kFlop                        floating-point operations per element; 0: bits are passed on
///   kShapes                      how it may run on a GPU (memory_shapes.hpp)
///   element<T>(const V* x) -> V  the output from the inputs, for vectors V of T
///   expected(const double* x)    the same for one element, in double
template <class K>
struct StreamKernel {
  static std::uint64_t array_bytes(const Parameters& p) {
    return p.bytes / kLineBytes * kLineBytes;
  }

  static ArraySizes arrays(const Parameters& p, std::uint32_t) {
    ArraySizes sizes{};
    for (int a = 0; a < K::kInputs; ++a) sizes.bytes[a] = K::kPattern ? kLineBytes : array_bytes(p);
    sizes.bytes[K::kInputs] = array_bytes(p);
    return sizes;
  }

  static Work work(const Parameters& p, std::uint32_t) {
    const auto bytes = static_cast<double>(array_bytes(p));
    const double elements = bytes / (p.type == DataType::fp64 ? 8 : 4);
    return {.bytes = bytes * ((K::kPattern ? 0 : K::kInputs) + 1), .flop = elements * K::kFlop};
  }

  static void enqueue(const Launch& where, const Arrays& arrays, const Parameters& p,
                      std::uint64_t iterations) {
    // What only passes on bits needs no second compilation.
    if constexpr (K::kFlop == 0)
      enqueue_as<float>(where, arrays, p, iterations);
    else
      with_type(p.type, [&]<class T>() { enqueue_as<T>(where, arrays, p, iterations); });
  }

#if defined(__CUDACC__)
  template <class T>
  static void enqueue_as(const Launch& where, const Arrays& arrays, const Parameters& p,
                         std::uint64_t iterations) {
    const auto streams = StreamArrays<K, T>::of(arrays, p);
    with_shape<K::kShapes>(p, [&]<Variant kShape>() {
      if constexpr (kShape.access == Access::vector) {
        static_assert(kShape.threads * kVectorBytes % kLineBytes == 0);
        using Body = StreamBody<K, T, kShape.hint, static_cast<int>(kShape.unroll), kShape.threads>;
        const Grid grid{.blocks = grid_blocks(kShape, array_bytes(p), where.processors)};
        launch_grid<Machine, kShape.threads>(where, grid, Body{streams}, iterations);
      } else {
        BulkStreams bulk{.output = streams.output, .bytes = array_bytes(p)};
        for (int a = 0; a < K::kInputs; ++a) bulk.input[a] = streams.input[a];
        launch_bulk<kShape>(where, bulk, K::kInputs, iterations, [](const BulkStreams& laid_out) {
          return BulkStreamBody<K, T, kShape.threads, kShape.hint>{laid_out};
        });
      }
    });
  }
#else
  template <class T>
  static void enqueue_as(const Launch& where, const Arrays& arrays, const Parameters& p,
                         std::uint64_t iterations) {
    // A set that fits the last-level cache is written through it, or the cache would not be
    // measured.
    const auto moved = static_cast<std::uint64_t>(work(p, where.processors).bytes);
    const auto streams = StreamArrays<K, T>::of(arrays, p);
    if (moved > where.last_level_cache_bytes / 2)
      launch(where, StreamBody<K, T, Hint::streaming, 8>{streams}, iterations);
    else
      launch(where, StreamBody<K, T, Hint::normal, 8>{streams}, iterations);
  }
#endif

  static void fill(const Launch& where, const Arrays& arrays, const Parameters& p, bool inputs) {
    with_type(p.type, [&]<class T>() {
      StreamPrepareBody<K, T> body{};
      for (int a = 0; a <= K::kInputs; ++a) body.data[a] = static_cast<T*>(arrays.data[a]);
      for (int a = 0; a < K::kInputs; ++a)
        body.key[a] = array_key(p.seed, static_cast<std::uint32_t>(a));
      body.count = array_bytes(p) / sizeof(T);
      body.inputs = inputs;
      launch(where, body);
    });
  }
  static void prepare(const Launch& where, const Arrays& arrays, const Parameters& p) {
    fill(where, arrays, p, true);
  }
  static void spoil(const Launch& where, const Arrays& arrays, const Parameters& p) {
    fill(where, arrays, p, false);
  }

  static void verify(const Launch& where, const Arrays& arrays, const Parameters& p) {
    with_type(p.type, [&]<class T>() {
      StreamVerifyBody<K, T> body{};
      body.output = static_cast<const T*>(arrays.data[K::kInputs]);
      body.count = array_bytes(p) / sizeof(T);
      for (int a = 0; a < K::kInputs; ++a)
        body.key[a] = array_key(p.seed, static_cast<std::uint32_t>(a));
      body.mismatch = arrays.mismatch;
      launch(where, body);
    });
  }

  /// The kernel's value. `name` and `question` are the only words a kernel of this family adds.
  static constexpr Kernel describe(const char* name, const char* question) {
    return {.name = name,
            .question = question,
            .check = "every element, exact",
            .quantity = Quantity::bandwidth,
            .limit = Limit::memory,
            .matrix = false,
            .sized = true,
            .arrays = arrays,
            .work = work,
            .program = {.prepare = prepare, .enqueue = enqueue, .spoil = spoil, .verify = verify},
            .variants = K::kShapes,
            .variant_count = static_cast<int>(std::size(K::kShapes)),
            .answer_array = K::kInputs};
  }
};

}  // namespace assay::ASSAY_TARGET
