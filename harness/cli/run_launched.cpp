// Joins, then leads or follows.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/run_launched.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "collectives/mpi/module_library.hpp"
#include "harness/cli/busy_gpus.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/error_code.hpp"
#include "harness/cli/plan_text.hpp"
#include "harness/cli/run_measured.hpp"
#include "harness/cli/tool_info.hpp"
#include "harness/measure/local_sessions.hpp"
#include "harness/measure/world/follower.hpp"
#include "harness/measure/world/world_facts.hpp"
#include "harness/measure/world/world_sessions.hpp"
#include "harness/plan/device.hpp"
#include "harness/plan/plan.hpp"
#include "harness/probe/probe.hpp"

namespace assay::cli {
namespace {

// Rank 0 probes and plans; what keeps it longer than this is no plan.
constexpr Seconds kFirstOrder{120};

void require_flags_of_a_world(const RunFlags& flags) {
  // What a supervisor does; under a launcher there is none.
  const std::pair<const char*, bool> refused[] = {{"--inject", flags.inject.has_value()},
                                                  {"--budget", flags.budget.has_value()},
                                                  {"--resume", flags.resume.has_value()},
                                                  {"--hung-after", flags.hung_after_s.has_value()},
                                                  {"--log-file", flags.log_file.has_value()},
                                                  {"--parallel", flags.parallel},
                                                  {"--alone", flags.alone},
                                                  {"--for", flags.lasting.has_value()},
                                                  {"--lock-clocks", flags.lock_clocks.has_value()}};
  for (const auto& [flag, given] : refused) {
    if (!given) continue;
    throw Error(ErrorKind::usage,
                fmt::format("{}: it is of a run that starts its own processes; drop it, or start "
                            "assay without mpirun",
                            flag));
  }
  if (simulation_of(flags.simulate)) {
    throw Error(ErrorKind::usage,
                "--simulate: nothing is launched for it; start it without mpirun");
  }
  if (flags.sweep) {
    throw Error(ErrorKind::usage,
                fmt::format("--sweep {}: it is of one node; start it without mpirun, one process "
                            "a node",
                            *flags.sweep));
  }
}

class LaunchedRun {
 public:
  LaunchedRun(const RunFlags& flags, const Invocation& invocation, const Launched& launched)
      : flags_(flags), invocation_(invocation), launched_(launched) {}

  int execute() {
    if (launched_.rank == 0) seal_key_ = seal_key_of(flags_);
    facts_ = probe::probe_facts({.contexts = contexts_for(flags_)});
    const MpiFunctions& mpi = open_module();
    join(mpi);
    if (!world_) return without_the_others();
    if (world_->rank() != 0) return follow();
    try {
      const int exit_code = lead();
      world_->finish(exit_code);
      return exit_code;
    } catch (const Error& error) {
      world_->finish(exit_code_of(error.kind()));
      if (!world_->abandoned()) throw;
      complain(error.what());
      leave_at_once(exit_code_of(error.kind()));
    }
  }

  bool abandoned() const {
    return !world_ || world_->abandoned() || (local_ && local_->abandoned());
  }

 private:
  /// For errors that this process alone may have.
  std::string whoami() const {
    return fmt::format("rank {} on {}", launched_.rank, facts_.host.hostname);
  }

  const MpiFunctions& open_module() {
    try {
      return open_mpi_module(mpi_module_files(this_program()));
    } catch (const Error& error) {
      throw Error(error.kind(), fmt::format("{}: {}", whoami(), error.what()));
    }
  }

  void join(const MpiFunctions& mpi) {
    // Rank 0 gives up first, finds out who is missing and writes it down: a launcher may kill all
    // others as soon as one has left.
    constexpr Seconds kLonger{15};
    const Seconds patience(flags_.join_within_s);
    try {
      world_ = std::make_unique<measure::World>(
          mpi, measure::self_of(facts_, chosen_gpus(), version_line()),
          measure::WorldSettings{.joining = launched_.rank == 0 ? patience : patience + kLonger,
                                 .interrupted = &signals_.interrupted()});
    } catch (const Error& error) {
      why_alone_ = error.what();
    }
  }

  /// Of this host, by --device; without it, all that can be used.
  std::vector<plan::DeviceId> chosen_gpus() const {
    auto gpus = plan::usable_gpus(facts_);
    if (flags_.devices.empty()) return gpus;
    const auto asked =
        plan::parse_devices(fmt::format("{}", fmt::join(flags_.devices, ",")), facts_);
    std::erase_if(gpus, [&](const auto& gpu) {
      return std::find(asked.begin(), asked.end(), gpu) == asked.end();
    });
    return gpus;
  }

  int follow() {
    const measure::OpenWork open = open_work();
    try {
      return measure::follow(*world_, open, kFirstOrder);
    } catch (const Error& error) {
      complain(fmt::format("{}: {}", whoami(), error.what()));
      leave_at_once(3);
    }
  }

