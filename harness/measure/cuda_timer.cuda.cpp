// Events around a sample, on a stream that is held until everything is queued.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cuda_timer.hpp"

#include <cuda_runtime_api.h>

#include <atomic>
#include <chrono>

namespace assay::measure {
namespace {

// Queueing a sample takes milliseconds at most. Whoever is not done after a second waits for the
// held stream.
constexpr std::uint64_t kHoldBoundNanoseconds = 1'000'000'000;
constexpr std::string_view kStep = "timing a sample";

/// The guard is armed before anything is queued behind the hold, and lets go whatever happens.
class Hold {
 public:
  Hold(CudaWork& work, const Launch& where, HoldFlag& flag) : flag_(flag) {
    flag_ = HoldFlag{};
    std::atomic_thread_fence(std::memory_order_seq_cst);
    work.run("holding the stream", [&] { queue_hold(where, &flag_, kHoldBoundNanoseconds); });
  }
  ~Hold() { std::atomic_ref(flag_.released).store(1, std::memory_order_release); }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

 private:
  HoldFlag& flag_;
};

}  // namespace

CudaTimer::CudaTimer(CudaWork& work, HoldFlag* flag)
    : work_(work),
      flag_(flag),
      start_(make_event(work, EventKind::timing)),
      stop_(make_event(work, EventKind::timing)) {}

std::optional<Seconds> CudaTimer::time(const Launch& where, Held held,
                                       const std::function<void()>& queue) {
  const auto stream = static_cast<cudaStream_t>(where.queue);
  {
    std::optional<Hold> hold;
    if (held == Held::yes) hold.emplace(work_, where, *flag_);
    work_.check(cudaEventRecord(start_.get(), stream), kStep);
    work_.run(kStep, queue);
    work_.check(cudaEventRecord(stop_.get(), stream), kStep);
  }
  work_.wait(stop_.get(), kStep);
  const bool expired = std::atomic_ref(flag_->expired).load(std::memory_order_acquire) != 0;
  if (held == Held::yes && expired) return std::nullopt;
  float milliseconds = 0;
  work_.check(cudaEventElapsedTime(&milliseconds, start_.get(), stop_.get()), kStep);
  return std::chrono::duration<double, std::milli>(static_cast<double>(milliseconds));
}

}  // namespace assay::measure
