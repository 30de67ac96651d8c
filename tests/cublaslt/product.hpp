// The product of two column-major matrices, in plain loops.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "harness/measure/cublaslt/api.hpp"

namespace assay::fake_cublaslt {

struct Matrix {
  measure::cublaslt_api::Number number = {};
  std::uint64_t rows = 0, columns = 0, leading = 0;
};

struct Operand {
  const void* data = nullptr;
  Matrix matrix = {};
  bool transposed = false;

  std::uint64_t rows() const { return transposed ? matrix.columns : matrix.rows; }
  std::uint64_t columns() const { return transposed ? matrix.rows : matrix.columns; }
  double at(std::uint64_t row, std::uint64_t column) const;
};

/// D = alpha first second + beta D, and `add`.
struct Product {
  Operand first, second;
  void* d = nullptr;
  Matrix d_matrix = {};
  double alpha = 1, beta = 0, add = 0;

  bool fits() const;
  void multiply() const;
};

double scalar(measure::cublaslt_api::Number number, const void* value);

}  // namespace assay::fake_cublaslt
