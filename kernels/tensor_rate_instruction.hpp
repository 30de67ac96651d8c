// What is the instruction that a case of tensor.rate measures called?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

/// Names of one type: wgmma and mma.sync, dense and 2:4 sparse.
struct RateInstruction {
  DataType type;
  const char *wgmma, *wgmma_sparse, *mma, *mma_sparse;
};

constexpr RateInstruction kRateInstructions[] = {
    {DataType::bf16, "wgmma.m64n256k16.f32.bf16.bf16", "wgmma.sp.m64n256k32.f32.bf16.bf16",
     "mma.m16n8k16.f32.bf16.bf16", "mma.sp.m16n8k32.f32.bf16.bf16"},
    {DataType::fp16, "wgmma.m64n256k16.f32.f16.f16", "wgmma.sp.m64n256k32.f32.f16.f16",
     "mma.m16n8k16.f32.f16.f16", "mma.sp.m16n8k32.f32.f16.f16"},
    {DataType::tf32, "wgmma.m64n256k8.f32.tf32.tf32", "wgmma.sp.m64n256k16.f32.tf32.tf32",
     "mma.m16n8k8.f32.tf32.tf32", "mma.sp.m16n8k16.f32.tf32.tf32"},
    {DataType::fp8_e4m3, "wgmma.m64n256k32.f32.e4m3.e4m3", "wgmma.sp.m64n256k64.f32.e4m3.e4m3",
     "mma.m16n8k32.f32.e4m3.e4m3", "mma.sp.m16n8k64.f32.e4m3.e4m3"},
    {DataType::fp8_e5m2, "wgmma.m64n256k32.f32.e5m2.e5m2", "wgmma.sp.m64n256k64.f32.e5m2.e5m2",
     "mma.m16n8k32.f32.e5m2.e5m2", "mma.sp.m16n8k64.f32.e5m2.e5m2"},
    {DataType::int8, "wgmma.m64n256k32.s32.s8.s8", "wgmma.sp.m64n256k64.s32.s8.s8",
     "mma.m16n8k32.s32.s8.s8", "mma.sp.m16n8k64.s32.s8.s8"},
};

/// By wgmma on 9.0 unless it is a fallback, by mma.sync elsewhere. Null: no such instruction.
constexpr const char* rate_instruction(const Parameters& p, std::uint32_t compute_capability) {
  const bool sparse = p.sparsity == Sparsity::structured, fallback = p.path == Path::fallback;
  if (p.type == DataType::fp64) {
    return fallback || compute_capability < 90 ? "mma.m8n8k4.f64.f64.f64"
                                               : "mma.m16n8k16.f64.f64.f64";
  }
  for (const RateInstruction& of : kRateInstructions) {
    if (of.type != p.type) continue;
    if (fallback || compute_capability != 90) return sparse ? of.mma_sparse : of.mma;
    return sparse ? of.wgmma_sparse : of.wgmma;
  }
  return nullptr;
}

}  // namespace assay::ASSAY_TARGET
