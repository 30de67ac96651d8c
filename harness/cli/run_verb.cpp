// assay run: measure devices, print one table, keep the document.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/cli/busy_gpus.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/plan_text.hpp"
#include "harness/cli/simulate_flags.hpp"
#include "harness/cli/tool_info.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/core/units.hpp"
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

struct Flags {
  std::vector<std::string> devices, only;
  std::string level = "quick";
  std::optional<std::string> bytes, output;
  std::optional<std::uint64_t> seed;
  bool dry_run = false, json = false, sweep = false, allow_busy = false;
  SimulateFlags simulate;
};

/// What is measured, and with what.
struct Bench {
  probe::Facts facts;
  plan::Plan plan;
  std::unique_ptr<measure::SessionFactory> sessions;
};

plan::Level level_of(const std::string& word) {
  for (const auto level : {plan::Level::quick, plan::Level::standard, plan::Level::soak}) {
    if (to_string(level) == word) return level;
  }
  throw Error(ErrorKind::usage,
              fmt::format("--level {}: unknown; give quick, standard or soak", word));
}

// Never the CPU unless asked for: a GPU that silently went missing must not pass.
std::vector<plan::DeviceId> devices_of(const Flags& flags, const probe::Facts& facts) {
  if (!flags.devices.empty()) {
    return plan::parse_devices(fmt::format("{}", fmt::join(flags.devices, ",")), facts);
  }
  auto gpus = plan::usable_gpus(facts);
  if (!gpus.empty()) return gpus;
  throw Error(
      ErrorKind::unavailable,
      fmt::format("no usable GPU: {}; --device cpu measures the CPU", plan::why_no_gpu(facts)));
}

// 32 bits: easy to type again, and a whole number in every JSON reader.
std::uint64_t random_seed() {
  return std::random_device{}();
}

std::uint64_t seed_of(const Flags& flags) {
  if (flags.seed.value_or(0) > document::kMaximumSeed) {
    throw Error(ErrorKind::usage,
                fmt::format("--seed {} does not fit into a result document; give one up to {}",
                            *flags.seed, document::kMaximumSeed));
  }
  return flags.seed ? *flags.seed : random_seed();
}

plan::Plan plan_of(const Flags& flags, const probe::Facts& facts) {
  plan::Options options;
  options.level = level_of(flags.level);
  if (flags.bytes) options.bytes = parse_bytes_range(*flags.bytes, "--bytes");
  options.devices = devices_of(flags, facts);
  options.only = flags.only;
  options.seed = seed_of(flags);
  options.sweep = flags.sweep;
  options.tuning = plan::embedded_tuning();
  return plan::make_plan(facts, kernel_table(), options);
}

/// A run of the CPU alone leaves the GPUs untouched.
probe::Contexts contexts_for(const Flags& flags) {
  const bool only_cpu =
      !flags.devices.empty() &&
      std::none_of(flags.devices.begin(), flags.devices.end(),
                   [](const std::string& list) { return list.find("cuda") != std::string::npos; });
  return only_cpu ? probe::Contexts::never : probe::Contexts::where_needed;
}

Bench real_bench(const Flags& flags) {
  Bench made;
  made.facts = probe::probe_facts({.contexts = contexts_for(flags)});
  made.plan = plan_of(flags, made.facts);
  if (!flags.dry_run && !flags.allow_busy) refuse_busy_gpus(made.facts, made.plan);
  made.sessions = std::make_unique<measure::LocalSessions>(made.facts);
  return made;
}

// One device is simulated, at the sizes that published figures are about.
Bench simulated_bench(const Flags& flags, const simulate::Simulation& simulation,
                      const catalogue::Catalogue& catalogue) {
  for (const auto& device : flags.devices) {
    if (device == "cuda:0") continue;
    throw Error(ErrorKind::usage,
                fmt::format("--device {}: --simulate stands in for cuda:0 and for nothing else; "
                            "drop one of the two",
                            device));
  }
  if (flags.sweep) {
    throw Error(
        ErrorKind::usage,
        "--sweep: what --simulate draws from does not tell shapes apart; drop one of the two");
  }
  if (flags.bytes) {
    throw Error(ErrorKind::usage,
                fmt::format("--bytes {}: what --simulate draws from is published for large arrays "
                            "only; drop one of the two",
                            *flags.bytes));
  }
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

// CUDA waits at an ordinary exit for what still runs on a GPU.
[[noreturn]] void leave_at_once(int exit_code) {
  std::cout.flush();
  std::cerr.flush();
  std::fflush(nullptr);
  std::quick_exit(exit_code);
}

int run(const Flags& flags, const Invocation& invocation) {
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
  const int exit_code = operate::exit_code_of(document);
  if (bench.sessions->abandoned()) leave_at_once(exit_code);
  return exit_code;
}

void add_flags(CLI::App& verb, Flags& flags) {
  verb.add_option("--device", flags.devices,
                  "Devices, such as cpu or cuda:0,cuda:1;\nwithout it every usable GPU")
      ->option_text("LIST")
      ->allow_extra_args(false);
  verb.add_option("--level", flags.level,
                  "quick (default, below a minute), standard (about\nten) or soak (about an hour)")
      ->option_text("LEVEL");
  verb.add_option(
          "--only", flags.only,
          "Kernels or cases whose name matches, such as\n'memory.*' or '*fp32*'; may be repeated")
      ->option_text("GLOB")
      ->allow_extra_args(false);
  verb.add_option("--bytes", flags.bytes,
                  "Size of each array of the memory kernels, such\nas 64MiB, or a range, such as "
                  "64MiB..4GiB")
      ->option_text("SIZE");
  verb.add_flag("--sweep", flags.sweep,
                "Every shape of the streaming kernels, to find the\nfastest on a GPU; nothing else")
      ->option_text(" ");
  verb.add_option("--seed", flags.seed, "Seed of the inputs; random without it, and recorded")
      ->option_text("N");
  auto* dry_run = verb.add_flag("--dry-run", flags.dry_run,
                                "Print the cases and a time estimate, measure nothing");
  verb.add_option("-o,--output", flags.output, "Keep the result document in this file")
      ->option_text("FILE")
      ->excludes(dry_run);
  dry_run->option_text(" ");
  verb.add_flag("--allow-busy", flags.allow_busy,
                "Measure a GPU although others use it; without it\nthe run ends with exit code 3")
      ->option_text(" ");
  verb.add_flag("--json", flags.json, "Print the document instead of the table");
  add_simulate_flags(verb, flags.simulate);
}

}  // namespace

Action add_run(CLI::App& app, const Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("run", "Measure devices and keep the result document");
  verb->footer(R"(Examples:
  assay run --device cpu -o result.json
  assay run --only 'memory.*' --bytes 64MiB..1GiB --dry-run
  assay run --simulate h20 --present-as h100-sxm -o simulated.json

What follows -- goes to Google Benchmark, such as -- --benchmark_repetitions=3.
SIGINT ends a run in order: what is finished stays in the document.
Exit codes: 0 all measured, 2 wrong usage, 3 a case could not be measured,
4 a kernel computed a wrong answer.)");
  const auto flags = std::make_shared<Flags>();
  add_flags(*verb, *flags);
  return [flags, invocation] { return run(*flags, invocation); };
}

}  // namespace assay::cli
