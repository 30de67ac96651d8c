// How long do the launches of one sample take on the device?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>
#include <optional>

#include "harness/core/seconds.hpp"
#include "harness/measure/cuda_handles.hpp"
#include "harness/measure/submission.hpp"
#include "kernels/kernel.hpp"
#include "kernels/machine/timing.hpp"

namespace assay::measure {

/// Two events around what is queued between them. Held: hold, start event, launches, stop event,
/// release. The device finds everything queued when it passes the start event, so the time between
/// launches is the device's and not the host's. What must not be done while a stream is held stands
/// at queue_hold().
class CudaTimer {
 public:
  /// `flag` is pinned memory of the host, and outlives the timer.
  CudaTimer(CudaWork& work, HoldFlag* flag);

  /// Empty where the hold reached its bound before everything was queued: take the sample again.
  std::optional<Seconds> time(const Launch& where, Held held, const std::function<void()>& queue);

 private:
  CudaWork& work_;
  HoldFlag* flag_;
  CudaEvent start_, stop_;
};

}  // namespace assay::measure
