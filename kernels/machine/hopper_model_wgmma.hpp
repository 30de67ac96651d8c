// Which bytes of shared memory does wgmma take for its operands, and what does it add up?
//
// PTX ISA 9.7.15.5: the 64 bits of a descriptor are decoded and the bytes are read where the
// hardware reads them, so that a wrong stride or swizzle gives wrong operands here too. Sums are in
// fp32, rounded after every product; hardware rounds less often and otherwise.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "kernels/machine/hopper.hpp"
#include "kernels/machine/hopper_model_tensor.hpp"
#include "kernels/machine/number.hpp"

namespace assay::model {

inline constexpr std::uint32_t kWarpRows = 16;  ///< of the 64 of a warpgroup
inline constexpr std::uint32_t kWarpLanes = 32;

/// A descriptor taken apart again.
class OperandView {
 public:
  OperandView(std::uint64_t bits, hopper::Major major, std::uint32_t element)
      : address_(field(bits)),
        leading_(field(bits >> 16)),
        stride_(field(bits >> 32)),
        base_offset_(static_cast<std::uint32_t>(bits >> 49 & 7)),
        swizzle_(static_cast<hopper::Swizzle>(bits >> 62)),
        major_(major),
        element_(element) {
    constexpr std::uint64_t kUnused = 0x3FF1'C000'C000'C000;
    if ((bits & kUnused) != 0) throw BrokenRule("a descriptor has bits set that have no meaning");
    if (major == hopper::Major::mn && element != 2)
      throw BrokenRule("wgmma takes no operand along M or N but of 16-bit types");
  }

  /// Elements of one chunk, which lie along k or along M and N.
  std::uint32_t chunk_elements() const { return kChunkBytes / element_; }

  /// Where the chunk lies whose first element has index `mn` along M or N, and k.
  std::uint32_t chunk_at(std::uint32_t mn, std::uint32_t k) const {
    const std::uint32_t row = swizzle_row_bytes(swizzle_);
    std::uint32_t at = address_;
    if (major_ == hopper::Major::k) {
      const std::uint32_t chunk = k / chunk_elements();
      at += mn / 8 * stride_ + mn % 8 * (row == 0 ? kChunkBytes : row) +
            (row == 0 ? chunk * leading_ : chunk * kChunkBytes);
    } else if (row == 0) {
      at += mn / 8 * stride_ + k / 8 * leading_ + k % 8 * kChunkBytes;
    } else {
      const std::uint32_t in_row = row / element_;
      at += mn / in_row * leading_ + mn % in_row * element_ + k / 8 * stride_ + k % 8 * row;
    }
    return place(at);
  }

 private:
  static std::uint32_t field(std::uint64_t bits) {
    return static_cast<std::uint32_t>(bits & 0x3FFF) << 4;
  }
  /// The pattern is that of the address, counted from where it begins.
  std::uint32_t place(std::uint32_t at) const {
    const std::uint32_t begin = base_offset_ * 128;
    return (swizzled(at - begin, swizzle_) + begin) & 0x3FFFFu;
  }

  std::uint32_t address_, leading_, stride_, base_offset_;
  hopper::Swizzle swizzle_;
  hopper::Major major_;
  std::uint32_t element_;
};

template <DataType kType>
inline constexpr std::uint32_t kStepElements = hopper::kStepBytes / hopper::element_bytes(kType);

/// Calls f(address, mn, k) of every chunk of rows [first, first + count) of an operand.
template <DataType kType, class F>
void each_chunk(const OperandView& view, hopper::Major major, std::uint32_t first,
                std::uint32_t count, F f) {
  const bool along_k = major == hopper::Major::k;
  const std::uint32_t step = view.chunk_elements();
  for (std::uint32_t mn = first; mn < first + count; mn += along_k ? 1 : step) {
    for (std::uint32_t k = 0; k < kStepElements<kType>; k += along_k ? step : 1)
      f(view.chunk_at(mn, k), mn, k);
  }
}

/// What the registers of a warp are ordered by: a thread of the model is one warp, and as on a GPU
/// its accumulators need not be told whose they are.
struct WarpRegisters {
  std::uint32_t warp = 0;    ///< of the warpgroup
  std::uint64_t fences = 0;  ///< wgmma.fence so far

  static const WarpRegisters*& mine() {
    thread_local const WarpRegisters* registers = nullptr;
    return registers;
  }
};

/// Values of an operand: element (mn, k) at [k][mn].
template <DataType kType, std::uint32_t kCount>
class OperandValues {
 public:
  using Value = hopper::Sum<kType>;

  OperandValues(std::span<const std::byte> memory, const OperandView& view, hopper::Major major,
                std::uint32_t first) {
    constexpr std::uint32_t kElement = hopper::element_bytes(kType);
    each_chunk<kType>(view, major, first, kCount,
                      [&](std::uint32_t at, std::uint32_t mn, std::uint32_t k) {
                        if (at + kChunkBytes > memory.size())
                          throw BrokenRule("wgmma reads outside shared memory");
                        for (std::uint32_t e = 0; e < view.chunk_elements(); ++e) {
                          const Value value = decode<kType>(&memory[at + e * kElement]);
                          if (major == hopper::Major::k)
                            values_[k + e][mn - first] = value;
                          else
                            values_[k][mn + e - first] = value;
                        }
                      });
  }
  const std::array<Value, kCount>& at_k(std::uint32_t k) const { return values_[k]; }

