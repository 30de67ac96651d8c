// Which problems and shapes does the body of mma.sync not take, and what works instead?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <string>

#include "kernels/gemm_problem.hpp"
#include "kernels/gemm_sm80_shapes.hpp"

namespace assay {

inline constexpr std::uint64_t kGemmSm80Most = 1u << 27;  ///< of m, n and k: 1 GiB of fp64

inline bool gemm_sm80_is_aligned(const void* data, std::uint64_t pitch_bytes) {
  return reinterpret_cast<std::uintptr_t>(data) % 16 == 0 && pitch_bytes % 16 == 0;
}

/// Of the part that is fixed by the problem.
inline std::string gemm_sm80_problem_refusal(const GemmProblem& p) {
  const std::string size =
      std::to_string(p.m) + " x " + std::to_string(p.n) + " x " + std::to_string(p.k);
  if (p.m == 0 || p.n == 0 || p.k == 0 || p.m > kGemmSm80Most || p.n > kGemmSm80Most ||
      p.k > kGemmSm80Most)
    return "multiplying " + size + " by mma.sync: m, n and k must be between 1 and " +
           std::to_string(kGemmSm80Most);
  if (!gemm_sm80_takes(p.type, p.layout))
    return "multiplying " + size +
           " by mma.sync: operands of this type must both be contiguous "
           "along k: choose layout=row_column";
  const std::uint64_t bytes = element_bytes(p.type);
  const bool fp8 = is_fp8(p.type);
  if (p.accumulation == Accumulation::promoted && !fp8)
    return "multiplying " + size +
           " by mma.sync: sums are promoted of fp8 alone: leave accumulation out";
  const std::uint64_t output_bytes = fp8 ? 2 : bytes == 1 ? 4 : bytes;
  if (!gemm_sm80_is_aligned(p.a, p.a_pitch * bytes) ||
      !gemm_sm80_is_aligned(p.b, p.b_pitch * bytes) ||
      !gemm_sm80_is_aligned(p.c, p.c_pitch * output_bytes))
    return "multiplying " + size + " by mma.sync: rows must begin at multiples of 16 B: pad them";
  return {};
}

/// In one sentence, with the nearest that works; empty: it takes the problem in this shape, which
/// is one of `list`.
inline std::string gemm_sm80_refusal(const GemmProblem& p, const Variant& shape,
                                     const Variant* list, int count) {
  const std::string why = gemm_sm80_problem_refusal(p);
  if (!why.empty()) return why;
  const auto tile = [](std::uint32_t rows, std::uint32_t columns) {
    return std::to_string(rows) + " x " + std::to_string(columns);
  };
  std::string known;
  for (int i = 0; i < count; ++i) {
    const Variant& one = list[i];
    if (one.tile_rows == shape.tile_rows && one.tile_columns == shape.tile_columns &&
        one.stages == shape.stages) {
      if (p.owners.processor == nullptr ||
          (p.owners.rows == one.tile_rows && p.owners.columns == one.tile_columns))
        return {};
      return "asking which SM computed tiles of " + tile(p.owners.rows, p.owners.columns) +
             " of C, which are computed in tiles of " + tile(one.tile_rows, one.tile_columns) +
             ": ask for these";
    }
    const std::string name = tile(one.tile_rows, one.tile_columns);
    if (known.find(name) == std::string::npos) known += (known.empty() ? "" : ", ") + name;
  }
  return "multiplying by mma.sync in tiles of " + tile(shape.tile_rows, shape.tile_columns) +
         " and " + std::to_string(shape.stages) + " stages: there are tiles of " + known +
         " with " + std::to_string(kGemmSm80Stages) + " stages";
}

}  // namespace assay
