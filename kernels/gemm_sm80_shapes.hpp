// Which GEMM problems and shapes the body of mma.sync takes (gemm_sm80.hpp): plain data for hosts.
//
// Any m, n and k, with rows of A, B and C that begin at multiples of 16 bytes.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/kernel.hpp"

namespace assay {

inline constexpr std::uint32_t kGemmSm80Stages = 4;  ///< slices of 64 B of k in the ring

/// One shape: a tile of C for a block, so many tiles down before the next column of tiles.
constexpr Variant gemm_sm80_shape(std::uint32_t rows, std::uint32_t columns, std::uint32_t group) {
  return {.stages = kGemmSm80Stages, .tile_rows = rows, .tile_columns = columns, .group = group};
}

/// The large tile first; the smaller ones are for problems with fewer tiles than a device has SMs.
template <DataType kType>
struct GemmSm80Shapes {
  static constexpr Variant list[] = {gemm_sm80_shape(128, 256, 8), gemm_sm80_shape(128, 256, 16),
                                     gemm_sm80_shape(128, 128, 8), gemm_sm80_shape(128, 128, 16),
                                     gemm_sm80_shape(64, 128, 8)};
  static constexpr int count = 5;
};

/// Sums of fp64 take twice the registers.
template <>
struct GemmSm80Shapes<DataType::fp64> {
  static constexpr Variant list[] = {gemm_sm80_shape(128, 128, 8), gemm_sm80_shape(128, 128, 16),
                                     gemm_sm80_shape(64, 64, 8)};
  static constexpr int count = 3;
};

/// Hopper widens fp8 to fp16 before it multiplies, in twice the registers.
struct GemmSm80ShapesFp8 {
  static constexpr Variant list[] = {gemm_sm80_shape(64, 128, 8), gemm_sm80_shape(64, 128, 16),
                                     gemm_sm80_shape(64, 64, 16)};
  static constexpr int count = 3;
};
template <>
struct GemmSm80Shapes<DataType::fp8_e4m3> : GemmSm80ShapesFp8 {};
template <>
struct GemmSm80Shapes<DataType::fp8_e5m2> : GemmSm80ShapesFp8 {};

/// Least compute capability, 80 being 8.0, that has mma.sync of that type.
constexpr std::uint32_t gemm_sm80_capability(DataType type) {
  return is_fp8(type) ? 89 : 80;
}

/// Operands of 2 bytes may lie either way (ldmatrix.trans); the others must be contiguous along k.
constexpr bool gemm_sm80_takes(DataType type, Layout layout) {
  const bool two_bytes = type == DataType::bf16 || type == DataType::fp16;
  return two_bytes ? layout != Layout::none : layout == Layout::row_column;
}

/// Sums beside the sums would not fit with the large tiles; no shape of fp8 has one.
constexpr bool gemm_sm80_takes(Accumulation accumulation, const Variant& shape) {
  return accumulation != Accumulation::promoted || shape.tile_columns <= 128;
}

}  // namespace assay
