// Types and layouts of one product.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cublaslt/product.hpp"

#include <fmt/format.h>

#include "harness/core/words.hpp"
#include "kernels/error.hpp"
#include "kernels/gemm_problem.hpp"

namespace assay::measure {
namespace {

using cublaslt_api::Compute;
using cublaslt_api::Number;
using cublaslt_api::Operation;

struct Types {
  Number input, output, scale;
  Compute compute;
};

/// The outputs are those of our kernels.
Types types_of(DataType type) {
  switch (type) {
    case DataType::bf16:
      return {Number::bf16, Number::bf16, Number::fp32, Compute::fp32};
    case DataType::fp16:
      return {Number::fp16, Number::fp16, Number::fp32, Compute::fp32};
    case DataType::fp8_e4m3:
      return {Number::fp8_e4m3, Number::bf16, Number::fp32, Compute::fp32};
    case DataType::fp8_e5m2:
      return {Number::fp8_e5m2, Number::bf16, Number::fp32, Compute::fp32};
    case DataType::int8:
      return {Number::int8, Number::int32, Number::int32, Compute::int32};
    case DataType::tf32:
      return {Number::fp32, Number::fp32, Number::fp32, Compute::tf32};
    case DataType::fp64:
      return {Number::fp64, Number::fp64, Number::fp64, Compute::fp64};
    case DataType::fp32:
    case DataType::int32:
      break;
  }
  throw Error(ErrorKind::unavailable,
              fmt::format("asking cuBLASLt for a product in {}: it is compared in the types of "
                          "tensor cores alone",
                          to_string(type)));
}

}  // namespace

CublasLtProduct cublaslt_product(const Parameters& p) {
  const Types types = types_of(p.type);
  CublasLtProduct made;
  made.compute = types.compute;
  made.scale = types.scale;
  if (b_is_along_k(p.layout)) {
    made.first = {types.input, p.k, p.n};
    made.first_operation = Operation::transposed;
  } else {
    made.first = {types.input, p.n, p.k};
    made.first_operation = Operation::as_it_lies;
  }
  if (a_is_along_k(p.layout)) {
    made.second = {types.input, p.k, p.m};
    made.second_operation = Operation::as_it_lies;
  } else {
    made.second = {types.input, p.m, p.k};
    made.second_operation = Operation::transposed;
  }
  made.d = {types.output, p.n, p.m};
  if (p.accumulation != Accumulation::none) {
    made.fast_accumulation = p.accumulation == Accumulation::fast;
  }
  return made;
}

}  // namespace assay::measure