  int lead() {
    facts_.world = measure::world_facts(world_->members());
    operate::Invocation made = planned(options_of_world());
    if (flags_.dry_run) {
      print(flags_.json ? plan_json(made) : plan_text(made));
      return 0;
    }
    say_what_is_left_out();
    say_if_there_are_no_gpus();
    if (!flags_.allow_busy) refuse_busy_gpus(facts_, made.plan);
    measure::WorldSessions sessions(*world_, open_work());
    return measure_here_and_report(made, flags_.json, sessions, signals_);
  }

  plan::Options options_of_world() const {
    const auto& members = world_->members();
    plan::Options options =
        options_for(static_cast<std::uint32_t>(world_->size()),
                    static_cast<std::uint32_t>(measure::hosts_of(members).size()));
    for (const int gpu : world_->self().gpus) {
      options.devices.push_back({.kind = plan::DeviceId::Kind::cuda, .index = gpu});
    }
    for (const auto& member : members) {
      options.world.gpus += static_cast<std::uint32_t>(member.gpus.size());
    }
    options.world.no_nccl = measure::why_no_nccl(members);
    return options;
  }

  measure::OpenWork open_work() {
    return measure::open_work(*world_, facts_, kernel_table(),
                              [this](const auto& gpus, measure::GroupWorld world) {
                                if (!local_) local_.emplace(facts_);
                                return local_->open_part(gpus, std::move(world));
                              });
  }

  /// What was to be measured could not be, and the document says why.
  int without_the_others() {
    if (launched_.rank != 0 || !launched_.ranks || flags_.dry_run) {
      complain(fmt::format("{}: {}", whoami(), why_alone_));
      return 3;
    }
    plan::Options options = options_for(static_cast<std::uint32_t>(*launched_.ranks), 1);
    options.world.unavailable = why_alone_;
    operate::Invocation made = planned(options);
    struct Nobody final : measure::SessionFactory {
      std::unique_ptr<measure::DeviceSession> open(plan::DeviceId) override {
        throw Error(ErrorKind::unavailable, "the ranks did not join");
      }
    } nobody;
    return measure_here_and_report(made, flags_.json, nobody, signals_);
  }

  plan::Options options_for(std::uint32_t ranks, std::uint32_t nodes) const {
    plan::Options options = plan_options_of(flags_);
    options.world = {.ranks = ranks, .nodes = nodes};
    return options;
  }

  operate::Invocation planned(const plan::Options& options) {
    operate::Invocation made;
    made.plan = plan::make_plan(facts_, kernel_table(), options);
    made.facts = facts_;
    made.tool = tool_info();
    made.arguments = invocation_.arguments;
    made.google_benchmark_flags = invocation_.google_benchmark_flags;
    made.output = flags_.output.value_or("");
    made.nonce = flags_.nonce;
    made.is_whole = false;  // what one node measures alone is left out
    made.seal_key = seal_key_;
    return made;
  }

  void say_what_is_left_out() const {
    if (!flags_.only.empty()) return;
    complain(
        fmt::format("{} processes of {}: what they measure together is measured, and what one "
                    "node measures alone is not; for that start one process a node, without "
                    "the launcher",
                    world_->size(), launched_.by));
  }

  /// A GPU that silently went missing must not pass.
  void say_if_there_are_no_gpus() const {
    const auto& world = facts_.world;
    const bool none = std::all_of(world.begin(), world.end(),
                                  [](const auto& rank) { return rank.devices.empty(); });
    if (!none || !flags_.devices.empty()) return;
    complain(
        fmt::format("no rank has a usable GPU, so hosts alone are measured, by MPI (rank 0: {})",
                    plan::why_no_gpu(facts_)));
  }

  const RunFlags& flags_;
  const Invocation& invocation_;
  const Launched& launched_;
  const operate::SignalGuard signals_{operate::SecondSignal::is_ignored};
  probe::Facts facts_;
  std::unique_ptr<measure::World> world_;
  std::optional<measure::LocalSessions> local_;  ///< of the GPUs that this process holds
  std::string why_alone_;
  std::shared_ptr<const document::SecretKey> seal_key_;  ///< of rank 0 alone
};

}  // namespace

int run_launched(const RunFlags& flags, const Invocation& invocation, const Launched& launched) {
  try {
    require_flags_of_a_world(flags);
  } catch (const Error& error) {
    if (launched.rank == 0) throw;
    return exit_code_of(error.kind());  // rank 0 says it for all
  }
  LaunchedRun run(flags, invocation, launched);
  const int exit_code = run.execute();
  if (run.abandoned()) leave_at_once(exit_code);
  return exit_code;
}

}  // namespace assay::cli
