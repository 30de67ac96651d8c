// Which cases of tensor.rate does a device have, and why not the others?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "kernels/tensor_rate_shape.hpp"

namespace assay::ASSAY_TARGET {

constexpr DataType kRateTypes[] = {DataType::bf16,     DataType::fp16,     DataType::tf32,
                                   DataType::fp8_e4m3, DataType::fp8_e5m2, DataType::int8,
                                   DataType::fp64};

constexpr const char* why_no_rate(const Parameters& p, std::uint32_t capability) {
  const bool fallback = p.path == Path::fallback, fp64 = p.type == DataType::fp64;
  if (p.type == DataType::fp32) return "tensor cores multiply no fp32: take type=tf32";
  if (p.type == DataType::int32) return "tensor cores multiply no int32: take type=int8";
  if (capability < 80)
    return "parts before compute capability 8.0 are not supported by tensor.rate";
  if (is_fp8(p.type) && capability < 89)
    return "tensor cores multiply fp8 from compute capability 8.9 on: take type=int8";
  if (fp64 && p.sparsity == Sparsity::structured)
    return "tensor cores know no sparse fp64: take sparsity=dense";
  if (is_fp8(p.type) && p.sparsity == Sparsity::structured && (fallback || capability < 90))
    return "mma.sync of sparse fp8 is not among these kernels: take sparsity=dense";
  if (fallback && capability < 90)
    return "mma.sync is the native path before compute capability 9.0: take path=native";
  if (!fallback && !fp64 && capability >= 100)
    return "there is no code yet for the tensor cores after compute capability 9.0: take "
           "path=fallback";
  if (p.operands == Operands::shared && (fallback || fp64 || capability < 90))
    return "mma.sync has its operands in registers: take operands=registers";
  return "";
}

/// At most 64: seven types, of two sparsities, from two places, and the fallback of each.
constexpr int rate_cases(const DeviceShape& device, Depth depth, Parameters* list) {
  int count = 0;
  for (const DataType type : kRateTypes) {
    for (const Path path : {Path::native, Path::fallback}) {
      for (const Sparsity sparsity : {Sparsity::dense, Sparsity::structured}) {
        for (const Operands operands : {Operands::shared, Operands::registers}) {
          const Parameters one{
              .type = type, .sparsity = sparsity, .operands = operands, .path = path};
          if (*why_no_rate(one, device.compute_capability) != '\0') continue;
          // Enough to tell the part: each type once, dense, on the path that it has.
          const bool again = count > 0 && list[count - 1].type == type;
          if (depth == Depth::quick && (again || sparsity != Sparsity::dense)) continue;
          list[count++] = one;
        }
      }
    }
  }
  return count;
}

}  // namespace assay::ASSAY_TARGET
