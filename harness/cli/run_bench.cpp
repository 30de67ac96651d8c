// Devices, plan and sessions, of this machine and of simulated ones.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/run_bench.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/cli/level_flag.hpp"
#include "harness/core/duration.hpp"
#include "harness/measure/local_sessions.hpp"
#include "harness/plan/device.hpp"
#include "harness/plan/lasting.hpp"
#include "harness/plan/plan.hpp"
#include "harness/simulate/facts.hpp"
#include "harness/simulate/plan.hpp"
#include "harness/simulate/session.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

// Never the CPU unless asked for: a GPU that silently went missing must not pass.
std::vector<plan::DeviceId> devices_of(const RunFlags& flags, const probe::Facts& facts) {
  if (!flags.devices.empty()) {
    return plan::parse_devices(fmt::format("{}", fmt::join(flags.devices, ",")), facts);
  }
  auto gpus = plan::usable_gpus(facts);
  if (!gpus.empty()) return gpus;
  throw Error(
      ErrorKind::unavailable,
      fmt::format("no usable GPU: {}; --device cpu measures the CPU", plan::why_no_gpu(facts)));
}

simulate::Options options_of(const RunFlags& flags, const simulate::Simulation& simulation,
                             std::uint64_t seed) {
  simulate::Options options;
  options.simulation = simulation;
  options.level = parse_level(flags.level);
  options.only = flags.only;
  options.seed = seed;
  return options;
}

/// With the catalogue that they draw from.
class Simulated final : public measure::SessionFactory {
 public:
  explicit Simulated(simulate::Options options)
      : catalogue_(catalogue::embedded_catalogue()), sessions_(catalogue_, std::move(options)) {}

  std::unique_ptr<measure::DeviceSession> open(plan::DeviceId device) override {
    return sessions_.open(device);
  }
  std::unique_ptr<measure::DeviceSession> open_group(const plan::Case& planned) override {
    return sessions_.open_group(planned);
  }

 private:
  const catalogue::Catalogue catalogue_;
  simulate::SimulatedSessions sessions_;
};

plan::Plan whole_plan(const RunFlags& flags, const std::optional<simulate::Simulation>& simulation,
                      const probe::Facts& facts, std::uint64_t seed) {
  if (simulation) {
    return simulate::simulated_plan(catalogue::embedded_catalogue(),
                                    options_of(flags, *simulation, seed));
  }
  plan::Options options = plan_options_of(flags);
  options.seed = seed;
  options.devices = devices_of(flags, facts);
  if (!flags.lasting) return plan::make_plan(facts, kernel_table(), options);
  const Seconds time = parse_duration(*flags.lasting, "--for");
  return plan::lasting_plan(facts, kernel_table(), options, time);
}

std::size_t gpus_of(const plan::Plan& plan) {
  std::set<int> gpus;
  for (const auto& one : plan.cases) {
    const bool is_beside = operate::goes_beside_others(one, operate::Devices::in_parallel);
    if (is_beside && one.unavailable.empty()) gpus.insert(one.device.index);
  }
  return gpus.size();
}

// A node is to be known in about a minute, however many GPUs it has.
operate::Devices at_once(const RunFlags& flags, const plan::Plan& plan) {
  const bool is_usual = flags.level == "quick" && !flags.alone && !flags.simulate.part;
  const bool is_worth_it = gpus_of(plan) > 1;
  return flags.parallel || (is_usual && is_worth_it) ? operate::Devices::in_parallel
                                                     : operate::Devices::one_at_a_time;
}

}  // namespace

probe::Facts simulated_facts_of(const RunFlags& flags, const simulate::Simulation& simulation,
                                std::uint64_t seed) {
  require_flags_of_simulation(flags);
  return simulate::simulated_facts(catalogue::embedded_catalogue(),
                                   options_of(flags, simulation, seed));
}

operate::Budgeted plan_of(const RunFlags& flags,
                          const std::optional<simulate::Simulation>& simulation,
                          const probe::Facts& facts, std::uint64_t seed) {
  plan::Plan plan = whole_plan(flags, simulation, facts, seed);
  const auto devices = at_once(flags, plan);
  if (!flags.budget) return {.plan = std::move(plan), .devices = devices};
  const Seconds budget = parse_duration(*flags.budget, "--budget");
  auto made = operate::within_budget(plan, facts, budget, devices);
  if (made.plan.cases.empty()) {
    throw Error(ErrorKind::unavailable,
                fmt::format("--budget {}: no case can be measured in it; give more, or shorten the "
                            "cases by --minimum-time",
                            *flags.budget));
  }
  return made;
}

std::unique_ptr<measure::SessionFactory> sessions_of(
    const RunFlags& flags, const std::optional<simulate::Simulation>& simulation,
    const probe::Facts& facts, std::uint64_t seed) {
  if (!simulation) return std::make_unique<measure::LocalSessions>(facts);
  return std::make_unique<Simulated>(options_of(flags, *simulation, seed));
}

}  // namespace assay::cli
