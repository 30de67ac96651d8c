// The plan of a real run is made from what a device can hold; this one from what is known of it.
#include "harness/simulate/plan.hpp"

#include <algorithm>
#include <cmath>

#include "harness/core/words.hpp"
#include "harness/plan/filter.hpp"
#include "harness/plan/glob.hpp"
#include "harness/simulate/kernels.hpp"
#include "harness/simulate/performance.hpp"
#include "harness/simulate/session.hpp"
#include "harness/simulate/shared_cases.hpp"

namespace assay::simulate {
namespace {

constexpr std::uint64_t kLaunches = 10;

// Odd, so that the median is a sample; enough for its interval to be narrow.
std::uint64_t samples_of(plan::Level level) {
  switch (level) {
    case plan::Level::quick:
      return 15;
    case plan::Level::standard:
      return 25;
    default:
      return 51;
  }
}

bool is_left_out(const plan::Case& one, const std::vector<std::string>& globs) {
  const std::string name = globs.empty() ? "" : one.name();
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
    return plan::matches(glob, name) || plan::matches(glob, one.kernel->description().name);
  });
}

plan::Case make_case(const KernelEntry& entry, const Parameters& parameters, const Options& options,
                     double multiprocessors) {
  const Kernel& kernel = entry.description();
  plan::Case made;
  made.kernel = &entry;
  made.parameters = parameters;
  made.parameters.seed = options.seed;
  made.work = kernel.work(parameters, static_cast<std::uint32_t>(multiprocessors));
  made.iterations = is_counted(kernel.quantity) ? 1 : kLaunches;
  // No minimum time, or the number of samples would depend on the noise.
  made.minimum_samples = samples_of(options.level);
  made.with_reference = false;
  return made;
}

// Before 9.0 tensor cores read their operands from registers alone.
Parameters as_on(const catalogue::Part& part, Parameters parameters) {
  const bool before_hopper = part.compute_capability.starts_with("8.");
  if (before_hopper && parameters.operands == Operands::shared) {
    parameters.operands = Operands::registers;
  }
  return parameters;
}

}  // namespace

plan::Plan simulated_plan(const catalogue::Catalogue& catalogue, const Options& options) {
  const Device device(catalogue, options);
  plan::Plan plan{.level = options.level, .seed = options.seed, .cases = {}};
  plan::Filter filter(options.only);
  const auto& part = catalogue.at(options.simulation.part, "--simulate");
  const auto links = options.links ? Links::with : Links::without;
  const auto add = [&](const KernelEntry& entry, const Parameters& parameters,
                       std::vector<plan::DeviceId> group) {
    auto made = make_case(entry, parameters, options, device.multiprocessors().value_or(1));
    made.device = group.front();
    if (group.size() > 1) made.group = std::move(group);
    const auto performance = device.performance(metric_of(made));
    if (!performance || is_left_out(made, options.without)) return;
    made.estimate =
        static_cast<double>(made.minimum_samples + 1) * nominal_sample(made, performance->value);
    if (filter.admits(made)) plan.cases.push_back(std::move(made));
  };
  for (std::uint32_t index = 0; index < options.simulation.gpu_count(); ++index) {
    for (const auto& entry : simulated_kernels()) {
      for (const auto& parameters : parameters_of(entry.description(), options.level, links)) {
        add(entry, as_on(part, parameters), {gpu(index)});
      }
    }
  }
  if (has_links(part)) {
    for (auto& one : shared_cases(options.simulation.gpu_count())) {
      add(*one.kernel, one.parameters, std::move(one.group));
    }
  }
  filter.require_all_matched(options.level);
  return plan;
}

}  // namespace assay::simulate
