// What is to be multiplied, for whichever body does it.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/kernel.hpp"

namespace assay {

/// Whether an operand is contiguous along k, and not along m or n. Inlined by force, as kernel.hpp
/// asks of what is compiled for every instruction set.
[[gnu::always_inline]] constexpr bool a_is_along_k(Layout layout) {
  return layout != Layout::column_column && layout != Layout::column_row;
}
[[gnu::always_inline]] constexpr bool b_is_along_k(Layout layout) {
  return layout != Layout::row_row && layout != Layout::column_row;
}

/// Where a body leaves which SM computed which tile: entry (row / rows) * across + column /
/// columns.
struct TileOwners {
  std::uint32_t* processor = nullptr;
  std::uint32_t rows = 0, columns = 0;  ///< of a tile
  std::uint32_t across = 0;             ///< tiles side by side
};

/// C[m x n] = A[m x k] B[k x n]. C is row-major with rows of c_pitch elements. A row-major has rows
/// of a_pitch elements, column-major columns of a_pitch; B likewise. Pitches are multiples of 16
/// bytes and the padding holds zeros. Type of C: bf16 for bf16 and fp8, fp16 for fp16, fp32 for
/// tf32, int32 for int8, fp64 for fp64.
struct GemmProblem {
  DataType type = DataType::bf16;
  const void* a = nullptr;
  const void* b = nullptr;
  void* c = nullptr;
  std::uint64_t m = 0, n = 0, k = 0;
  std::uint64_t a_pitch = 0, b_pitch = 0, c_pitch = 0;  ///< in elements
  Layout layout = Layout::row_column;
  Accumulation accumulation = Accumulation::none;
  Variant variant = {};
  TileOwners owners = {};  ///< null: nobody asks
};

}  // namespace assay
