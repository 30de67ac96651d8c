// Holds every stream, and lets all of them go one right after the other.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cuda_group_timer.hpp"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <atomic>

#include "kernels/machine/timing.hpp"

namespace assay::measure {
namespace {

// As of one device: see CudaTimer.
constexpr std::uint64_t kHoldBoundNanoseconds = 1'000'000'000;
constexpr std::string_view kStep = "timing a sample";

void hold(CudaGroupMember& one) {
  *one.readback().hold() = HoldFlag{};
  std::atomic_thread_fence(std::memory_order_seq_cst);
  one.work().run("holding the stream",
                 [&] { queue_hold(one.launch(), one.readback().hold(), kHoldBoundNanoseconds); });
}

/// Lets go whatever happens.
class Release {
 public:
  explicit Release(const CudaGroupMembers& members) : members_(members) {}
  ~Release() {
    for (const auto& one : members_) {
      std::atomic_ref(one->readback().hold()->released).store(1, std::memory_order_release);
    }
  }
  Release(const Release&) = delete;
  Release& operator=(const Release&) = delete;

 private:
  const CudaGroupMembers& members_;
};

bool has_expired(CudaGroupMember& one) {
  return std::atomic_ref(one.readback().hold()->expired).load(std::memory_order_acquire) != 0;
}

Seconds elapsed(CudaGroupMember& one) {
  float milliseconds = 0;
  one.select();
  one.work().check(cudaEventElapsedTime(&milliseconds, one.start(), one.stop()), kStep);
  return std::chrono::duration<double, std::milli>(static_cast<double>(milliseconds));
}

}  // namespace

std::optional<Seconds> time_group(const CudaGroupMembers& members, Held held,
                                  const std::function<void()>& queue,
                                  const std::function<void(std::string_view step)>& wait) {
  {
    const Release release(members);
    for (const auto& one : members) {
      one->select();
      if (held == Held::yes) hold(*one);
      one->work().check(cudaEventRecord(one->start(), one->stream()), kStep);
    }
    members.front()->work().run(kStep, queue);
    for (const auto& one : members) {
      one->select();
      one->work().check(cudaEventRecord(one->stop(), one->stream()), kStep);
    }
  }
  wait(kStep);
  CudaGroupMember& first = *members.front();
  first.select();
  first.work().run("reading the clock",
                   [&] { queue_fold_ticks(first.quiet(), first.launch().ticks); });
  Seconds longest{};
  for (const auto& one : members) {
    if (held == Held::yes && has_expired(*one)) return std::nullopt;
    one->set_last_sample(elapsed(*one));
    longest = std::max(longest, one->last_sample());
  }
  return longest;
}

}  // namespace assay::measure
