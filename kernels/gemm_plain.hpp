// A matrix product by definition, for machines without tensor cores: what the tests run in the
// place of gemm_sm90 and gemm_sm80.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/gemm_format.hpp"
#include "kernels/gemm_problem.hpp"

namespace assay::ASSAY_TARGET {

template <DataType kType>
struct GemmPlainBody {
  GemmProblem problem;

  ASSAY_BODY void operator()(const Machine& machine) const {
    using Stored = GemmStoredOf<kType>;
    const GemmProblem& p = problem;
    const auto* const a = static_cast<const Stored*>(p.a);
    const auto* const b = static_cast<const Stored*>(p.b);
    auto* const c = static_cast<GemmOutputOf<kType>*>(p.c);
    const bool a_along_k = a_is_along_k(p.layout), b_along_k = b_is_along_k(p.layout);
    machine.grid_lanes(p.m * p.n, [&](std::uint64_t i) {
      const std::uint64_t row = i / p.n, column = i % p.n;
      GemmSumOf<kType> sum = 0;
      for (std::uint64_t k = 0; k < p.k; ++k) {
        const Stored x = a[a_along_k ? row * p.a_pitch + k : k * p.a_pitch + row];
        const Stored y = b[b_along_k ? column * p.b_pitch + k : k * p.b_pitch + column];
        sum += gemm_number<kType>(x) * gemm_number<kType>(y);
      }
      c[row * p.c_pitch + column] = gemm_output<kType>(sum);
      const TileOwners& of = p.owners;
      if (of.processor != nullptr && row % of.rows == 0 && column % of.columns == 0) {
        of.processor[row / of.rows * of.across + column / of.columns] = machine.block();
      }
    });
  }
};

template <DataType kType>
void launch_gemm(const Launch& where, const GemmProblem& problem, Path, std::uint64_t iterations) {
  launch(where, GemmPlainBody<kType>{problem}, iterations);
}

}  // namespace assay::ASSAY_TARGET
