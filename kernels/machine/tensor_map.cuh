// How does a matrix in global memory become what the tensor copy engine takes?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cuda.h>

#include <string>

#include "kernels/machine/cuda_check.cuh"
#include "kernels/machine/hopper.hpp"
#include "kernels/machine/tensor_map.hpp"

namespace assay::gpu {

/// Passed to kernels by value, as a __grid_constant__ parameter.
using TensorMap = CUtensorMap;

/// The driver's cuTensorMapEncodeTiled, found at run time: a program that links to the driver does
/// not start where there is none. Throws Error(unavailable) where the driver is too old.
inline auto tensor_map_encoder() {
  void* function = nullptr;
  cudaDriverEntryPointQueryResult found = cudaDriverEntryPointSymbolNotFound;
#if CUDART_VERSION >= 12050
  constexpr unsigned kSince = 12000;
  check(cudaGetDriverEntryPointByVersion("cuTensorMapEncodeTiled", &function, kSince,
                                         cudaEnableDefault, &found),
        "asking the driver for cuTensorMapEncodeTiled");
#else
  check(cudaGetDriverEntryPoint("cuTensorMapEncodeTiled", &function, cudaEnableDefault, &found),
        "asking the driver for cuTensorMapEncodeTiled");
#endif
  if (found != cudaDriverEntryPointSuccess || function == nullptr) {
    throw Error(ErrorKind::unavailable,
                "asking the driver for cuTensorMapEncodeTiled: it has none; tensor copies need a "
                "driver for CUDA 12.0 or later");
  }
  return reinterpret_cast<decltype(&cuTensorMapEncodeTiled)>(function);
}

inline CUtensorMapDataType tensor_map_type(DataType type) {
  switch (type) {
    case DataType::fp64:
      return CU_TENSOR_MAP_DATA_TYPE_FLOAT64;
    case DataType::fp32:
      return CU_TENSOR_MAP_DATA_TYPE_FLOAT32;
    case DataType::tf32:
      return CU_TENSOR_MAP_DATA_TYPE_TFLOAT32;
    case DataType::fp16:
      return CU_TENSOR_MAP_DATA_TYPE_FLOAT16;
    case DataType::bf16:
      return CU_TENSOR_MAP_DATA_TYPE_BFLOAT16;
    case DataType::fp8_e4m3:
    case DataType::fp8_e5m2:
    case DataType::int8:
    case DataType::int32:
      break;
  }
  return CU_TENSOR_MAP_DATA_TYPE_UINT8;
}

inline CUtensorMapSwizzle tensor_map_swizzle(hopper::Swizzle swizzle) {
  switch (swizzle) {
    case hopper::Swizzle::none:
      return CU_TENSOR_MAP_SWIZZLE_NONE;
    case hopper::Swizzle::bytes32:
      return CU_TENSOR_MAP_SWIZZLE_32B;
    case hopper::Swizzle::bytes64:
      return CU_TENSOR_MAP_SWIZZLE_64B;
    case hopper::Swizzle::bytes128:
      break;
  }
  return CU_TENSOR_MAP_SWIZZLE_128B;
}

/// Throws Error(usage) that names the field of the tensor that is wrong.
inline TensorMap tensor_map(const hopper::Tensor& t) {
  if (const std::string problem = hopper::tensor_problem(t); !problem.empty()) {
    throw Error(ErrorKind::usage, "describing a tensor of " + std::to_string(t.rows) + " x " +
                                      std::to_string(t.columns) +
                                      " to the copy engine: " + problem);
  }
  TensorMap map;
  const cuuint64_t extents[] = {t.columns, t.rows}, pitches[] = {t.pitch_bytes};
  const cuuint32_t box[] = {t.box_columns, t.box_rows}, steps[] = {1, 1};
  const CUresult status =
      tensor_map_encoder()(&map, tensor_map_type(t.type), 2, t.data, extents, pitches, box, steps,
                           CU_TENSOR_MAP_INTERLEAVE_NONE, tensor_map_swizzle(t.swizzle),
                           CU_TENSOR_MAP_L2_PROMOTION_L2_256B, CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE);
  if (status == CUDA_SUCCESS) return map;
  throw Error(ErrorKind::unavailable,
              "describing a tensor of " + std::to_string(t.rows) + " x " +
                  std::to_string(t.columns) +
                  " to the copy engine: cuTensorMapEncodeTiled refused " + "it with " +
                  std::to_string(static_cast<int>(status)) +
                  "; its limits are those checked before, so suspect the driver");
}

}  // namespace assay::gpu
