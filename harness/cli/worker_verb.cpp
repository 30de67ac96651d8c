// Probes and measures as the arguments of its supervisor say.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/worker_verb.hpp"

#include <utility>

#include "harness/cli/run_bench.hpp"
#include "harness/cli/run_flags.hpp"
#include "harness/cli/run_measured.hpp"
#include "harness/cli/run_parser.hpp"
#include "harness/operate/worker.hpp"
#include "harness/operate/worker_process.hpp"
#include "harness/probe/probe.hpp"

namespace assay::cli {
namespace {

operate::Workbench bench_for(const ParsedRun& run, const operate::Order& order) {
  const auto simulation = simulation_of(run.flags.simulate);
  operate::Workbench bench;
  bench.plan = plan_of(run.flags, simulation, order.facts, order.seed).plan;
  bench.sessions = sessions_of(run.flags, simulation, order.facts, order.seed);
  bench.google_benchmark_flags = run.google_benchmark_flags;
  bench.injections = operate::parse_injections(run.flags.inject);
  bench.simulated = simulation.has_value();
  return bench;
}

}  // namespace

int work_for(const std::vector<std::string>& arguments) {
  const operate::WorkerTools tools{
      .probe =
          [&] {
            return probe::probe_facts({.contexts = contexts_for(parse_run(arguments).flags)});
          },
      .set_up =
          [&](const operate::Order& order) { return bench_for(parse_run(arguments), order); }};
  const bool abandoned = operate::work(operate::Descriptor(operate::kChannelDescriptor),
                                       operate::Descriptor(operate::kLogDescriptor), tools);
  if (abandoned) leave_at_once(0);
  return 0;
}

}  // namespace assay::cli
