// Combines devices, kernels and levels, then filters, then checks what is left against memory.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/plan/device.hpp"
#include "harness/plan/filter.hpp"
#include "harness/plan/footprint.hpp"
#include "harness/plan/levels.hpp"
#include "harness/plan/pace.hpp"
#include "kernels/error.hpp"

namespace assay::plan {
namespace {

// Sizes of the level that do not fit make a case unavailable; sizes the caller asked for are
// refused later, when the filter has left the chosen kernels.
std::string why_unavailable(const KernelEntry& entry, double footprint, const DeviceTraits& device,
                            bool size_is_asked_for) {
  if (!device.unavailable.empty()) return device.unavailable;
  if (!entry.for_target(device.target)) {
    return fmt::format("this binary holds no {} for {}", entry.description().name,
                       to_string(device.id));
  }
  const Kernel& kernel = *entry.for_target(device.target);
  // A kernel that lists its own cases has looked at the memory that is free.
  const bool chosen_to_fit = kernel.cases != nullptr;
  if (!size_is_asked_for && !chosen_to_fit && !fits(footprint, device)) {
    return why_too_large(footprint, device);
  }
  return {};
}

// Far beyond what the worst estimate says: past it nothing is merely slow.
Seconds deadline_of(Seconds estimate) {
  constexpr Seconds kAtLeast{30};
  constexpr double kTimesTheEstimate = 10;
  return std::max(kAtLeast, kTimesTheEstimate * estimate);
}

// A short launch is told from its gaps only where many are replayed as one graph. Transfers take
// the path that the case names.
Submission submission_of(const Parameters& parameters, const DeviceTraits& device,
                         std::uint64_t iterations) {
  constexpr std::uint64_t kFewLaunches = 8;
  if (device.target != Target::gpu || parameters.submission != Submission::none) {
    return parameters.submission;
  }
  const bool transfers = parameters.direction != Direction::none;
  return iterations > kFewLaunches && !transfers ? Submission::graph : Submission::none;
}

Case make_case(const KernelEntry& entry, const Parameters& parameters, const DeviceTraits& device,
               const Options& options) {
  const Kernel* compiled = entry.for_target(device.target);
  const Kernel& kernel = compiled ? *compiled : entry.description();
  const Sampling sampling = sampling_of(options.level);
  Case made;
  made.kernel = &entry;
  made.parameters = parameters;
  made.parameters.seed = options.seed;
  made.device = device.id;
  // What a register-resident kernel does in one launch depends on the processors there are.
  if (kernel.sized || kernel.matrix || device.processors != 0) {
    made.work = kernel.work(made.parameters, std::max(device.processors, 1u));
  }
  made.minimum_time = sampling.minimum_time;
  made.minimum_samples = sampling.minimum_samples;
  const double footprint = footprint_bytes(kernel, made.parameters, device);
  const bool size_is_asked_for = parameters.bytes != 0 && !options.bytes.empty();
  made.unavailable = why_unavailable(entry, footprint, device, size_is_asked_for);
  const Pace pace = pace_of(kernel, made.parameters, made.work, footprint, device, sampling);
  made.iterations = pace.iterations;
  made.parameters.submission = submission_of(parameters, device, pace.iterations);
  made.settle = settle_of(options.level, device);
  if (made.unavailable.empty()) made.estimate = pace.estimate + made.settle;
  if (device.target == Target::gpu) made.deadline = deadline_of(pace.estimate);
  made.swept = options.sweep;
  return made;
}

// --bytes must mean something, and what it asks for must fit.
void require_usable_sizes(const Plan& plan, const probe::Facts& facts) {
  bool used = false;
  for (const auto& one : plan.cases) {
    if (one.parameters.bytes == 0) continue;
    used = true;
    if (one.unavailable.empty()) require_fit(one, traits_of(one.device, facts));
  }
  if (used) return;
  throw Error(
      ErrorKind::usage,
      "--bytes sizes the memory kernels, and --only chose none of them; drop one of the two");
}

}  // namespace

Plan make_plan(const probe::Facts& facts, KernelTable kernels, const Options& options) {
  require_whole_lines(options.bytes);
  Plan plan{.level = options.level, .seed = options.seed, .cases = {}};
  Filter filter(options.only);
  for (const DeviceId id : options.devices) {
    const DeviceTraits device = traits_of(id, facts);
    for (const auto& entry : kernels) {
      for (const auto& parameters : parameters_of(entry.description(), device, options)) {
        Case made = make_case(entry, parameters, device, options);
        if (filter.admits(made)) plan.cases.push_back(std::move(made));
      }
    }
  }
  filter.require_all_matched(options.level);
  if (options.sweep && plan.cases.empty()) {
    throw Error(ErrorKind::usage,
                "--sweep: no kernel has several shapes on these devices; it is for GPUs");
  }
  if (!options.bytes.empty()) require_usable_sizes(plan, facts);
  return plan;
}

}  // namespace assay::plan
