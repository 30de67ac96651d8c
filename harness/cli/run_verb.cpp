// assay run: measure devices, print one table, keep the document.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "collectives/mpi/launcher.hpp"
#include "harness/cli/busy_gpus.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/locked_clocks.hpp"
#include "harness/cli/plan_text.hpp"
#include "harness/cli/run_bench.hpp"
#include "harness/cli/run_flags.hpp"
#include "harness/cli/run_launched.hpp"
#include "harness/cli/run_measured.hpp"
#include "harness/cli/tool_info.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/core/duration.hpp"
#include "harness/document/reader.hpp"
#include "harness/operate/event_log.hpp"
#include "harness/operate/injection.hpp"
#include "harness/operate/lock.hpp"
#include "harness/operate/run.hpp"
#include "harness/operate/signal_guard.hpp"
#include "harness/operate/supervisor.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

void require_output(const RunFlags& flags) {
  if (flags.output != "-" && flags.output != "") return;
  throw Error(ErrorKind::usage,
              fmt::format("-o '{}': names no file; --json prints the document", *flags.output));
}

bool writes_a_file_of_its_own(const Invocation& invocation) {
  const auto& flags = invocation.google_benchmark_flags;
  return std::any_of(flags.begin(), flags.end(),
                     [](const std::string& flag) { return flag.starts_with("--benchmark_out="); });
}

operate::Supervision supervision_of(const RunFlags& flags, const Invocation& invocation) {
  operate::Supervision made{.command = operate::worker_command(invocation.arguments)};
  if (flags.budget) made.allow(parse_duration(*flags.budget, "--budget"));
  if (flags.hung_after_s) made.patience.hung_after = Seconds(*flags.hung_after_s);
  // The second of two workers would overwrite its file; what is simulated is the same twice.
  const bool has_one_worker = writes_a_file_of_its_own(invocation);
  const bool is_the_same_twice = flags.simulate.part.has_value() && !flags.inject;
  if (!flags.no_confirm && !has_one_worker && !is_the_same_twice) {
    made.cool_down = Seconds(flags.cool_down_s);
  }
  return made;
}

operate::EventLog log_of(const RunFlags& flags) {
  const auto level = operate::parse_log_level(flags.log_level);
  return flags.log_file ? operate::EventLog(*flags.log_file, level) : operate::EventLog();
}

/// A run of this process and its workers.
class SupervisedRun {
 public:
  SupervisedRun(const RunFlags& flags, const Invocation& invocation)
      : flags_(flags),
        invocation_(invocation),
        supervision_(supervision_of(flags, invocation)),
        injections_(operate::parse_injections(flags.inject)),
        events_(log_of(flags)),
        clocks_(flags) {}

  int execute() {
    made_.seal_key = seal_key_of(flags_);
    plan();
    clocks_.require_gpus(made_.plan);
    operate::require_all_strike(injections_, made_.plan);
    if (flags_.dry_run) {
      print(flags_.json ? plan_json(made_, supervision_.patience.hung_after) : plan_text(made_));
      say_what_is_left_out();
      return 0;
    }
    if (!made_.simulated && !flags_.allow_busy) take_devices();
    made_.tool = tool_info();
    made_.arguments = invocation_.arguments;
    made_.google_benchmark_flags = invocation_.google_benchmark_flags;
    made_.output = flags_.output.value_or("");
    made_.nonce = flags_.nonce;
    made_.is_whole = flags_.only.empty();
    if (flags_.budget) made_.budget = parse_duration(*flags_.budget, "--budget");
    for (const auto& one : injections_) made_.injected.push_back(one.text);
    clocks_.lock(made_, supervision_, signals_, events_);
    const int exit_code = measure_and_report(made_, flags_.json, [this](auto& progress) {
      auto outcome = operate::supervise(made_, supervision_, progress, signals_, events_);
      if (const auto left = clocks_.release(); !left.empty()) outcome.remarks.push_back(left);
      return outcome;
    });
    say_what_is_left_out();
    if (!events_.failure().empty()) {
      complain(
          fmt::format("--log-file {}: lines are missing: {}", *flags_.log_file, events_.failure()));
    }
    return exit_code;
  }

 private:
  void plan() {
    made_.simulated = simulation_of(flags_.simulate);
    if (flags_.resume) {
      made_.continues = document::read_document(*flags_.resume);
      made_.continues_file = *flags_.resume;
    }
    const std::uint64_t seed = made_.continues ? seed_to_continue() : seed_of(flags_);
    made_.facts = made_.simulated ? simulated_facts_of(flags_, *made_.simulated, seed)
                                  : operate::probe_in_worker(supervision_, signals_, events_);
    auto planned = plan_of(flags_, made_.simulated, made_.facts, seed);
    made_.plan = std::move(planned.plan);
    made_.without = std::move(planned.without);
    made_.devices =
        writes_a_file_of_its_own(invocation_) ? operate::Devices::in_one_worker : planned.devices;
  }

  std::uint64_t seed_to_continue() const {
    const std::uint64_t seed = made_.continues->plan.seed;
    if (!flags_.seed || *flags_.seed == seed) return seed;
    throw Error(ErrorKind::usage,
                fmt::format("--seed {}: the run of --resume {} had {}; drop one of the two",
                            *flags_.seed, *flags_.resume, seed));
  }

  void say_what_is_left_out() const {
    if (made_.without.empty()) return;
    const std::size_t count = made_.without.size() + made_.plan.cases.size();
    complain(fmt::format("left out for --budget {}: {} of {} cases, such as {}", *flags_.budget,
                         made_.without.size(), count, made_.without.front()));
  }

  // A lock says more of who is there than the driver does.
  void take_devices() {
    const std::filesystem::path folder = flags_.lock_folder
                                             ? std::filesystem::path(*flags_.lock_folder)
                                             : operate::usual_lock_folder();
    locks_ = operate::lock_devices(folder, operate::locked_names(made_.plan, made_.facts));
    refuse_busy_gpus(made_.facts, made_.plan);
  }

  const RunFlags& flags_;
  const Invocation& invocation_;
  operate::Supervision supervision_;
  std::vector<operate::Injection> injections_;
  const operate::SignalGuard signals_;
  operate::EventLog events_;
  std::vector<operate::DeviceLock> locks_;
  operate::Invocation made_;
  LockedClocks clocks_;  // last: restored before others may measure these GPUs
};

int run(const RunFlags& flags, const Invocation& invocation) {
  require_output(flags);
  if (const auto by_launcher = launched()) {
    simulation_of(flags.simulate);
    return run_launched(flags, invocation, *by_launcher);
  }
  return SupervisedRun(flags, invocation).execute();
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
SIGINT ends a run in order: what is finished stays in the document. A case that
hangs or crashes is ended and marked, and the rest is measured.
--lock-clocks alone takes the default application clock of each GPU, or the
highest where it has none. A process that outlives this one restores the clocks
however the run ends, to the driver's default: NVML does not tell whether an
administrator had locked them before. 'nvidia-smi -rgc' does it by hand, where
a container was killed as a whole.
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
