// What do the operands of a tensor-core GEMM hold, and where does each element lie?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/gemm_format.hpp"
#include "kernels/gemm_problem.hpp"
#include "kernels/machine/data.hpp"

namespace assay::ASSAY_TARGET {

/// Exact inputs: integers of at most this magnitude. Every type holds them, |c| <= 4 k stays below
/// 2^24 up to k = 2^22, so sums are exact in fp32. Hopper's fp8 sums in 14 bits (see
/// gemm_bound.hpp) and is exact while |partial sums| < 2^13: their variance is 4 k, so at k = 16384
/// that is 32 standard deviations, and 11 at 2^17.
inline constexpr std::int32_t kGemmExactBound = 2;

/// int8's timed inputs are uniform; 127^2 x 2^17 < 2^31.
inline constexpr std::int32_t kGemmInt8Bound = 127;

inline constexpr const char* kGemmFloatInput =
    "random, nearly normal: mean 0, variance 4/3, rounded to the type";
inline constexpr const char* kGemmIntegerInput = "random, uniform integers from -127 to 127";

/// Sum of four uniform bytes (variance 4 (2^16 - 1) / 12), eight more bits below them, and an odd
/// numerator so that none is zero: an odd multiple of 2^-16 of magnitude below 4, variance 4/3.
ASSAY_BODY float nearly_normal(std::uint32_t key, std::uint64_t i) {
  const std::uint32_t h = mix(key, i);
  const std::uint32_t pairs = (h & 0x00FF00FFu) + (h >> 8 & 0x00FF00FFu);
  const std::uint32_t sum = (pairs + (pairs >> 16)) & 0xFFFFu;
  const std::uint32_t fine = (h * 0x9E3779B1u) >> 24;
  return static_cast<float>(static_cast<std::int32_t>(2 * (sum << 8 | fine)) - 261375) *
         (1.0f / 65536);
}

/// Element i of the array with that key, as a number that the type holds.
template <DataType kType, Inputs kInputs>
ASSAY_BODY GemmSumOf<kType> gemm_value(std::uint32_t key, std::uint64_t i) {
  using Sum = GemmSumOf<kType>;
  if constexpr (kInputs == Inputs::exact) {
    return random_integer<Sum>(key, i, kGemmExactBound);
  } else if constexpr (kType == DataType::int8) {
    return random_integer<Sum>(key, i, kGemmInt8Bound);
  } else if constexpr (kType == DataType::fp64) {
    // 32 more random bits below the others.
    const auto fine = static_cast<double>(mix(~key, i));
    return static_cast<double>(nearly_normal(key, i)) + (fine - 2147483647.5) * 0x1p-48;
  } else {
    return rounded_to<kType>(nearly_normal(key, i));
  }
}

/// Which element of the generator lies at `place` of an operand of `lines` x k. By logical position
/// a(row, step) is element row * k + step of its generator, and b(step, column) element
/// column * k + step, however they lie in memory.
ASSAY_BODY std::uint64_t gemm_element_at(std::uint64_t place, std::uint64_t lines, std::uint64_t k,
                                         bool along_k) {
  return along_k ? place : place % lines * k + place / lines;
}

template <DataType kType>
struct GemmFillBody {
  GemmStoredOf<kType>*a, *b;
  GemmOutputOf<kType>* c;
  std::uint32_t* owners;
  std::uint64_t owner_count;
  std::uint64_t m, n, k;
  std::uint32_t a_key, b_key;
  Layout layout;
  Inputs inputs;
  bool fill_inputs;

  template <Inputs kInputs>
  ASSAY_BODY static void fill(const Machine& machine, const GemmFillBody& g) {
    machine.grid_lanes(g.m * g.k, [&](std::uint64_t i) {
      const auto from = gemm_element_at(i, g.m, g.k, a_is_along_k(g.layout));
      g.a[i] = gemm_stored<kType>(gemm_value<kType, kInputs>(g.a_key, from));
    });
    machine.grid_lanes(g.n * g.k, [&](std::uint64_t i) {
      const auto from = gemm_element_at(i, g.n, g.k, b_is_along_k(g.layout));
      g.b[i] = gemm_stored<kType>(gemm_value<kType, kInputs>(g.b_key, from));
    });
  }

  ASSAY_BODY void operator()(const Machine& machine) const {
    const GemmFillBody g = *this;
    if (g.fill_inputs && g.inputs == Inputs::exact) fill<Inputs::exact>(machine, g);
    if (g.fill_inputs && g.inputs == Inputs::timed) fill<Inputs::timed>(machine, g);
    machine.grid_lanes(g.m * g.n, [&](std::uint64_t i) { g.c[i] = gemm_spoiled<kType>(); });
    machine.grid_lanes(g.owner_count, [&](std::uint64_t i) { g.owners[i] = ~0u; });  // unknown
  }
};

}  // namespace assay::ASSAY_TARGET
