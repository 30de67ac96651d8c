// The CPU as a machine: a block is one pinned thread, a vector one register of the widest
// instructions.
//
// Ranges are dealt in contiguous pieces: interleaved as on a GPU, triad runs at half the speed. So
// the order of lanes is no part of the contract.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <cstddef>
#include <cstdint>

#include "kernels/kernel.hpp"
#include "kernels/machine/team.hpp"

#define ASSAY_BODY inline __attribute__((always_inline))
#define ASSAY_UNROLL _Pragma("GCC unroll 64")
#define ASSAY_ROLLED

namespace assay::ASSAY_TARGET {

inline constexpr Target kTarget = Target::ASSAY_TARGET;

#if defined(__AVX512F__)
inline constexpr std::size_t kVectorBytes = 64;
#elif defined(__AVX2__)
inline constexpr std::size_t kVectorBytes = 32;
#else
inline constexpr std::size_t kVectorBytes = 16;
#endif

template <class T>
struct VectorOf {
  typedef T type __attribute__((vector_size(kVectorBytes), may_alias));
};
template <class T>
using Vector = typename VectorOf<T>::type;

/// Elements in one vector.
template <class T>
inline constexpr std::uint64_t kWidth = kVectorBytes / sizeof(T);

/// Whether a write stream goes past the caches (it will not be read again soon) or through them.
enum class Stores { cached, streaming };

template <class T>
ASSAY_BODY Vector<T> load(const T* data, std::uint64_t vector_idx) {
  return reinterpret_cast<const Vector<T>*>(data)[vector_idx];
}

/// The same of memory that this kernel writes too.
template <class T>
ASSAY_BODY Vector<T> load_written(const T* data, std::uint64_t vector_idx) {
  return load(data, vector_idx);
}

template <Stores kStores, class T>
ASSAY_BODY void store(T* data, std::uint64_t vector_idx, Vector<T> value) {
  Vector<T>* const to = reinterpret_cast<Vector<T>*>(data) + vector_idx;
  if constexpr (kStores == Stores::cached) {
    *to = value;
  } else {
#if defined(__AVX512F__)
    _mm512_stream_si512(reinterpret_cast<__m512i*>(to), (__m512i)value);
#elif defined(__AVX2__)
    _mm256_stream_si256(reinterpret_cast<__m256i*>(to), (__m256i)value);
#elif defined(__x86_64__)
    _mm_stream_si128(reinterpret_cast<__m128i*>(to), (__m128i)value);
#else
    *to = value;
#endif
  }
}

/// Under a cache hint: stores alone differ on a CPU.
template <Hint, class T>
ASSAY_BODY Vector<T> load(const T* data, std::uint64_t vector_idx) {
  return load(data, vector_idx);
}

template <Hint kHint, class T>
ASSAY_BODY void store(T* data, std::uint64_t vector_idx, Vector<T> value) {
  store<kHint == Hint::normal ? Stores::cached : Stores::streaming>(data, vector_idx, value);
}

template <class T>
ASSAY_BODY void store_unaligned(T* to, Vector<T> value) {
  __builtin_memcpy(to, &value, sizeof value);
}

/// The cache line at `address` will be read soon.
ASSAY_BODY void prefetch_line(const void* address) {
  __builtin_prefetch(address);
}

/// What kVectors vectors from vector_idx on will be read soon, far ahead of the hardware's own
/// guesses: the lines are asked for 8 KiB early, into the second-level cache. With two threads on a
/// Xeon of family 6 model 207, copy went from 39 to 45 GB/s.
template <int kVectors, class T>
ASSAY_BODY void prefetch_stream(const T* data, std::uint64_t vector_idx) {
  constexpr std::size_t kAheadBytes = 8192, kLine = 64;
  const char* const from =
      reinterpret_cast<const char*>(data) + vector_idx * kVectorBytes + kAheadBytes;
  ASSAY_UNROLL for (std::size_t line = 0; line < kVectors * kVectorBytes; line += kLine) {
    __builtin_prefetch(from + line, 0, 2);
  }
}

/// Half-open range of indices.
struct Piece {
  std::uint64_t begin, end;
};

/// What a body may ask of the machine. Passed by reference, lives in registers.
class Machine {
 public:
  ASSAY_BODY Machine(std::uint32_t thread, std::uint32_t threads)
      : thread_(thread), threads_(threads) {}

