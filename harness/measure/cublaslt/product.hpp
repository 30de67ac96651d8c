// How is C = A B, with C row-major, put to a library that knows column-major matrices?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>

#include "harness/measure/cublaslt/api.hpp"
#include "kernels/parameters.hpp"

namespace assay::measure {

// Row-major memory with rows of p elements is column-major memory of the transposed matrix, with
// columns of p elements. So the library is asked for the transposed product, whose result it then
// leaves as our C:
//
//   C^T [n x m] = B^T [n x k]  A^T [k x m]
//                 its first    its second operand
//
// Each operand is stored as one of the two matrices it may be read as, and the library is told to
// transpose it where that is the wrong one:
//
//   ours             in memory, column-major     its operand      operation
//   B column-major   B   [k x n], columns of k   B^T              transposed
//   B row-major      B^T [n x k], columns of n   B^T              as it lies
//   A row-major      A^T [k x m], columns of k   A^T              as it lies
//   A column-major   A   [m x k], columns of m   A^T              transposed
//
// row_column, the layout in which every type is done, is its "TN".

/// Column-major; columns are `rows` elements apart.
struct CublasLtMatrix {
  cublaslt_api::Number number = {};
  std::uint64_t rows = 0, columns = 0;
};

/// D = op(first) op(second). `first` is our B, `second` our A, `d` our C.
struct CublasLtProduct {
  cublaslt_api::Compute compute = {};
  cublaslt_api::Number scale = {};
  cublaslt_api::Operation first_operation = {}, second_operation = {};
  CublasLtMatrix first, second, d;
  std::optional<bool> fast_accumulation = {};  ///< of 8-bit floating point alone
};

/// Throws Error(unavailable) for a type that the library has no product of.
CublasLtProduct cublaslt_product(const Parameters& parameters);

}  // namespace assay::measure
