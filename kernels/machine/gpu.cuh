// The GPU as a machine: a block is a thread block, a vector one 16-byte access of a thread.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

#include "kernels/kernel.hpp"
#include "kernels/machine/launch.cuh"
#include "kernels/machine/ptx.cuh"

#define ASSAY_BODY __device__ __forceinline__
#define ASSAY_UNROLL _Pragma("unroll")
#define ASSAY_ROLLED _Pragma("unroll 1")

namespace assay::gpu {

inline constexpr Target kTarget = Target::gpu;
inline constexpr std::size_t kVectorBytes = 16;

template <class T>
inline constexpr std::uint64_t kWidth = kVectorBytes / sizeof(T);

/// Elements of one 16-byte access, with the arithmetic that the CPU's vector types have built in.
template <class T>
struct alignas(kVectorBytes) Vector {
  T lane[kVectorBytes / sizeof(T)];

  __device__ __forceinline__ T& operator[](int i) { return lane[i]; }
  __device__ __forceinline__ T operator[](int i) const { return lane[i]; }

  template <class F>
  __device__ __forceinline__ static Vector of_each(F f) {
    Vector result;
    ASSAY_UNROLL for (int i = 0; i < static_cast<int>(kWidth<T>); ++i) result.lane[i] = f(i);
    return result;
  }
  friend __device__ __forceinline__ Vector operator+(const Vector& x, const Vector& y) {
    return of_each([&](int i) { return x.lane[i] + y.lane[i]; });
  }
  friend __device__ __forceinline__ Vector operator-(const Vector& x, const Vector& y) {
    return of_each([&](int i) { return x.lane[i] - y.lane[i]; });
  }
  friend __device__ __forceinline__ Vector operator*(const Vector& x, const Vector& y) {
    return of_each([&](int i) { return x.lane[i] * y.lane[i]; });
  }
  friend __device__ __forceinline__ Vector operator*(T x, const Vector& y) {
    return of_each([&](int i) { return x * y.lane[i]; });
  }
};

enum class Stores { cached, streaming };

template <class T>
ASSAY_BODY Vector<T> load(const T* data, std::uint64_t vector_idx) {
  return __builtin_bit_cast(Vector<T>, ptx::ld_global_nc_v4(data + vector_idx * kWidth<T>));
}

/// The same of memory that this kernel writes too: not through the read-only path.
template <class T>
ASSAY_BODY Vector<T> load_written(const T* data, std::uint64_t vector_idx) {
  return __builtin_bit_cast(Vector<T>, ptx::ld_global_v4(data + vector_idx * kWidth<T>));
}

template <Stores kStores, class T>
ASSAY_BODY void store(T* data, std::uint64_t vector_idx, Vector<T> value) {
  const ptx::Bits128 bits = __builtin_bit_cast(ptx::Bits128, value);
  if constexpr (kStores == Stores::streaming)
    ptx::st_global_cs_v4(data + vector_idx * kWidth<T>, bits);
  else
    ptx::st_global_v4(data + vector_idx * kWidth<T>, bits);
}

template <class T>
ASSAY_BODY void store_unaligned(T* to, const Vector<T>& value) {
  ASSAY_UNROLL for (int i = 0; i < static_cast<int>(kWidth<T>); ++i) to[i] = value.lane[i];
}

/// Loads and stores of a stream under the cache hint of its shape.
template <Hint kHint, class T>
ASSAY_BODY Vector<T> load(const T* data, std::uint64_t vector_idx) {
  const T* const from = data + vector_idx * kWidth<T>;
  if constexpr (kHint == Hint::normal)
    return __builtin_bit_cast(Vector<T>, ptx::ld_global_nc_cached_v4(from));
  else if constexpr (kHint == Hint::evict_first)
    return __builtin_bit_cast(Vector<T>,
                              ptx::ld_global_nc_policy_v4(from, ptx::createpolicy_evict_first()));
  else
    return __builtin_bit_cast(Vector<T>, ptx::ld_global_nc_v4(from));
}

template <Hint kHint, class T>
ASSAY_BODY void store(T* data, std::uint64_t vector_idx, Vector<T> value) {
  T* const to = data + vector_idx * kWidth<T>;
  const ptx::Bits128 bits = __builtin_bit_cast(ptx::Bits128, value);
  if constexpr (kHint == Hint::normal)
    ptx::st_global_v4(to, bits);
  else if constexpr (kHint == Hint::evict_first)
    ptx::st_global_policy_v4(to, bits, ptx::createpolicy_evict_first());
  else
    ptx::st_global_cs_v4(to, bits);
}

// Other warps run while one waits: nothing to foresee.
ASSAY_BODY void prefetch_line(const void*) {}
template <int kVectors, class T>
ASSAY_BODY void prefetch_stream(const T*, std::uint64_t) {}

class Machine {
 public:
  ASSAY_BODY std::uint32_t block() const { return blockIdx.x; }
  ASSAY_BODY std::uint32_t blocks() const { return gridDim.x; }
  ASSAY_BODY std::uint64_t lane() const { return threadIdx.x; }

  template <class F>
  ASSAY_BODY void grid_lanes(std::uint64_t count, F f) const {
    for (std::uint64_t i = first_lane(); i < count; i += all_lanes()) f(i);
  }