  ASSAY_BODY std::uint32_t block() const { return thread_; }
  ASSAY_BODY std::uint32_t blocks() const { return threads_; }
  /// Index of this lane in its block.
  ASSAY_BODY std::uint64_t lane() const { return 0; }

  /// Contiguous share of [0, count) of this block, in whole multiples of `grain` but for the last.
  ASSAY_BODY Piece piece(std::uint64_t count, std::uint64_t grain = 1) const {
    const std::uint64_t grains = (count + grain - 1) / grain;
    const std::uint64_t share = grains / threads_, rest = grains % threads_;
    const std::uint64_t begin = (thread_ * share + (thread_ < rest ? thread_ : rest)) * grain;
    const std::uint64_t end = begin + (share + (thread_ < rest ? 1 : 0)) * grain;
    return {begin < count ? begin : count, end < count ? end : count};
  }

  /// f(i) for every i in [0, count) over the whole grid, in no promised order.
  template <class F>
  ASSAY_BODY void grid_lanes(std::uint64_t count, F f) const {
    const Piece mine = piece(count, 64);
    for (std::uint64_t i = mine.begin; i < mine.end; ++i) f(i);
  }

  /// consume(i, produce(i), slot) over the grid, kUnroll produced before the first is consumed;
  /// slot is the constant position in that group, so that sums can be kept apart in registers.
  /// Before each such group, foresee(i) may prefetch.
  template <int kUnroll, std::uint32_t = 0, class Produce, class Consume, class Foresee>
  ASSAY_BODY void grid_stream(std::uint64_t count, Produce produce, Consume consume,
                              Foresee foresee) const {
    const Piece mine = piece(count, 64);
    std::uint64_t i = mine.begin;
    for (; i + kUnroll <= mine.end; i += kUnroll) {
      foresee(i);
      decltype(produce(i)) value[kUnroll];
      ASSAY_UNROLL for (int u = 0; u < kUnroll; ++u) {
        value[u] = produce(i + static_cast<std::uint64_t>(u));
      }
      ASSAY_UNROLL for (int u = 0; u < kUnroll; ++u) {
        consume(i + static_cast<std::uint64_t>(u), value[u], u);
      }
    }
    for (; i < mine.end; ++i) consume(i, produce(i), 0);
  }

  /// f(i) for every i in [0, count) of this block's share; `tile` is a matter of the GPU.
  template <class F>
  ASSAY_BODY void block_tiles(std::uint64_t count, std::uint64_t /*tile*/, F f) const {
    const Piece mine = piece(count, 64);
    for (std::uint64_t i = mine.begin; i < mine.end; ++i) f(i);
  }

  /// Every lane's value added up over the block; the sum is given to each of them.
  template <class T>
  ASSAY_BODY T block_sum(T value) const {
    return value;
  }

  /// f() once per block.
  template <class F>
  ASSAY_BODY void leader(F f) const {
    f();
  }

  /// Streaming stores of this block reach memory before anything that follows.
  ASSAY_BODY void drain_stores() const {
#if defined(__x86_64__)
    _mm_sfence();
#endif
  }

