// Which shapes does the matrix product for Hopper come in?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/kernel.hpp"

namespace assay {

/// A shape of the matrix product for sm_90a. `group` changes no code, so it may be anything; the
/// others are those of a compiled instance.
constexpr Variant gemm_sm90_shape(std::uint32_t tile_rows, std::uint32_t tile_columns,
                                  std::uint32_t cluster, std::uint32_t stages,
                                  std::uint32_t group) {
  return {.stages = stages,
          .tile_rows = tile_rows,
          .tile_columns = tile_columns,
          .cluster = cluster,
          .group = group};
}

// What decides. A stage is 128 bytes of k. With tiles of 128 x 256 the tensor cores of an H100 want
// 48 B a clock from the L2, which gives about 46; with two blocks that share the larger operand it
// is 32 B. An H20 wants a quarter of that, but has 78 SMs, which tiles of 128 x 256 seldom fill to
// the last wave: 208 and 216 columns do at 8192 and 4096. Groups make what 132 blocks work on at
// one time about 2048 x 2048.

/// Every shape, the one to begin with first. Layouts beside row_column have the first
/// kGemmSm90Basic.
template <DataType kType>
struct GemmSm90Shapes {
  /// The least legal step of columns is 8 for floating point and 16 for int8.
  static constexpr std::uint32_t kOdd = kType == DataType::int8 ? 208 : 216;
  static constexpr Variant list[] = {
      gemm_sm90_shape(128, 256, 2, 4, 16), gemm_sm90_shape(128, 128, 1, 6, 16),
      gemm_sm90_shape(128, 256, 2, 3, 16), gemm_sm90_shape(128, 256, 1, 4, 16),
      gemm_sm90_shape(256, 128, 2, 4, 8),  gemm_sm90_shape(128, 192, 1, 4, 16),
      gemm_sm90_shape(128, 128, 2, 6, 16), gemm_sm90_shape(64, 256, 1, 4, 16),
      gemm_sm90_shape(128, kOdd, 1, 4, 8), gemm_sm90_shape(128, 256, 2, 4, 8),
      gemm_sm90_shape(128, 256, 2, 4, 32)};
  static constexpr int count = static_cast<int>(sizeof list / sizeof list[0]);
};

inline constexpr int kGemmSm90Basic = 2;

/// Whether two shapes are the same code.
constexpr bool same_gemm_sm90_code(const Variant& x, const Variant& y) {
  return x.tile_rows == y.tile_rows && x.tile_columns == y.tile_columns && x.cluster == y.cluster &&
         x.stages == y.stages;
}

constexpr bool gemm_sm90_takes(DataType type) {
  return type != DataType::fp64 && type != DataType::fp32;
}
/// The tensor core reads only 16-bit types along their rows or their columns.
constexpr bool gemm_sm90_takes_layout(DataType type, Layout layout) {
  return layout == Layout::row_column || type == DataType::bf16 || type == DataType::fp16;
}

/// Whether entry `index` of the list is compiled for this layout and way to sum.
template <DataType kType>
constexpr bool gemm_sm90_compiled(int index, Layout layout, Accumulation accumulation) {
  const Variant& shape = GemmSm90Shapes<kType>::list[index];
  for (int i = 0; i < index; ++i) {
    if (same_gemm_sm90_code(GemmSm90Shapes<kType>::list[i], shape)) return false;  // by that one
  }
  if (layout != Layout::row_column)
    return gemm_sm90_takes_layout(kType, layout) && index < kGemmSm90Basic;
  // Two sets of sums leave no registers for the odd number of columns.
  const bool odd = shape.tile_columns == GemmSm90Shapes<kType>::kOdd;
  return accumulation != Accumulation::promoted || (is_fp8(kType) && !odd);
}

/// Whether gemm_sm90 can run this shape with this layout and way to sum.
template <DataType kType>
constexpr bool gemm_sm90_runs(const Variant& shape, Layout layout, Accumulation accumulation) {
  for (int i = 0; i < GemmSm90Shapes<kType>::count; ++i) {
    if (same_gemm_sm90_code(GemmSm90Shapes<kType>::list[i], shape) && shape.group != 0 &&
        gemm_sm90_compiled<kType>(i, layout, accumulation)) {
      return true;
    }
  }
  return false;
}

}  // namespace assay
