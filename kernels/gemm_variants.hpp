// Every shape of a tensor-core GEMM, whichever body has it: what is swept and tuned.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "kernels/gemm_sm80_shapes.hpp"
#include "kernels/gemm_sm90_shapes.hpp"

namespace assay {

template <DataType kType>
inline constexpr int kGemmSm90Variants = gemm_sm90_takes(kType) ? GemmSm90Shapes<kType>::count : 0;
template <DataType kType>
inline constexpr int kGemmVariantCount = kGemmSm90Variants<kType> + GemmSm80Shapes<kType>::count;

template <DataType kType>
struct GemmVariantList {
  Variant shapes[kGemmVariantCount<kType>] = {};
};

template <DataType kType>
constexpr GemmVariantList<kType> joined_gemm_shapes() {
  GemmVariantList<kType> joined;
  for (int i = 0; i < kGemmVariantCount<kType>; ++i) {
    const int j = i - kGemmSm90Variants<kType>;
    joined.shapes[i] = j < 0 ? GemmSm90Shapes<kType>::list[i] : GemmSm80Shapes<kType>::list[j];
  }
  return joined;
}

/// Those for 9.0 first. A case runs those of its own path alone.
template <DataType kType>
inline constexpr GemmVariantList<kType> kGemmVariants = joined_gemm_shapes<kType>();

}  // namespace assay
