// Where the operands and sums of tensor.rate lie, how they are filled and how they are checked.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <type_traits>

#include "kernels/tensor_rate_values.hpp"

namespace assay::ASSAY_TARGET {

/// What the tensor core sums products of a type in.
template <DataType kType>
using RateSum = std::conditional_t<kType == DataType::int8, std::int32_t,
                                   std::conditional_t<kType == DataType::fp64, double, float>>;

/// One set of operands and sums for each block, one after the other.
struct RateData {
  RateShape shape;
  void* all_a = nullptr;     ///< rows, steps, slots
  void* all_b = nullptr;     ///< columns, steps, places along k
  void* all_sums = nullptr;  ///< rounds, rows, columns
  ProcessorWork* work = nullptr;
  std::uint64_t seed = 0;

  ASSAY_BODY RateValues values() const { return {shape, seed}; }
  template <DataType kType>
  ASSAY_BODY auto* a(std::uint64_t block) const {
    return static_cast<typename Encoded<kType>::Word*>(all_a) + block * shape.a_elements();
  }
  template <DataType kType>
  ASSAY_BODY auto* b(std::uint64_t block) const {
    return static_cast<typename Encoded<kType>::Word*>(all_b) + block * shape.b_elements();
  }
  template <class Sum>
  ASSAY_BODY Sum* sums(std::uint64_t block) const {
    return static_cast<Sum*>(all_sums) + block * shape.sums();
  }
};

template <DataType kType>
struct RateFillBody {
  RateData data;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const RateData d = data;
    const RateValues values = d.values();
    const std::uint64_t blocks = machine.blocks();
    const std::uint32_t steps = d.shape.steps, slots = d.shape.slots;
    machine.grid_lanes(blocks * d.shape.a_elements(), [&](std::uint64_t i) {
      const std::uint64_t step = i / slots;
      d.a<kType>(0)[i] =
          encode<kType>(values.a(step / steps, static_cast<std::uint32_t>(step % steps),
                                 static_cast<std::uint32_t>(i % slots)));
    });
    const std::uint32_t places = slots * d.shape.spread;
    machine.grid_lanes(blocks * d.shape.b_elements(), [&](std::uint64_t i) {
      const std::uint64_t step = i / places;
      d.b<kType>(0)[i] =
          encode<kType>(values.b_at(step / steps, static_cast<std::uint32_t>(step % steps),
                                    static_cast<std::uint32_t>(i % places)));
    });
  }
};

/// All bits set: a NaN of every floating-point type, and of integers -1, which no sum is.
template <class Sum>
struct RateSpoilBody {
  RateData data;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const RateData d = data;
    auto* const bytes = static_cast<std::uint32_t*>(d.all_sums);
    machine.grid_lanes(machine.blocks() * d.shape.sums() * (sizeof(Sum) / 4),
                       [&](std::uint64_t i) { bytes[i] = ~0u; });
    machine.leader([&] { d.work[machine.block()] = ProcessorWork{}; });
  }
};

/// Every sum against what the values say, and whether every block counted.
template <class Sum>
struct RateVerifyBody {
  RateData data;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const RateVerifyBody body = *this;
    const RateData d = body.data;
    const RateValues values = d.values();
    const RateShape& shape = d.shape;
    const std::uint64_t all = machine.blocks() * shape.sums();
    machine.grid_lanes(all, [&](std::uint64_t i) {
      const std::uint64_t line = i / shape.columns, block = i / shape.sums();
      const std::uint64_t row = block * shape.rows + line % shape.rows;
      const std::uint64_t column = block * shape.columns + i % shape.columns;
      const int expected = values.growth(row, column) * static_cast<int>(shape.iterations);
      const Sum actual = d.sums<Sum>(0)[i];
      if (!(actual == static_cast<Sum>(expected))) {
        body.report(i, block, static_cast<double>(expected), static_cast<double>(actual));
      }
    });
    machine.leader([&] {
      const ProcessorWork& own = d.work[machine.block()];
      const std::uint64_t flop = own.cycles == 0 ? 0 : own.flop;
      if (flop != shape.flop()) {
        body.report(all + machine.block(), machine.block(), static_cast<double>(shape.flop()),
                    static_cast<double>(flop));
      }
      Machine::atomic_add(&body.mismatch->checked, shape.sums() + 1);
    });
  }

 private:
  ASSAY_BODY void report(std::uint64_t i, std::uint64_t block, double expected,
                         double actual) const {
    if (Machine::atomic_fetch_add(&mismatch->count, 1) != 0) return;
    mismatch->index = i;
    mismatch->expected = expected;
    mismatch->actual = actual;
    const ProcessorWork& by = data.work[block];
    if (by.cycles != 0) mismatch->processor_plus_one = by.processor + 1;
  }
};

}  // namespace assay::ASSAY_TARGET
