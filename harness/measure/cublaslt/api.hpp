// What of cuBLASLt's C interface is called, in types of our own: the library is opened at run time,
// and a build needs neither it nor its header. tests/cublaslt compares this with the header where
// there is one.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

namespace assay::measure::cublaslt_api {

using Status = int;
inline constexpr Status kSuccess = 0;

/// cudaDataType_t
enum class Number : int {
  fp32 = 0,
  fp64 = 1,
  fp16 = 2,
  int8 = 3,
  int32 = 10,
  bf16 = 14,
  fp8_e4m3 = 28,
  fp8_e5m2 = 29,
};

/// cublasComputeType_t
enum class Compute : int { fp32 = 68, fp64 = 70, int32 = 72, tf32 = 77 };

/// cublasOperation_t
enum class Operation : int { as_it_lies = 0, transposed = 1 };

/// cublasLtMatmulDescAttributes_t
enum class DescriptorAttribute : int { transpose_a = 3, transpose_b = 4, fast_accumulation = 25 };

/// cublasLtMatmulPreferenceAttributes_t
enum class PreferenceAttribute : int { workspace_bytes = 1 };

/// cublasLtMatmulAlgoConfigAttributes_t
enum class AlgorithmAttribute : int {
  id = 0,
  tile = 1,
  split_k = 2,
  reduction = 3,
  swizzle = 4,
  custom = 5,
  stages = 6,
  inner_shape = 7,
  cluster = 8,
};

/// cublasLtMatmulAlgo_t
struct Algorithm {
  std::uint64_t data[8];
};

/// cublasLtMatmulHeuristicResult_t
struct Heuristic {
  Algorithm algorithm;
  std::size_t workspace_bytes;
  Status state;
  float waves;
  int reserved[4];
};

/// cublasLtHandle_t, cublasLtMatmulDesc_t, cublasLtMatrixLayout_t, cublasLtMatmulPreference_t
using Opaque = void*;

/// Named as in the library, less "cublasLt".
struct Functions {
  std::size_t (*get_version)();
  const char* (*get_status_string)(Status);
  Status (*create)(Opaque*);
  Status (*destroy)(Opaque);
  Status (*matmul_desc_create)(Opaque*, Compute, Number scale);
  Status (*matmul_desc_destroy)(Opaque);
  Status (*matmul_desc_set_attribute)(Opaque, DescriptorAttribute, const void*, std::size_t);
  Status (*matrix_layout_create)(Opaque*, Number, std::uint64_t rows, std::uint64_t columns,
                                 std::int64_t leading);
  Status (*matrix_layout_destroy)(Opaque);
  Status (*matmul_preference_create)(Opaque*);
  Status (*matmul_preference_destroy)(Opaque);
  Status (*matmul_preference_set_attribute)(Opaque, PreferenceAttribute, const void*, std::size_t);
  Status (*matmul_algo_get_heuristic)(Opaque handle, Opaque descriptor, Opaque a, Opaque b,
                                      Opaque c, Opaque d, Opaque preference, int wanted,
                                      Heuristic* results, int* count);
  Status (*matmul_algo_config_get_attribute)(const Algorithm*, AlgorithmAttribute, void*,
                                             std::size_t, std::size_t* written);
  Status (*matmul)(Opaque handle, Opaque descriptor, const void* alpha, const void* a,
                   Opaque a_layout, const void* b, Opaque b_layout, const void* beta, const void* c,
                   Opaque c_layout, void* d, Opaque d_layout, const Algorithm*, void* workspace,
                   std::size_t workspace_bytes, void* stream);
};

}  // namespace assay::measure::cublaslt_api
