// The GPU as a machine for bulk copies: shared memory by address, barriers, one leader that issues.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/current_device.cuh"
#include "kernels/machine/gpu.cuh"
#include "kernels/machine/ptx_bulk.cuh"

namespace assay::gpu {

/// Shared memory begins at 0, is sized at launch, and starts undefined. What a function requires is
/// checked by its twin in machine/bulk_model.hpp.
template <std::uint32_t kBlockThreads, Hint kHint>
class BulkMachine {
 public:
  ASSAY_BODY BulkMachine() {
    extern __shared__ __align__(128) unsigned char memory[];
    base_ = static_cast<std::uint32_t>(__cvta_generic_to_shared(memory));
  }

  ASSAY_BODY std::uint32_t block() const { return blockIdx.x; }
  ASSAY_BODY std::uint32_t blocks() const { return gridDim.x; }

  template <class F>
  ASSAY_BODY void leader(F f) const {
    if (threadIdx.x == 0) f();
  }
  template <class F>
  ASSAY_BODY void lanes(std::uint32_t count, F f) const {
    _Pragma("unroll 4") for (std::uint32_t i = threadIdx.x; i < count; i += kBlockThreads) f(i);
  }
  ASSAY_BODY void sync() const { __syncthreads(); }

  ASSAY_BODY void mbarrier_init(std::uint32_t barrier, std::uint32_t arrivals) const {
    ptx::mbarrier_init(base_ + barrier, arrivals);
  }
  ASSAY_BODY void mbarrier_arrive_expect_tx(std::uint32_t barrier, std::uint32_t bytes) const {
    ptx::mbarrier_arrive_expect_tx(base_ + barrier, bytes);
  }
  /// Returns when the phase of that parity is over. A phase that never ends is a bug in the
  /// protocol: after seconds it becomes a launch failure instead of a hang.
  ASSAY_BODY void mbarrier_wait(std::uint32_t barrier, std::uint32_t parity) const {
    constexpr std::uint32_t kTries = 1u << 28;
    for (std::uint32_t tries = 0; !ptx::mbarrier_try_wait_parity(base_ + barrier, parity);
         ++tries) {
      if (tries == kTries) __trap();
    }
  }

  ASSAY_BODY void bulk_load(std::uint32_t to, const void* from, std::uint32_t bytes,
                            std::uint32_t barrier) const {
    if constexpr (kHint == Hint::evict_first)
      ptx::cp_async_bulk_load_policy(base_ + to, from, bytes, base_ + barrier,
                                     ptx::createpolicy_evict_first());
    else
      ptx::cp_async_bulk_load(base_ + to, from, bytes, base_ + barrier);
  }
  ASSAY_BODY void bulk_store(void* to, std::uint32_t from, std::uint32_t bytes) const {
    if constexpr (kHint == Hint::evict_first)
      ptx::cp_async_bulk_store_policy(to, base_ + from, bytes, ptx::createpolicy_evict_first());
    else
      ptx::cp_async_bulk_store(to, base_ + from, bytes);
  }
  ASSAY_BODY void bulk_commit() const { ptx::cp_async_bulk_commit_group(); }
  template <int kPending>
  ASSAY_BODY void bulk_wait_read() const {
    ptx::cp_async_bulk_wait_group_read<kPending>();
  }
  ASSAY_BODY void fence_proxy_async() const { ptx::fence_proxy_async(); }

  template <class V>
  ASSAY_BODY V shared_load(std::uint32_t at) const {
    return __builtin_bit_cast(V, ptx::ld_shared_v4(base_ + at));
  }
  template <class V>
  ASSAY_BODY void shared_store(std::uint32_t at, const V& value) const {
    ptx::st_shared_v4(base_ + at, __builtin_bit_cast(ptx::Bits128, value));
  }

 private:
  std::uint32_t base_;
};

/// Throws Error(usage) unless the current device has bulk copies.
inline void require_bulk_copies() {
  const std::uint32_t capability = compute_capability();
  if (capability >= 90) return;
  throw Error(ErrorKind::usage, "launching bulk copies on a device of compute capability " +
                                    capability_name(capability) +
                                    ", which has none: choose a variant with access=vector");
}

}  // namespace assay::gpu
