// What the instruction streams of tensor.rate have in common on a GPU: where a block finds its
// operands and leaves its sums, and how its cycles are counted.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "kernels/machine/gpu.cuh"
#include "kernels/tensor_rate_data.hpp"

namespace assay::gpu {

/// What all blocks work on; the functions are of the calling block.
struct RateBlocks {
  RateData data;

  template <DataType kType>
  ASSAY_BODY const auto* a() const {
    return data.a<kType>(blockIdx.x);
  }
  template <DataType kType>
  ASSAY_BODY const auto* b() const {
    return data.b<kType>(blockIdx.x);
  }
  template <class Sum>
  ASSAY_BODY Sum* sums() const {
    return data.sums<Sum>(blockIdx.x);
  }
  ASSAY_BODY std::uint32_t metadata() const { return data.values().kept(blockIdx.x).metadata(); }
};

/// Cycles of the SM from the first warp of the block that begins to the last that ends. All threads
/// call all of it.
class RateTimer {
 public:
  /// Every thread begins when all have come.
  ASSAY_BODY void begin() {
    if (threadIdx.x == 0) span() = {~0ull, 0};
    __syncthreads();
    begin_ = ptx::clock64();
  }
  ASSAY_BODY void end(std::uint64_t now) { end_ = now; }

  /// Writes down what the block did.
  ASSAY_BODY void leave(const RateBlocks& of) const {
    if (threadIdx.x % 32 == 0) {
      atomicMin(&span().first, static_cast<unsigned long long>(begin_));
      atomicMax(&span().last, static_cast<unsigned long long>(end_));
    }
    __syncthreads();
    if (threadIdx.x != 0) return;
    of.data.work[blockIdx.x] = {.cycles = span().last - span().first,
                                .flop = of.data.shape.flop(),
                                .processor = ptx::smid()};
  }

 private:
  struct Span {
    unsigned long long first, last;
  };
  ASSAY_BODY static Span& span() {
    __shared__ Span of_block;
    return of_block;
  }

  std::uint64_t begin_ = 0, end_ = 0;
};

}  // namespace assay::gpu
