// Asked after the filter, which may have left out what a size would not suit.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/asked_sizes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "harness/plan/device.hpp"
#include "harness/plan/footprint.hpp"
#include "harness/plan/refusal.hpp"
#include "kernels/error.hpp"

namespace assay::plan {
namespace {

void require_some(const Plan& plan, bool (*sized)(const Case&), const char* flag) {
  if (std::any_of(plan.cases.begin(), plan.cases.end(), sized)) return;
  const std::string kind = flag == std::string("--bytes") ? "memory kernels" : "matrix products";
  throw Error(ErrorKind::usage,
              fmt::format("{} sizes the {}, and none of them was chosen; drop it, or choose some "
                          "with --only",
                          flag, kind));
}

// A kernel that lists its own cases on a GPU keeps their sizes.
bool sized_by_bytes(const Case& one) {
  const bool keeps_its_own =
      one.kernel->description().cases != nullptr && one.device.kind == DeviceId::Kind::cuda;
  return one.parameters.bytes != 0 && !keeps_its_own;
}

bool sized_by_shape(const Case& one) {
  return one.parameters.m != 0;
}

// What the device is not made for is no matter of size.
void require_taken(const Case& one, const DeviceTraits& device) {
  const Kernel& kernel = one.kernel->description();
  const std::string why = why_refused(kernel, one.parameters, device);
  if (why.empty() || is_beyond_device(kernel, one.parameters, device)) return;
  const Shape shape{one.parameters.m, one.parameters.n, one.parameters.k};
  throw Error(ErrorKind::usage, fmt::format("--shape {}: {} on {}: {}", to_string(shape),
                                            kernel.name, to_string(device.id), why));
}

}  // namespace

void require_usable_sizes(const Plan& plan, const probe::Facts& facts, const Options& options) {
  if (!options.bytes.empty()) require_some(plan, sized_by_bytes, "--bytes");
  if (!options.shapes.empty()) require_some(plan, sized_by_shape, "--shape");
  for (const auto& one : plan.cases) {
    const bool asked = (!options.bytes.empty() && sized_by_bytes(one)) ||
                       (!options.shapes.empty() && sized_by_shape(one));
    if (!asked) continue;
    const DeviceTraits device = traits_of(one.device, facts);
    if (sized_by_shape(one)) require_taken(one, device);
    if (one.unavailable.empty()) require_fit(one, device);
  }
}

}  // namespace assay::plan
