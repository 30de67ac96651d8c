// Is what we know of cuBLASLt's interface what its header says? This compiles, or it is not.
// SPDX-License-Identifier: Apache-2.0
#include <cublasLt.h>

#include <cstddef>
#include <type_traits>

#include "harness/measure/cublaslt/api.hpp"

namespace assay::measure::cublaslt_api {
namespace {

template <class Ours>
constexpr bool same(Ours ours, int theirs) {
  return static_cast<int>(ours) == theirs;
}

static_assert(kSuccess == CUBLAS_STATUS_SUCCESS && sizeof(cublasStatus_t) == sizeof(Status));
static_assert(same(Number::fp32, CUDA_R_32F) && same(Number::fp64, CUDA_R_64F));
static_assert(same(Number::fp16, CUDA_R_16F) && same(Number::bf16, CUDA_R_16BF));
static_assert(same(Number::int8, CUDA_R_8I) && same(Number::int32, CUDA_R_32I));
static_assert(same(Number::fp8_e4m3, CUDA_R_8F_E4M3) && same(Number::fp8_e5m2, CUDA_R_8F_E5M2));
static_assert(same(Compute::fp32, CUBLAS_COMPUTE_32F) && same(Compute::fp64, CUBLAS_COMPUTE_64F));
static_assert(same(Compute::int32, CUBLAS_COMPUTE_32I));
static_assert(same(Compute::tf32, CUBLAS_COMPUTE_32F_FAST_TF32));
static_assert(same(Operation::as_it_lies, CUBLAS_OP_N));
static_assert(same(Operation::transposed, CUBLAS_OP_T));
static_assert(same(DescriptorAttribute::transpose_a, CUBLASLT_MATMUL_DESC_TRANSA));
static_assert(same(DescriptorAttribute::transpose_b, CUBLASLT_MATMUL_DESC_TRANSB));
static_assert(same(DescriptorAttribute::fast_accumulation, CUBLASLT_MATMUL_DESC_FAST_ACCUM));
static_assert(same(PreferenceAttribute::workspace_bytes, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES));
static_assert(same(AlgorithmAttribute::id, CUBLASLT_ALGO_CONFIG_ID));
static_assert(same(AlgorithmAttribute::tile, CUBLASLT_ALGO_CONFIG_TILE_ID));
static_assert(same(AlgorithmAttribute::split_k, CUBLASLT_ALGO_CONFIG_SPLITK_NUM));
static_assert(same(AlgorithmAttribute::reduction, CUBLASLT_ALGO_CONFIG_REDUCTION_SCHEME));
static_assert(same(AlgorithmAttribute::swizzle, CUBLASLT_ALGO_CONFIG_CTA_SWIZZLING));
static_assert(same(AlgorithmAttribute::custom, CUBLASLT_ALGO_CONFIG_CUSTOM_OPTION));
static_assert(same(AlgorithmAttribute::stages, CUBLASLT_ALGO_CONFIG_STAGES_ID));
static_assert(same(AlgorithmAttribute::inner_shape, CUBLASLT_ALGO_CONFIG_INNER_SHAPE_ID));
static_assert(same(AlgorithmAttribute::cluster, CUBLASLT_ALGO_CONFIG_CLUSTER_SHAPE_ID));

static_assert(sizeof(Algorithm) == sizeof(cublasLtMatmulAlgo_t));
static_assert(sizeof(Heuristic) == sizeof(cublasLtMatmulHeuristicResult_t));
static_assert(offsetof(Heuristic, workspace_bytes) ==
              offsetof(cublasLtMatmulHeuristicResult_t, workspaceSize));
static_assert(offsetof(Heuristic, state) == offsetof(cublasLtMatmulHeuristicResult_t, state));
static_assert(offsetof(Heuristic, waves) == offsetof(cublasLtMatmulHeuristicResult_t, wavesCount));

// What a function is given and returns, by size and kind: an enumeration is passed as an int, and
// every handle as a pointer.
template <class Type>
struct Kind
    : std::integral_constant<std::size_t, (std::is_pointer_v<Type> ? 100 : 0) + sizeof(Type)> {};
template <class Ours, class Theirs>
struct Alike : std::false_type {};
template <class Ours, class... OurArguments, class Theirs, class... TheirArguments>
struct Alike<Ours (*)(OurArguments...), Theirs (*)(TheirArguments...)> {
  static constexpr bool count() { return sizeof...(OurArguments) == sizeof...(TheirArguments); }
  static constexpr bool value = [] {
    if constexpr (count()) {
      return Kind<Ours>::value == Kind<Theirs>::value &&
             ((Kind<OurArguments>::value == Kind<TheirArguments>::value) && ...);
    } else {
      return false;
    }
  }();
};
#define ASSAY_ALIKE(ours, theirs) \
  static_assert(Alike<decltype(Functions::ours), decltype(&theirs)>::value)
ASSAY_ALIKE(get_version, cublasLtGetVersion);
ASSAY_ALIKE(get_status_string, cublasLtGetStatusString);
ASSAY_ALIKE(create, cublasLtCreate);
ASSAY_ALIKE(destroy, cublasLtDestroy);
ASSAY_ALIKE(matmul_desc_create, cublasLtMatmulDescCreate);
ASSAY_ALIKE(matmul_desc_destroy, cublasLtMatmulDescDestroy);
ASSAY_ALIKE(matmul_desc_set_attribute, cublasLtMatmulDescSetAttribute);
ASSAY_ALIKE(matrix_layout_create, cublasLtMatrixLayoutCreate);
ASSAY_ALIKE(matrix_layout_destroy, cublasLtMatrixLayoutDestroy);
ASSAY_ALIKE(matmul_preference_create, cublasLtMatmulPreferenceCreate);
ASSAY_ALIKE(matmul_preference_destroy, cublasLtMatmulPreferenceDestroy);
ASSAY_ALIKE(matmul_preference_set_attribute, cublasLtMatmulPreferenceSetAttribute);
ASSAY_ALIKE(matmul_algo_get_heuristic, cublasLtMatmulAlgoGetHeuristic);
ASSAY_ALIKE(matmul_algo_config_get_attribute, cublasLtMatmulAlgoConfigGetAttribute);
ASSAY_ALIKE(matmul, cublasLtMatmul);
#undef ASSAY_ALIKE

}  // namespace
}  // namespace assay::measure::cublaslt_api
