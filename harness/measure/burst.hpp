// How much may a case launch that is to meet a cool device?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cstdint>

#include "harness/core/seconds.hpp"
#include "harness/plan/case.hpp"

namespace assay::measure {

/// In all samples of one attempt together. More, and the device is at its power limit.
inline constexpr std::uint64_t kBurstLaunchesAtMost = 10;

inline bool is_burst(const plan::Case& planned) {
  return planned.parameters.load == Load::burst;
}

/// The case, with no more launches than a burst may have; any other case as it is. The number of
/// samples alone says when a burst ends.
inline plan::Case bounded(plan::Case planned) {
  if (!is_burst(planned)) return planned;
  planned.iterations = std::clamp<std::uint64_t>(planned.iterations, 1, kBurstLaunchesAtMost);
  planned.minimum_samples = std::clamp<std::uint64_t>(planned.minimum_samples, 1,
                                                      kBurstLaunchesAtMost / planned.iterations);
  planned.minimum_time = Seconds{};
  return planned;
}

}  // namespace assay::measure
