// assay run: measure devices, print one table, keep the document.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/cli/busy_gpus.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/plan_text.hpp"
#include "harness/cli/run_flags.hpp"
#include "harness/cli/tool_info.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/document/writer.hpp"
#include "harness/measure/local_sessions.hpp"
#include "harness/operate/progress.hpp"
#include "harness/operate/run.hpp"
#include "harness/plan/device.hpp"
#include "harness/plan/plan.hpp"
#include "harness/probe/probe.hpp"
#include "harness/report/text.hpp"
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

/// A run of the CPU alone leaves the GPUs untouched.
probe::Contexts contexts_for(const RunFlags& flags) {
  const bool only_cpu =
      !flags.devices.empty() &&
      std::none_of(flags.devices.begin(), flags.devices.end(),
                   [](const std::string& list) { return list.find("cuda") != std::string::npos; });
  return only_cpu ? probe::Contexts::never : probe::Contexts::where_needed;
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

// In front of everything that is said of a simulated run.
std::string mark_of(const document::Document& document) {
  return document.run.simulated ? "SIMULATED " : "";
}

// One line on how the run ended, unless all went well.
void complain_about(const document::Document& document) {
  std::size_t ok = 0, wrong = 0;
  const document::CaseRecord* first = nullptr;
  for (const auto& record : document.cases) {
    const bool is_wrong = record.status == measure::Status::wrong;
    ok += record.status == measure::Status::ok ? 1 : 0;
    if (is_wrong && wrong++ == 0) first = &record;
    if (record.status != measure::Status::ok && !first) first = &record;
  }
  const std::size_t count = document.cases.size();
  const std::string mark = mark_of(document);
  if (document.run.interrupted_by) {
    complain(
        fmt::format("{}interrupted by {}: {} of {} cases are finished, the rest is marked skipped",
                    mark, *document.run.interrupted_by, ok, count));
  } else if (wrong != 0) {
    complain(fmt::format("{}{} of {} cases computed a wrong answer: {}: {}", mark, wrong, count,
                         first->name, first->reason));
  } else if (first) {
    complain(fmt::format("{}{} of {} cases have no result: {}: {}", mark, count - ok, count,
                         first->name, first->reason));
  }
}

// What no document tells: that a device is not made for some of what the level measures.
void complain_about_left_out(const plan::Plan& plan) {
  for (const auto& one : plan.left_out) complain(left_out_text(one));
}

// CUDA waits at an ordinary exit for what still runs on a GPU.
[[noreturn]] void leave_at_once(int exit_code) {
  std::cout.flush();
  std::cerr.flush();
  std::fflush(nullptr);
  std::quick_exit(exit_code);
}

int run(const RunFlags& flags, const Invocation& invocation) {
  if (flags.output == "-" || flags.output == "") {
    throw Error(ErrorKind::usage,
                fmt::format("-o '{}': names no file; --json prints the document", *flags.output));
  }
  operate::Invocation made;
  made.simulated = simulation_of(flags.simulate);
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
  std::optional<operate::Progress> progress;
  std::ostream nowhere(nullptr);  // nobody waits for a simulated run
  progress.emplace(made.plan, made.simulated ? nowhere : std::cerr,
                   operate::Progress::Options{.terminal = errors_are_a_terminal(),
                                              .columns = terminal_columns()});
  const document::Document document = operate::run(made, *bench.sessions, *progress);
  progress.reset();
  const auto colour = output_is_terminal() ? report::Colour::always : report::Colour::never;
  print(flags.json ? document::serialise(document) : report::text_report(document, colour));
  complain_about(document);
  if (!flags.output) {
    complain(fmt::format("{}no document was written; -o FILE keeps the result", mark_of(document)));
  }
  complain_about_left_out(made.plan);
  const int exit_code = operate::exit_code_of(document);
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
Exit codes: 0 all measured, 2 wrong usage, 3 a case could not be measured,
4 a kernel computed a wrong answer.)");
  const auto flags = std::make_shared<RunFlags>();
  add_run_flags(*verb, *flags);
  return [flags, invocation] { return run(*flags, invocation); };
}

}  // namespace assay::cli
