// How does a case get ready to be sampled, each time that Google Benchmark calls it?
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>

#include "harness/measure/burst.hpp"
#include "harness/measure/case_run.hpp"

namespace assay::measure {

/// What attempts before this call took was not in vain: the device is warmer.
void CaseRun::begin(Call kind) {
  if (kind == Call::repetition) return;
  result_.warm_up += sampled_;
  sampled_ = Seconds{};
  result_.samples.clear();
  phases_.forget();
  intervals_.clear();
  clocks_hz_.clear();
  since_clock_ = Seconds{};
}

/// A burst meets a device that has cooled down, each repetition of it; anything else one that is
/// level.
void CaseRun::ready_the_device(Call kind) {
  if (is_burst(result_.planned)) {
    session_->cool_down();
    stop_if_interrupted();
  } else if (kind == Call::attempt) {
    settle();
  }
}

/// Uncounted samples until the device is level, or the time for that is over. It is the longer of
/// what the samples say they took and the wall clock, so that neither can stand still alone.
void CaseRun::settle() {
  result_.stopping.level.reset();
  const Seconds allowed = result_.planned.settle;
  if (allowed <= Seconds(0)) return;
  const auto start = std::chrono::steady_clock::now();
  const Seconds before = settling_;
  Seconds sampled{};
  std::int64_t count = 0;
  while (true) {
    result_.stopping.level = session_->is_level();
    if (result_.stopping.level.value_or(true) || settling_ >= allowed) break;
    if (stop_if_interrupted()) return;
    const auto sample = time_sample();
    if (!sample) return;
    sampled += *sample;
    ++count;
    settling_ = before + std::max(sampled, Seconds(std::chrono::steady_clock::now() - start));
  }
  result_.warm_up += sampled;
  if (count > 0) warm_sample_ = sampled / static_cast<double>(count);
}

}  // namespace assay::measure
