// Combines devices, kernels and levels, then filters, then checks what is left against memory.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/plan/asked_sizes.hpp"
#include "harness/plan/device.hpp"
#include "harness/plan/filter.hpp"
#include "harness/plan/footprint.hpp"
#include "harness/plan/groups.hpp"
#include "harness/plan/levels.hpp"
#include "harness/plan/pace.hpp"
#include "harness/plan/product_pace.hpp"
#include "harness/plan/refusal.hpp"
#include "harness/plan/sampling.hpp"
#include "harness/plan/world_cases.hpp"
#include "kernels/error.hpp"

namespace assay::plan {
namespace {

// Sizes of the level that do not fit make a case unavailable; sizes the caller asked for are
// refused later, when the filter has left the chosen kernels.
std::string why_unavailable(const KernelEntry& entry, const Parameters& parameters,
                            double footprint, const DeviceTraits& device, bool size_is_asked_for) {
  if (!device.unavailable.empty()) return device.unavailable;
  if (!entry.for_target(device.target)) {
    return fmt::format("this binary holds no {} for {}", entry.description().name,
                       to_string(device.id));
  }
  const Kernel& kernel = *entry.for_target(device.target);
  auto refused = why_refused(kernel, parameters, device);
  if (!refused.empty()) return refused;
  // A kernel that lists its own cases has looked at the memory that is free.
  const bool chosen_to_fit = kernel.cases != nullptr;
  if (!size_is_asked_for && !chosen_to_fit && !fits(footprint, device)) {
    return why_too_large(footprint, device);
  }
  return {};
}

// Far beyond what the worst estimate says: past it nothing is merely slow.
Seconds deadline_of(Seconds step) {
  constexpr Seconds kAtLeast{30};
  constexpr double kTimesTheEstimate = 10;
  return std::max(kAtLeast, kTimesTheEstimate * step);
}

// A short launch is told from its gaps only where many are replayed as one graph. Transfers take
// the path that the case names; of products, launches that are few last long.
Submission submission_of(const Parameters& parameters, const DeviceTraits& device,
                         std::uint64_t iterations) {
  constexpr std::uint64_t kFewLaunches = 8, kFewProducts = 100;
  if (device.target != Target::gpu || parameters.submission != Submission::none) {
    return parameters.submission;
  }
  if (parameters.engine == Engine::nccl) return Submission::none;  // queues by itself
  const bool transfers = parameters.direction != Direction::none;
  const auto few = on_tensor_cores(parameters) ? kFewProducts : kFewLaunches;
  return iterations > few && !transfers ? Submission::graph : Submission::none;
}

bool size_is_asked_for(const Parameters& parameters, const Options& options) {
  return parameters.m != 0 ? !options.shapes.empty()
                           : parameters.bytes != 0 && !options.bytes.empty();
}

Case make_case(const KernelEntry& entry, const Parameters& parameters, const DeviceTraits& device,
               const Options& options) {
  const Kernel* compiled = entry.for_target(device.target);
  const Kernel& kernel = compiled ? *compiled : entry.description();
  const Sampling sampling = sampling_of(kernel, parameters, device, options);
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
  made.unavailable =
      why_unavailable(entry, parameters, footprint, device, size_is_asked_for(parameters, options));
  const Pace pace = pace_of(kernel, made.parameters, made.work, footprint, device, sampling);
  made.iterations = pace.iterations;
  made.parameters.submission = submission_of(parameters, device, pace.iterations);
  made.settle = sampling.settle;
  made.with_reference = sampling.with_reference;
  if (made.unavailable.empty()) made.estimate = pace.estimate;
  if (device.target == Target::gpu) made.deadline = deadline_of(pace.step);
  made.swept = options.sweep == Sweep::variants;
  if (kernel.instruction) {
    const char* const name = kernel.instruction(made.parameters, device.compute_capability);
    if (name != nullptr) made.instruction = name;
  }
  return made;
}

/// A case, and whether its device is made for it.
struct Considered {
  Case made;
  bool beyond_device = false;
};

void consider_groups(std::vector<Considered>& all, const probe::Facts& facts, KernelTable kernels,
                     const Options& options) {
  for (const auto& entry : kernels) {
    if (entry.description().machines != Machines::group) continue;
    for (auto& one : group_cases(entry.description(), facts, options)) {
      Case made = make_case(entry, one.parameters, weakest_of(one.group, facts), options);
      made.device = one.group.front();
      if (!one.unavailable.empty()) made.unavailable = std::move(one.unavailable);
      if (one.group.size() > 1) made.group = std::move(one.group);
      all.push_back({.made = std::move(made), .beyond_device = one.beyond_devices});
    }
  }
}

// Under a launcher: what all of its processes do together.
std::vector<Considered> consider_world(const probe::Facts& facts, KernelTable kernels,
                                       const Options& options) {
  std::vector<Considered> all;
  for (auto& one : world_cases(kernels, options)) all.push_back({.made = std::move(one)});
  std::vector<DeviceId> gpus = options.devices;
  if (gpus.empty()) gpus.push_back({.kind = DeviceId::Kind::cuda});
  for (const auto& entry : kernels) {
    for (const auto& parameters : world_gpu_cases(entry.description(), facts, options)) {
      Case made = make_case(entry, parameters, weakest_of(gpus, facts), options);
      made.device = gpus.front();
      made.with_reference = false;
      if (!options.world.no_nccl.empty()) made.unavailable = options.world.no_nccl;
      if (!options.world.unavailable.empty()) made.unavailable = options.world.unavailable;
      all.push_back({.made = std::move(made)});
    }
  }
  return all;
}

std::vector<Considered> consider(const probe::Facts& facts, KernelTable kernels,
                                 const Options& options) {
  if (options.world.ranks >= 2) return consider_world(facts, kernels, options);
  std::vector<Considered> all;
  for (const DeviceId id : options.devices) {
    const DeviceTraits device = traits_of(id, facts);
    for (const auto& entry : kernels) {
      const Kernel& kernel = entry.description();
      if (kernel.machines == Machines::group) continue;
      for (const auto& parameters : parameters_of(kernel, device, options)) {
        all.push_back({.made = make_case(entry, parameters, device, options),
                       .beyond_device = is_beyond_device(kernel, parameters, device)});
      }
    }
  }
  consider_groups(all, facts, kernels, options);
  return all;
}

void leave_out(Plan& plan, const Case& one) {
  LeftOut left{.kernel = one.kernel->description().name,
               .device = to_string(one.device),
               .reason = one.unavailable};
  const auto same = std::find_if(plan.left_out.begin(), plan.left_out.end(), [&](const auto& row) {
    return row.kernel == left.kernel && row.device == left.device && row.reason == left.reason;
  });
  if (same == plan.left_out.end()) {
    plan.left_out.push_back(std::move(left));
  } else {
    ++same->cases;
  }
}

// What a device is not made for would end every run on it with exit code 3. It is left out, and
// said, unless it is all that a glob asks for, or all there is: then nothing else answers.
void choose(Plan& plan, std::vector<Considered> all, Filter& filter) {
  std::vector<bool> chosen(all.size(), false);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].beyond_device) chosen[i] = filter.admits(all[i].made);
  }
  const Filter within_device = filter;
  const bool nothing_else = std::find(chosen.begin(), chosen.end(), true) == chosen.end();
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& [made, beyond_device] = all[i];
    if (beyond_device && filter.admits(made)) {
      chosen[i] = nothing_else || within_device.awaits(made);
      if (!chosen[i]) leave_out(plan, made);
    }
    if (chosen[i]) plan.cases.push_back(std::move(made));
  }
}

}  // namespace

Plan make_plan(const probe::Facts& facts, KernelTable kernels, const Options& options) {
  require_whole_lines(options.bytes);
  Plan plan{.level = options.level, .seed = options.seed, .cases = {}};
  Filter filter(options.only);
  choose(plan, consider(facts, kernels, options), filter);
  filter.require_all_matched(options.level, options.world.ranks >= 2);
  if (options.sweep != Sweep::none && plan.cases.empty()) {
    throw Error(ErrorKind::usage,
                "--sweep: no kernel has several shapes on these devices; it is for GPUs");
  }
  require_usable_sizes(plan, facts, options);
  return plan;
}

}  // namespace assay::plan
