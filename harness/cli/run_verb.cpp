// assay run: measure devices, print one table, keep the document.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "collectives/mpi/launcher.hpp"
#include "harness/catalogue/catalogue.hpp"
#include "harness/cli/busy_gpus.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/plan_text.hpp"
#include "harness/cli/run_flags.hpp"
#include "harness/cli/run_launched.hpp"
#include "harness/cli/run_measured.hpp"
#include "harness/cli/tool_info.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/measure/local_sessions.hpp"
#include "harness/operate/run.hpp"
#include "harness/operate/signal_guard.hpp"
#include "harness/plan/device.hpp"
#include "harness/plan/plan.hpp"
#include "harness/probe/probe.hpp"
#include "harness/simulate/facts.hpp"
#include "harness/simulate/plan.hpp"
#include "harness/simulate/session.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

/// What is measured, and with what.
struct Bench {
  probe::Facts facts;
  plan::Plan plan;
  std::unique_ptr<measure::SessionFactory> sessions;
};

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

plan::Plan plan_of(const RunFlags& flags, const probe::Facts& facts) {
  plan::Options options = plan_options_of(flags);
  options.devices = devices_of(flags, facts);
  return plan::make_plan(facts, kernel_table(), options);
}

Bench real_bench(const RunFlags& flags) {
  Bench made;
  made.facts = probe::probe_facts({.contexts = contexts_for(flags)});
  made.plan = plan_of(flags, made.facts);
  if (!flags.dry_run && !flags.allow_busy) refuse_busy_gpus(made.facts, made.plan);
  made.sessions = std::make_unique<measure::LocalSessions>(made.facts);
  return made;
}

// Devices that are alike, at the sizes that published figures are about.
Bench simulated_bench(const RunFlags& flags, const simulate::Simulation& simulation,
                      const catalogue::Catalogue& catalogue) {
  require_flags_of_simulation(flags);
  simulate::Options options;
  options.simulation = simulation;
  options.level = level_of(flags.level);
  options.only = flags.only;
  options.seed = seed_of(flags);
  return {.facts = simulate::simulated_facts(catalogue, options),
          .plan = simulate::simulated_plan(catalogue, options),
          .sessions = std::make_unique<simulate::SimulatedSessions>(catalogue, options)};
}

int run(const RunFlags& flags, const Invocation& invocation) {
  if (flags.output == "-" || flags.output == "") {
    throw Error(ErrorKind::usage,
                fmt::format("-o '{}': names no file; --json prints the document", *flags.output));
  }
  operate::Invocation made;
  made.simulated = simulation_of(flags.simulate);
  if (const auto by_launcher = launched()) return run_launched(flags, invocation, *by_launcher);
  const auto catalogue = made.simulated ? catalogue::embedded_catalogue() : catalogue::Catalogue{};
  Bench bench =
      made.simulated ? simulated_bench(flags, *made.simulated, catalogue) : real_bench(flags);
  made.facts = std::move(bench.facts);
  made.plan = std::move(bench.plan);
  if (flags.dry_run) {
    print(flags.json ? plan_json(made.plan) : plan_text(made.plan));
    return 0;
  }
  made.tool = tool_info();
  made.arguments = invocation.arguments;
  made.google_benchmark_flags = invocation.google_benchmark_flags;
  made.output = flags.output.value_or("");
  const operate::SignalGuard signals;
  const int exit_code = measure_and_report(made, *bench.sessions, signals, flags.json);
  if (bench.sessions->abandoned()) leave_at_once(exit_code);
  return exit_code;
}

}  // namespace

Action add_run(CLI::App& app, const Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("run", "Measure devices and keep the result document");
  verb->footer(R"(Examples:
  assay run --device cpu -o result.json
  assay run --only 'memory.*' --bytes 64MiB..1GiB --dry-run
  assay run --only gemm.bf16 --shape 8192x8192x4096 -o product.json
  assay run --level soak --only gemm.bf16 --minimum-time 600 -o soak.json
  assay run --simulate h20 --present-as h100-sxm -o simulated.json

What follows -- goes to Google Benchmark, such as -- --benchmark_repetitions=3.
SIGINT ends a run in order: what is finished stays in the document.
What a device is not made for, such as FP8 on an A100, is left out and named;
where --only asks for nothing else, it ends the run with exit code 3.
Under mpirun or srun all processes measure together, between hosts too, and
what one node measures alone is left out:
  mpirun assay run --only 'collective.*'
Exit codes: 0 all measured, 2 wrong usage, 3 a case could not be measured,
4 a kernel computed a wrong answer.)");
  const auto flags = std::make_shared<RunFlags>();
  add_run_flags(*verb, *flags);
  return [flags, invocation] { return run(*flags, invocation); };
}

}  // namespace assay::cli
