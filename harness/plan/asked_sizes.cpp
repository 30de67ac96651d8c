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

enum class SizedBy { bytes, shape };

// A kernel of GPUs alone that lists its own cases keeps their bytes.
bool is_sized(SizedBy by, const Case& one) {
  if (by == SizedBy::shape) return one.parameters.m != 0;
  const Kernel& kernel = one.kernel->description();
  const bool keeps_its_own = kernel.cases != nullptr && kernel.machines != Machines::all &&
                             one.device.kind == DeviceId::Kind::cuda;
  return one.parameters.bytes != 0 && !keeps_its_own;
}

void require_some(SizedBy by, const Plan& plan) {
  const auto sized = [by](const Case& one) { return is_sized(by, one); };
  if (std::any_of(plan.cases.begin(), plan.cases.end(), sized)) return;
  const bool bytes = by == SizedBy::bytes;
  throw Error(
      ErrorKind::usage,
      fmt::format("{} sizes the {}, and none of them was chosen; drop it, or choose some "
                  "with --only",
                  bytes ? "--bytes" : "--shape", bytes ? "memory kernels" : "matrix products"));
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
  if (!options.bytes.empty()) require_some(SizedBy::bytes, plan);
  if (!options.shapes.empty()) require_some(SizedBy::shape, plan);
  for (const auto& one : plan.cases) {
    const bool asked = (!options.bytes.empty() && is_sized(SizedBy::bytes, one)) ||
                       (!options.shapes.empty() && is_sized(SizedBy::shape, one));
    if (!asked) continue;
    const DeviceTraits device = traits_of(one.device, facts);
    if (is_sized(SizedBy::shape, one)) require_taken(one, device);
    if (one.unavailable.empty()) require_fit(one, device);
  }
}

}  // namespace assay::plan
