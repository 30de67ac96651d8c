// Reads what is larger than the cache.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cuda_eviction.hpp"

#include "harness/measure/submission.hpp"
#include "kernels/error.hpp"
#include "kernels/machine/timing.hpp"

namespace assay::measure {
namespace {

constexpr std::uint64_t kSinkBytes = 16;

}  // namespace

void CudaEviction::set_up(CudaWork& work, const Launch& where) {
  if (memory_) return;
  if (where.last_level_cache_bytes == 0) {
    throw Error(ErrorKind::unavailable,
                "emptying the L2 of " + work.device().name() +
                    ": the driver does not say how large it is, so no sample can begin cold");
  }
  bytes_ = (kTimesTheCache * where.last_level_cache_bytes + 15) / 16 * 16;
  memory_ = allocate_device(work, bytes_ + kSinkBytes);
  work.run("filling memory to empty the L2 with",
           [&] { queue_fill(where, memory_.get(), bytes_); });
}

void CudaEviction::queue(CudaWork& work, const Launch& where) const {
  auto* const sink = reinterpret_cast<std::uint64_t*>(memory_.get() + bytes_);
  work.run("emptying the L2", [&] { queue_eviction(where, memory_.get(), bytes_, sink); });
}

}  // namespace assay::measure