  ASSAY_BODY static void atomic_add(std::uint64_t* to, std::uint64_t value) {
    __atomic_fetch_add(to, value, __ATOMIC_RELAXED);
  }
  ASSAY_BODY static std::uint64_t atomic_fetch_add(std::uint64_t* to, std::uint64_t value) {
    return __atomic_fetch_add(to, value, __ATOMIC_RELAXED);
  }
  /// What was there before.
  ASSAY_BODY static std::uint64_t atomic_min(std::uint64_t* to, std::uint64_t value) {
    std::uint64_t before = __atomic_load_n(to, __ATOMIC_RELAXED);
    while (value < before && !__atomic_compare_exchange_n(to, &before, value, true,
                                                          __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
    }
    return before;
  }
  /// f() by one thread at a time; *lock is 0 when free. For what hardly ever happens.
  template <class F>
  ASSAY_BODY static void locked(std::uint32_t* lock, F f) {
    while (__atomic_exchange_n(lock, 1u, __ATOMIC_ACQUIRE) != 0u) {
    }
    f();
    __atomic_store_n(lock, 0u, __ATOMIC_RELEASE);
  }

 private:
  std::uint32_t thread_, threads_;
};

/// A block with shared memory and lanes that keep values between steps. Here a block is one thread,
/// its lanes are a loop, and both memories are scratch in the caches; so sync() has nothing to wait
/// for, and only the model (machine/model.hpp) can show that one is missing.
class BlockMachine {
 public:
  /// A lane works alone: long runs suit it, and no neighbour shares its reads.
  static constexpr bool kStagesAlone = true;

  /// `scratch` holds `bytes` for each block: what shared() takes, then the lanes' own values.
  ASSAY_BODY BlockMachine(const Machine& machine, void* scratch, std::uint64_t bytes)
      : machine_(machine), scratch_(static_cast<std::byte*>(scratch) + machine.block() * bytes) {}

  ASSAY_BODY std::uint32_t block() const { return machine_.block(); }
  ASSAY_BODY std::uint32_t blocks() const { return machine_.blocks(); }

  template <class Shared>
  ASSAY_BODY Shared& shared() {
    Shared& result = *reinterpret_cast<Shared*>(scratch_);
    scratch_ += sizeof(Shared);
    return result;
  }

  /// One T of each of at most kLanes lanes.
  template <class T, int kLanes>
  class PerLane {
   public:
    ASSAY_BODY explicit PerLane(const BlockMachine& machine)
        : of_(reinterpret_cast<T*>(machine.scratch_)) {}
    ASSAY_BODY T& operator[](int lane) { return of_[lane]; }

   private:
    T* of_;
  };

  ASSAY_BODY void sync() const {}

  /// f(i) for every i in [0, count).
  template <class F>
  ASSAY_BODY void lanes(int count, F f) const {
    for (int i = 0; i < count; ++i) f(i);
  }

  /// f(lane, values[lane]) for every lane below count.
  template <class Values, class F>
  ASSAY_BODY void each(Values& values, int count, F f) const {
    for (int lane = 0; lane < count; ++lane) f(lane, values[lane]);
  }

 private:
  const Machine& machine_;
  std::byte* scratch_;
};

/// Runs body(machine) on every thread of the team, `iterations` times; a thread does not wait for
/// the others between iterations. `blocks_per_processor` is a matter of the GPU.
template <class Body>
void launch(const Launch& where, const Body& body, std::uint64_t iterations = 1,
            std::uint32_t /*blocks_per_processor*/ = 1) {
  struct Context {
    const Body& body;
    std::uint64_t iterations;
  } context{body, iterations};
  static_cast<Team*>(where.queue)
      ->run(
          [](void* opaque, std::uint32_t thread, std::uint32_t threads) {
            const auto& [run, count] = *static_cast<const Context*>(opaque);
            const Machine machine(thread, threads);
            for (std::uint64_t i = 0; i < count; ++i) {
              run(machine);
              asm volatile("" ::: "memory");  // the next iteration reads memory again
            }
          },
          &context);
}

/// body(machine) by the calling thread alone.
template <class Body>
void launch_thread(const Launch&, const Body& body) {
  body(Machine(0, 1));
}

}  // namespace assay::ASSAY_TARGET