 private:
  std::array<std::array<Value, kCount>, kStepElements<kType>> values_;
};

/// A warp's 16 rows of the sums of a warpgroup, as its 32 lanes hold them.
template <DataType kType, std::uint32_t kColumns>
class Accumulator {
 public:
  static_assert(kColumns % 8 == 0 && kColumns >= 8 && kColumns <= 256);
  static_assert(kType != DataType::int8 || kColumns <= 32 || kColumns % 16 == 0,
                "wgmma of integers has no such n");
  using Value = hopper::Sum<kType>;
  static constexpr std::uint32_t kLaneRegisters = kColumns / 2;

  Accumulator() : registers_(WarpRegisters::mine()) {
    if (registers_ == nullptr) throw BrokenRule("an accumulator outside a warp");
    touched_ = registers_->fences;
    for (auto& row : rows_) row.fill(kUnknown);
  }
  Accumulator(const Accumulator&) = delete;
  Accumulator& operator=(const Accumulator&) = delete;

  /// Lane t of warp w holds rows 16 w + t / 4 and 8 more, columns 8 j + 2 (t % 4) and one more.
  template <class F>
  void for_each_pair(F f) {
    touch();
    for (std::uint32_t lane = 0; lane < kWarpLanes; ++lane) {
      for (std::uint32_t i = 0; i < kLaneRegisters; i += 2) {
        const std::uint32_t row = lane / 4 + i / 2 % 2 * 8, column = i / 4 * 8 + lane % 4 * 2;
        f(registers_->warp * kWarpRows + row, column, rows_[row][column], rows_[row][column + 1]);
      }
    }
  }
  void add(const Accumulator& other) {
    touch();
    other.require_settled();
    for (std::uint32_t row = 0; row < kWarpRows; ++row) {
      for (std::uint32_t n = 0; n < kColumns; ++n) {
        rows_[row][n] = plus(rows_[row][n], other.rows_[row][n]);
      }
    }
    other.touched_ = registers_->fences;  // reading orders them as writing does
  }

  // What follows is the machine's.

  void issued() {
    if (registers_->fences == touched_)
      throw BrokenRule("wgmma without wgmma.fence after its registers were touched");
    in_flight_ = true;
    ++pending_;
  }
  void completed() { --pending_; }
  /// Named in a wait: from now on it may be read if nothing is pending.
  void named() { in_flight_ = pending_ > 0; }

  void multiply(std::span<const std::byte> memory, const OperandView& a, hopper::Major a_major,
                const OperandView& b, hopper::Major b_major, bool accumulate) {
    const OperandValues<kType, kWarpRows> left(memory, a, a_major, registers_->warp * kWarpRows);
    const OperandValues<kType, kColumns> right(memory, b, b_major, 0);
    if (!accumulate) rows_ = {};
    for (std::uint32_t row = 0; row < kWarpRows; ++row) {
      for (std::uint32_t k = 0; k < kStepElements<kType>; ++k)
        add_products(rows_[row].data(), left.at_k(k)[row], right.at_k(k).data());
    }
  }

 private:
  /// What registers hold that nobody wrote.
  static constexpr Value kUnknown = std::numeric_limits<Value>::has_quiet_NaN
                                        ? std::numeric_limits<Value>::quiet_NaN()
                                        : std::numeric_limits<Value>::max();

  /// Of what only this warp sees: ThreadSanitizer would multiply the time for nothing.
  __attribute__((no_sanitize_thread)) static void add_products(Value* sums, Value factor,
                                                               const Value* others) {
    for (std::uint32_t n = 0; n < kColumns; ++n) {
      if constexpr (kType == DataType::int8) {  // sums wrap around
        sums[n] = static_cast<Value>(static_cast<std::uint32_t>(sums[n]) +
                                     static_cast<std::uint32_t>(factor * others[n]));
      } else {
        sums[n] += factor * others[n];
      }
    }
  }
  static Value plus(Value x, Value y) {
    if constexpr (kType == DataType::int8) {  // it wraps around
      return static_cast<Value>(static_cast<std::uint32_t>(x) + static_cast<std::uint32_t>(y));
    } else {
      return x + y;
    }
  }
  void require_settled() const {
    if (in_flight_) throw BrokenRule("an accumulator is touched before wgmma.wait_group");
  }
  void touch() {
    require_settled();
    touched_ = registers_->fences;
  }

  std::array<std::array<Value, kColumns>, kWarpRows> rows_;
  const WarpRegisters* registers_;
  int pending_ = 0;
  bool in_flight_ = false;             // until a wait names it
  mutable std::uint64_t touched_ = 0;  // number of the fence before
};

}  // namespace assay::model
