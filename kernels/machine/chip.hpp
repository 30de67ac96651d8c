// What probes of the chip itself ask of a machine: which processor this is, its cycles, and loads
// that wait for one another.
//
// Addresses are words here: a chain of loads holds the address of each step in the one before, so
// that nothing but the loads is between them.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <time.h>

#include <cstdint>

#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

/// Which caches a chain of loads may use.
enum class Chain { through_l1, past_l1 };

#if defined(__CUDACC__)

ASSAY_BODY std::uint32_t processor(const Machine&) {
  return ptx::smid();
}

/// Lanes that take turns wait here for one another.
ASSAY_BODY void sync_warp() {
  __syncwarp();
}

ASSAY_BODY std::uint64_t cycles() {
  return ptx::clock64();
}
/// The cycles once `value`, not 0, has arrived.
ASSAY_BODY std::uint64_t cycles_after(std::uint64_t value) {
  return ptx::clock64_after(value);
}

template <Chain kChain>
ASSAY_BODY std::uint64_t load_next(std::uint64_t address) {
  return kChain == Chain::through_l1 ? ptx::ld_global(address) : ptx::ld_global_cg(address);
}

ASSAY_BODY std::uint64_t load_shared_by_all(const std::uint64_t* word) {
  return ptx::ld_relaxed_gpu(word);
}

ASSAY_BODY void atomic_or(std::uint64_t* word, std::uint64_t bits) {
  atomicOr(reinterpret_cast<unsigned long long*>(word), static_cast<unsigned long long>(bits));
}

ASSAY_BODY int bits_set(std::uint64_t word) {
  return __popcll(word);
}

/// 16 bytes of a block's own memory; every call reads.
ASSAY_BODY Vector<std::uint64_t> load_own(const std::uint64_t* data, std::uint64_t vector_idx) {
  return __builtin_bit_cast(Vector<std::uint64_t>,
                            ptx::ld_volatile_shared_v4(data + vector_idx * 2));
}

/// Queues body(machine) as one block alone.
template <class Body>
void launch_block(const Launch& where, const Body& body) {
  launch_grid<Machine>(where, Grid{.blocks = 1}, body);
}

/// Queues body(machine) as one lane alone, `iterations` times.
template <class Body>
void launch_lane(const Launch& where, const Body& body, std::uint64_t iterations = 1) {
  launch_grid<Machine, 1>(where, Grid{.blocks = 1}, body, iterations);
}

#else

ASSAY_BODY std::uint32_t processor(const Machine& machine) {
  return machine.block();
}

ASSAY_BODY void sync_warp() {}

ASSAY_BODY std::uint64_t cycles() {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#else
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000000000u +
         static_cast<std::uint64_t>(now.tv_nsec);
#endif
}
ASSAY_BODY std::uint64_t cycles_after(std::uint64_t value) {
  asm volatile("" ::"r"(value) : "memory");
#if defined(__x86_64__)
  __builtin_ia32_lfence();
#endif
  return cycles();
}

template <Chain>
ASSAY_BODY std::uint64_t load_next(std::uint64_t address) {
  return *reinterpret_cast<const volatile std::uint64_t*>(address);
}

ASSAY_BODY std::uint64_t load_shared_by_all(const std::uint64_t* word) {
  return __atomic_load_n(word, __ATOMIC_RELAXED);
}

ASSAY_BODY void atomic_or(std::uint64_t* word, std::uint64_t bits) {
  __atomic_fetch_or(word, bits, __ATOMIC_RELAXED);
}

ASSAY_BODY int bits_set(std::uint64_t word) {
  return __builtin_popcountll(word);
}

ASSAY_BODY Vector<std::uint64_t> load_own(const std::uint64_t* data, std::uint64_t vector_idx) {
  asm volatile("" ::: "memory");
  return load(data, vector_idx);
}

// The thread that queues is the team's first.
template <class Body>
void launch_block(const Launch&, const Body& body) {
  body(Machine(0, 1));
  asm volatile("" ::: "memory");
}

template <class Body>
void launch_lane(const Launch& where, const Body& body, std::uint64_t iterations = 1) {
  for (std::uint64_t i = 0; i < iterations; ++i) launch_block(where, body);
}

#endif

}  // namespace assay::ASSAY_TARGET
