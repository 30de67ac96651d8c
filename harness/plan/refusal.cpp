// Asks the kernel, at the size that was meant and at one that every device has room for.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/refusal.hpp"

namespace assay::plan {

std::string why_refused(const Kernel& kernel, const Parameters& parameters,
                        const DeviceTraits& device) {
  if (kernel.refuse == nullptr || !device.unavailable.empty()) return {};
  char why[kMaxReason] = {};
  kernel.refuse(parameters, shape_of(device), why);
  why[kMaxReason - 1] = '\0';
  return why;
}

bool is_beyond_device(const Kernel& kernel, const Parameters& parameters,
                      const DeviceTraits& device) {
  constexpr std::uint64_t kSmallEdge = 1024;
  Parameters small = parameters;
  if (kernel.matrix) small.m = small.n = small.k = kSmallEdge;
  return !why_refused(kernel, parameters, device).empty() &&
         !why_refused(kernel, small, device).empty();
}

}  // namespace assay::plan
