// A chain of loads in random order: which slot comes when, and where it lies.
//
// Each slot holds the address of the next, all of them one cycle. Slot order.slot(i) is the i-th of
// the cycle, and order.slot is a permutation: so the chain is built by all lanes at once, it is one
// cycle by construction, and where a walk of n steps must end is known without walking.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/chip.hpp"
#include "kernels/machine/data.hpp"
#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

/// A permutation of [0, slots), drawn from a key.
///
/// Multiplying by an odd number, adding, and folding the high bits into the low ones can each be
/// undone modulo a power of two, so they permute. Where slots is no power of two, results beyond it
/// are permuted again until one lies within, which leaves a permutation of what lies within.
class CyclicOrder {
 public:
  static constexpr CyclicOrder of(std::uint64_t slots, std::uint32_t key) {
    CyclicOrder order;
    order.slots_ = slots;
    std::uint32_t bits = 0;
    while (bits < 63 && (std::uint64_t{1} << bits) < slots) ++bits;
    order.mask_ = (std::uint64_t{1} << bits) - 1;
    order.fold_ = bits / 2 + 1;
    for (std::uint32_t round = 0; round < kRounds; ++round) {
      order.addend_[round] = std::uint64_t{mix(key, 2 * round)} << 32 | mix(key, 2 * round + 1);
    }
    return order;
  }

  constexpr std::uint64_t slots() const { return slots_; }

  /// The i-th slot of the cycle, i in [0, slots).
  ASSAY_BODY constexpr std::uint64_t slot(std::uint64_t i) const {
    do i = permuted(i);
    while (i >= slots_);
    return i;
  }

 private:
  static constexpr std::uint32_t kRounds = 3;

  ASSAY_BODY constexpr std::uint64_t permuted(std::uint64_t x) const {
    // Odd, with bits all over: those of the golden ratio, of the square roots of 2 and 3.
    constexpr std::uint64_t kFactors[kRounds] = {0x9E3779B97F4A7C15u, 0x6A09E667F3BCC909u,
                                                 0xBB67AE8584CAA73Bu};
    for (std::uint32_t round = 0; round < kRounds; ++round) {
      x = (x * kFactors[round] + addend_[round]) & mask_;
      x ^= x >> fold_;
    }
    return x;
  }

  std::uint64_t slots_ = 1, mask_ = 0;
  std::uint64_t addend_[kRounds] = {};
  std::uint32_t fold_ = 1;
};

/// Published figures are about this distance: accesses of one 128-byte line are far apart in time.
inline constexpr std::uint64_t kSlotBytes = 64;

/// Where the slots lie: one every `stride` bytes, at a line of its own choice within them, or all
/// would meet in the same sets of a cache.
struct ChaseLayout {
  std::uint64_t base;  ///< address
  std::uint64_t stride;
  std::uint32_t key;
  CyclicOrder order;

  static ChaseLayout of(const void* memory, std::uint64_t slots, std::uint64_t stride,
                        std::uint32_t key) {
    return {reinterpret_cast<std::uint64_t>(memory), stride, key, CyclicOrder::of(slots, key)};
  }

  /// Address of the i-th step, i in [0, slots).
  ASSAY_BODY std::uint64_t address(std::uint64_t i) const {
    const std::uint64_t slot = order.slot(i), lines = stride / kSlotBytes;
    return base + slot * stride + (lines > 1 ? mix(key, slot) % lines * kSlotBytes : 0);
  }
  ASSAY_BODY std::uint64_t address_after(std::uint64_t i) const {
    return address(i + 1 == order.slots() ? 0 : i + 1);
  }
};

struct ChaseBuildBody {
  ChaseLayout chain;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const ChaseLayout c = chain;
    machine.grid_lanes(c.order.slots(), [&](std::uint64_t i) {
      *reinterpret_cast<std::uint64_t*>(c.address(i)) = c.address_after(i);
    });
  }
};

/// `steps` dependent loads, from an address on.
template <Chain kChain>
ASSAY_BODY std::uint64_t walk(std::uint64_t address, std::uint64_t steps) {
  constexpr std::uint64_t kUnroll = 32;
  std::uint64_t step = 0;
  for (; step + kUnroll <= steps; step += kUnroll) {
    ASSAY_UNROLL for (std::uint64_t u = 0; u < kUnroll; ++u) address = load_next<kChain>(address);
  }
  for (; step < steps; ++step) address = load_next<kChain>(address);
  return address;
}

}  // namespace assay::ASSAY_TARGET
