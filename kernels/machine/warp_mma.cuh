// The GPU as a machine for the tensor cores of single warps: a PerLane value is a register.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/gemm_format.hpp"
#include "kernels/machine/gpu.cuh"
#include "kernels/machine/ptx_mma.cuh"
#include "kernels/machine/warp_mma.hpp"

namespace assay::gpu {

/// Shared memory is sized at launch and starts undefined. Members are those of warp_mma.hpp; what
/// they require is checked by their twins in machine/warp_mma_model.hpp.
class WarpMachine {
 public:
  template <class T>
  struct PerLane {
    T value;
    ASSAY_BODY T& operator[](std::uint32_t) { return value; }
    ASSAY_BODY const T& operator[](std::uint32_t) const { return value; }
  };

  ASSAY_BODY WarpMachine() {
    extern __shared__ __align__(128) unsigned char memory[];
    base_ = static_cast<std::uint32_t>(__cvta_generic_to_shared(memory));
  }

  ASSAY_BODY std::uint32_t block() const { return blockIdx.x; }
  ASSAY_BODY std::uint32_t warp() const { return threadIdx.x / kWarpLanes; }
  ASSAY_BODY std::uint32_t processor() const { return ptx::smid(); }

  template <class F>
  ASSAY_BODY void lanes(F f) const {
    f(lane());
  }
  template <class F>
  ASSAY_BODY void block_leader(F f) const {
    if (threadIdx.x == 0) f();
  }
  ASSAY_BODY void sync() const { __syncthreads(); }
  ASSAY_BODY void warp_sync() const { __syncwarp(); }

  ASSAY_BODY void cp_async(std::uint32_t, std::uint32_t to, const void* from,
                           std::uint32_t bytes) const {
    ptx::cp_async_cg_16(base_ + to, from, bytes);
  }
  ASSAY_BODY void cp_async_commit() const { ptx::cp_async_commit_group(); }
  template <int kPending>
  ASSAY_BODY void cp_async_wait() const {
    ptx::cp_async_wait_group<kPending>();
  }

  template <bool kTransposed, class At>
  ASSAY_BODY void ldmatrix(PerLane<MmaWords>& to, At at) const {
    if constexpr (kTransposed)
      ptx::ldmatrix_x4_trans(to.value.word, base_ + at(lane()));
    else
      ptx::ldmatrix_x4(to.value.word, base_ + at(lane()));
  }

  template <DataType kType>
  ASSAY_BODY void mma(PerLane<MmaSums<GemmSumOf<kType>>>& d, const PerLane<MmaWords>& a,
                      const PerLane<MmaWords>& b, int half) const {
    auto& sum = d.value.sum;
    const auto& rows = a.value.word;
    const std::uint32_t b0 = b.value.word[2 * half], b1 = b.value.word[2 * half + 1];
    if constexpr (kType == DataType::bf16) ptx::mma_m16n8k16_bf16(sum, rows, b0, b1);
    if constexpr (kType == DataType::fp16) ptx::mma_m16n8k16_f16(sum, rows, b0, b1);
    if constexpr (kType == DataType::tf32) ptx::mma_m16n8k8_tf32(sum, rows, b0, b1);
    if constexpr (kType == DataType::int8) ptx::mma_m16n8k32_s8(sum, rows, b0, b1);
    if constexpr (kType == DataType::fp8_e4m3) ptx::mma_m16n8k32_e4m3(sum, rows, b0, b1);
    if constexpr (kType == DataType::fp8_e5m2) ptx::mma_m16n8k32_e5m2(sum, rows, b0, b1);
  }

  /// Hopper's own shape where there is one, else four of the smallest.
  ASSAY_BODY void mma_f64(PerLane<MmaSums<double>>& d, const PerLane<MmaDoubles>& upper,
                          const PerLane<MmaDoubles>& lower, const PerLane<MmaDoubles>& b) const {
    auto& sum = d.value.sum;
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
    const double rows[4] = {upper.value.first, lower.value.first, upper.value.second,
                            lower.value.second};
    ptx::mma_m16n8k8_f64(sum, rows, b.value.first, b.value.second);
#else
    ptx::mma_m8n8k4_f64(sum[0], sum[1], upper.value.first, b.value.first);
    ptx::mma_m8n8k4_f64(sum[2], sum[3], lower.value.first, b.value.first);
    ptx::mma_m8n8k4_f64(sum[0], sum[1], upper.value.second, b.value.second);
    ptx::mma_m8n8k4_f64(sum[2], sum[3], lower.value.second, b.value.second);
#endif
  }

  template <class V>
  ASSAY_BODY V shared_load(std::uint32_t, std::uint32_t at) const {
    static_assert(sizeof(V) == 16);
    return __builtin_bit_cast(V, ptx::ld_shared_v4(base_ + at));
  }
  template <class V>
  ASSAY_BODY void shared_store(std::uint32_t, std::uint32_t at, const V& value) const {
    if constexpr (sizeof(V) == 4)
      ptx::st_shared_u32(base_ + at, __builtin_bit_cast(std::uint32_t, value));
    else if constexpr (sizeof(V) == 8)
      ptx::st_shared_u64(base_ + at, __builtin_bit_cast(std::uint64_t, value));
    else
      ptx::st_shared_v4(base_ + at, __builtin_bit_cast(ptx::Bits128, value));
  }
  ASSAY_BODY void global_store(std::uint32_t, void* to, const MmaChunk& bits) const {
    ptx::st_global_v4(to, __builtin_bit_cast(ptx::Bits128, bits));
  }

 private:
  ASSAY_BODY static std::uint32_t lane() {
    return threadIdx.x % kWarpLanes;
  }

  std::uint32_t base_;
};

}  // namespace assay::gpu
