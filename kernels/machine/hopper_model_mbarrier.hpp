// What does an mbarrier hold, and when does its phase end? (PTX ISA 9.7.13.15)
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "kernels/machine/turns.hpp"

namespace assay::model {

/// Contents of an mbarrier, and of 64 bits of shared memory.
struct BarrierWord {
  static constexpr std::int32_t kMost = (1 << 20) - 1;  ///< arrivals, and bytes either way

  std::int32_t expected = 0, pending = 0;
  std::int32_t transactions = 0;  ///< bytes expected and not yet landed; negative: landed early
  std::uint32_t phase = 0;        ///< that are over, modulo 8

  static constexpr std::uint64_t kMask20 = 0xFFFFF, kMask21 = 0x1FFFFF;

  std::uint64_t bits() const {
    const auto field = [](std::int32_t x) { return static_cast<std::uint64_t>(x); };
    return field(expected) | field(pending) << 20 | (field(transactions) & kMask21) << 40 |
           std::uint64_t{phase & 7} << 61;
  }
  static BarrierWord from(std::uint64_t bits) {
    const auto field = [](std::uint64_t x) { return static_cast<std::int32_t>(x); };
    std::int32_t transactions = field(bits >> 40 & kMask21);
    if (transactions > kMost) transactions -= 1 << 21;
    return {.expected = field(bits & kMask20),
            .pending = field(bits >> 20 & kMask20),
            .transactions = transactions,
            .phase = static_cast<std::uint32_t>(bits >> 61)};
  }
  static BarrierWord initial(std::uint32_t arrivals) {
    if (arrivals == 0 || arrivals > kMost)
      throw BrokenRule("an mbarrier expects 1 to 2^20 - 1 arrivals");
    const auto count = static_cast<std::int32_t>(arrivals);
    return {.expected = count, .pending = count};
  }

  void arrive(std::int32_t count) {
    if (count > pending) throw BrokenRule("an arrival too many at an mbarrier");
    pending -= count;
    end_phase_if_due();
  }
  void expect(std::int64_t bytes) { add(bytes); }
  void complete(std::int64_t bytes) {
    add(-bytes);
    end_phase_if_due();
  }
  bool is_over(std::uint32_t parity) const { return (phase & 1) != parity; }

  std::string describe() const {
    return "phase " + std::to_string(phase) + " of 8, " + std::to_string(pending) + " of " +
           std::to_string(expected) + " arrivals and " + std::to_string(transactions) +
           " bytes pending";
  }

 private:
  void add(std::int64_t bytes) {
    const std::int64_t sum = transactions + bytes;
    if (sum > kMost || sum < -kMost)
      throw BrokenRule("the transaction count of an mbarrier leaves 20 bits");
    transactions = static_cast<std::int32_t>(sum);
  }
  void end_phase_if_due() {
    if (pending != 0 || transactions != 0) return;
    phase = (phase + 1) & 7;
    pending = expected;
  }
};

/// The word as it lies in shared memory; threads change it at once.
class SharedWord {
 public:
  explicit SharedWord(std::byte* at) : word_(*reinterpret_cast<std::uint64_t*>(at)) {}

  BarrierWord load() const { return BarrierWord::from(word_.load(std::memory_order_acquire)); }

  /// Applies change(word); true where that ended the phase.
  template <class Change>
  bool change(Change change) {
    std::uint64_t before = word_.load(std::memory_order_relaxed);
    while (true) {
      BarrierWord word = BarrierWord::from(before);
      const std::uint32_t phase = word.phase;
      change(word);
      if (word_.compare_exchange_weak(before, word.bits(), std::memory_order_acq_rel))
        return word.phase != phase;
    }
  }

 private:
  std::atomic_ref<std::uint64_t> word_;
};

}  // namespace assay::model
