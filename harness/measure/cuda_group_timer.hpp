// How long does a sample take on several GPUs that work together?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>
#include <optional>
#include <string_view>

#include "harness/core/seconds.hpp"
#include "harness/measure/cuda_group_member.hpp"
#include "harness/measure/submission.hpp"

namespace assay::measure {

/// Two events on every stream around what `queue` queues, and where they are held, all streams are
/// let go together. The time is that of the slowest, for a sample is over when the last of them is
/// done; each keeps its own. `wait` returns when all of them are done, or throws. Empty where a
/// hold reached its bound before everything was queued: take the sample again.
std::optional<Seconds> time_group(const CudaGroupMembers& members, Held held,
                                  const std::function<void()>& queue,
                                  const std::function<void(std::string_view step)>& wait);

}  // namespace assay::measure