  /// A block takes tiles of kUnroll neighbouring vectors a thread. Blocks of kBlockThreads threads,
  /// where that is known, find all but the first of them at constant distances.
  template <int kUnroll, std::uint32_t kBlockThreads = 0, class Produce, class Consume,
            class Foresee>
  ASSAY_BODY void grid_stream(std::uint64_t count, Produce produce, Consume consume,
                              Foresee) const {
    const std::uint32_t threads = kBlockThreads == 0 ? blockDim.x : kBlockThreads;
    const std::uint64_t tile = std::uint64_t{threads} * kUnroll;
    // Unrolling these as well would take the registers that the loads in flight are to have.
    _Pragma("unroll 1") for (std::uint64_t begin = blockIdx.x * tile; begin < count;
                             begin += gridDim.x * tile) {
      const std::uint64_t i = begin + threadIdx.x;
      if (begin + tile <= count) {
        decltype(produce(i)) value[kUnroll];
        ASSAY_UNROLL for (int u = 0; u < kUnroll; ++u) value[u] = produce(i + u * threads);
        ASSAY_UNROLL for (int u = 0; u < kUnroll; ++u) consume(i + u * threads, value[u], u);
      } else {
        _Pragma("unroll 1") for (std::uint64_t rest = i; rest < count; rest += threads) {
          consume(rest, produce(rest), 0);
        }
      }
    }
  }

  /// f(i) for every i in [0, count) of the tiles that belong to this block, tile t to block
  /// t % blocks.
  template <class F>
  ASSAY_BODY void block_tiles(std::uint64_t count, std::uint64_t tile, F f) const {
    for (std::uint64_t begin = blockIdx.x * tile; begin < count; begin += gridDim.x * tile) {
      const std::uint64_t end = begin + tile < count ? begin + tile : count;
      for (std::uint64_t i = begin + threadIdx.x; i < end; i += blockDim.x) f(i);
    }
  }

  template <class T>
  ASSAY_BODY T block_sum(T value) const {
    __shared__ T partial[32];
    for (int offset = 16; offset > 0; offset /= 2) value += __shfl_down_sync(~0u, value, offset);
    if (threadIdx.x % 32 == 0) partial[threadIdx.x / 32] = value;
    __syncthreads();
    T sum = 0;
    for (unsigned warp = 0; warp < blockDim.x / 32; ++warp) sum += partial[warp];
    __syncthreads();
    return sum;
  }

  template <class F>
  ASSAY_BODY void leader(F f) const {
    if (threadIdx.x == 0) f();
  }

  ASSAY_BODY void drain_stores() const {}

  ASSAY_BODY static void atomic_add(std::uint64_t* to, std::uint64_t value) {
    atomic_fetch_add(to, value);
  }
  ASSAY_BODY static std::uint64_t atomic_fetch_add(std::uint64_t* to, std::uint64_t value) {
    return atomicAdd(reinterpret_cast<unsigned long long*>(to),
                     static_cast<unsigned long long>(value));
  }
  /// What was there before.
  ASSAY_BODY static std::uint64_t atomic_min(std::uint64_t* to, std::uint64_t value) {
    return atomicMin(reinterpret_cast<unsigned long long*>(to),
                     static_cast<unsigned long long>(value));
  }
  /// f() by one lane of the grid at a time; *lock is 0 when free. For what hardly ever happens.
  template <class F>
  ASSAY_BODY static void locked(std::uint32_t* lock, F f) {
    while (atomicCAS(lock, 0u, 1u) != 0u) {
    }
    __threadfence();
    f();
    __threadfence();
    atomicExch(lock, 0u);
  }

 private:
  ASSAY_BODY static std::uint64_t first_lane() {
    return static_cast<std::uint64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  }
  ASSAY_BODY static std::uint64_t all_lanes() {
    return static_cast<std::uint64_t>(gridDim.x) * blockDim.x;
  }
};

/// A block with shared memory and lanes that keep values between steps; a lane is a thread, its
/// values are registers.
class BlockMachine {
 public:
  /// Neighbouring lanes read neighbouring words.
  static constexpr bool kStagesAlone = false;

  ASSAY_BODY BlockMachine(const Machine& machine, void*, std::uint64_t) : machine_(machine) {}

  ASSAY_BODY std::uint32_t block() const { return machine_.block(); }
  ASSAY_BODY std::uint32_t blocks() const { return machine_.blocks(); }

  template <class Shared>
  ASSAY_BODY Shared& shared() {
    __shared__ alignas(alignof(Shared)) unsigned char bytes[sizeof(Shared)];
    return *reinterpret_cast<Shared*>(bytes);
  }

  template <class T, int kLanes>
  struct PerLane {
    static_assert(kLanes <= static_cast<int>(kThreads));
    ASSAY_BODY explicit PerLane(const BlockMachine&) {}
    T value;
  };

  ASSAY_BODY void sync() const { __syncthreads(); }

  template <class F>
  ASSAY_BODY void lanes(int count, F f) const {
    for (int i = static_cast<int>(threadIdx.x); i < count; i += static_cast<int>(blockDim.x)) f(i);
  }

  template <class Values, class F>
  ASSAY_BODY void each(Values& values, int count, F f) const {
    if (static_cast<int>(threadIdx.x) < count) f(static_cast<int>(threadIdx.x), values.value);
  }

 private:
  const Machine& machine_;
};

/// Queues body(machine) on the stream `iterations` times, blocks_per_processor blocks an SM.
template <class Body>
void launch(const Launch& where, const Body& body, std::uint64_t iterations = 1,
            std::uint32_t blocks_per_processor = 8) {
  launch_grid<Machine>(where, Grid{.blocks = where.processors * blocks_per_processor}, body,
                       iterations);
}

/// Queues body(machine) as one thread that reads no clock: next to nothing but the launch itself.
template <class Body>
void launch_thread(const Launch& where, const Body& body) {
  Launch unwatched = where;
  unwatched.ticks = nullptr;
  launch_grid<Machine, 1>(unwatched, Grid{.blocks = 1}, body);
}

}  // namespace assay::gpu
