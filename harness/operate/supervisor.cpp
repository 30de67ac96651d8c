// One loop over all workers that are there, which waits for whatever comes first.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/supervisor.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "harness/catalogue/catalogue.hpp"
#include "harness/operate/confirmation.hpp"
#include "harness/operate/errand.hpp"
#include "harness/operate/keeper.hpp"
#include "harness/operate/library_hashes.hpp"
#include "harness/operate/message.hpp"
#include "harness/operate/resume.hpp"
#include "harness/operate/worker_process.hpp"
#include "kernels/error.hpp"

namespace assay::operate {
namespace {

using Clock = WorkerProcess::Clock;

// A signal that comes right before the wait for it is noticed after so long.
constexpr std::chrono::milliseconds kAtMost{250};

int milliseconds_until(Clock::time_point due) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(due - Clock::now());
  return static_cast<int>(std::clamp(left, std::chrono::milliseconds(0), kAtMost).count());
}

class Supervisor {
 public:
  Supervisor(const Invocation& invocation, const Supervision& supervision,
             std::vector<bool> dealt_with, Keeper& keeper, const SignalGuard& signals,
             EventLog& events)
      : invocation_(invocation),
        supervision_(supervision),
        dealt_with_(std::move(dealt_with)),
        keeper_(keeper),
        signals_(signals),
        events_(events) {}

  void run() {
    for (const Stage& stage : stages_of(invocation_.plan, invocation_.devices, dealt_with_)) {
      run(stage);
    }
    if (supervision_.cool_down) confirm(*supervision_.cool_down);
  }

  std::vector<std::string> remarks;

 private:
  void run(const Stage& stage) {
    std::vector<std::unique_ptr<Shift>> shifts;
    for (const Task& task : stage) shifts.push_back(std::make_unique<Shift>(task, context()));
    while (!are_over(shifts)) {
      interrupt(shifts);
      for (auto& shift : shifts) shift->advance();
      keeper_.waiting();
      wait(shifts);
    }
    for (auto& shift : shifts) {
      remarks.insert(remarks.end(), shift->remarks().begin(), shift->remarks().end());
    }
  }

  void confirm(Seconds cool_down) {
    auto doubts = doubts_of(catalogue::embedded_catalogue(), keeper_.document());
    drop_what_takes_too_long(doubts, cool_down);
    if (doubts.empty()) return;
    events_.write(LogLevel::information, "cooling_down",
                  {{"seconds", cool_down.count()}, {"cases", doubts.size()}});
    rest(cool_down);
    std::vector<bool> others(invocation_.plan.cases.size(), true);
    for (const Doubt& doubt : doubts) others[doubt.index] = false;
    keeper_.expect_again(doubts);
    for (const Stage& stage : stages_of(invocation_.plan, Devices::one_at_a_time, others)) {
      run(stage);
    }
    for (const Doubt& doubt : doubts) {
      const auto& record = keeper_.document().cases[doubt.index];
      if (!record.first) continue;
      remarks.push_back("measured again, because it would have failed: " + both_values(record));
    }
  }

  void drop_what_takes_too_long(std::vector<Doubt>& doubts, Seconds cool_down) {
    if (!supervision_.ends) return;
    Seconds left = *supervision_.ends - Clock::now() - cool_down;
    std::erase_if(doubts, [&](const Doubt& doubt) {
      const Seconds estimate = invocation_.plan.cases[doubt.index].estimate;
      if (estimate <= left) {
        left -= estimate;
        return false;
      }
      remarks.push_back("would fail, and there is no time to measure it again: " +
                        invocation_.plan.cases[doubt.index].name());
      return true;
    });
  }

  void rest(Seconds time) const {
    const auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(time);
    while (Clock::now() < until && !signals_.interrupted() && !supervision_.is_over()) {
      poll(nullptr, 0, milliseconds_until(until));
    }
  }

  ShiftContext context() const {
    return {.plan = invocation_.plan,
            .command = supervision_.command,
            .order = [this](const std::vector<std::size_t>& cases) { return order(cases); },
            .patience = supervision_.patience,
            .keeper = keeper_,
            .events = events_};
  }

  Order order(const std::vector<std::size_t>& cases) const {
    Order made{.seed = invocation_.plan.seed, .facts = {}, .cases = cases, .names = {}};
    made.facts = invocation_.facts;
    for (const std::size_t index : cases) {
      made.names.push_back(invocation_.plan.cases[index].name());
    }
    return made;
  }

  void interrupt(const std::vector<std::unique_ptr<Shift>>& shifts) const {
    if (!signals_.interrupted() && !supervision_.is_over()) return;
    const int number = signals_.interrupted() ? signals_.number() : SIGTERM;
    for (auto& shift : shifts) shift->interrupt(number);
  }

  static bool are_over(const std::vector<std::unique_ptr<Shift>>& shifts) {
    return std::all_of(shifts.begin(), shifts.end(), [](auto& shift) { return shift->is_over(); });
  }

  static void wait(const std::vector<std::unique_ptr<Shift>>& shifts) {
    std::vector<struct pollfd> waited;
    auto due = Clock::time_point::max();
    for (auto& shift : shifts) {
      if (shift->is_over()) continue;
      due = std::min(due, shift->due());
      if (shift->descriptor() < 0) continue;
      waited.push_back({.fd = shift->descriptor(), .events = POLLIN, .revents = 0});
    }
    if (due != Clock::time_point::max()) {
      poll(waited.data(), waited.size(), milliseconds_until(due));
    }
  }

  const Invocation& invocation_;
  const Supervision& supervision_;
  std::vector<bool> dealt_with_;  ///< by index, of a run that continues another
  Keeper& keeper_;
  const SignalGuard& signals_;
  EventLog& events_;
};

// No worker is needed to find out what the plan knows.
void record_unavailable(document::Document& document, const plan::Plan& plan) {
  for (std::size_t i = 0; i < plan.cases.size(); ++i) {
    if (!plan.cases[i].unavailable.empty()) document.cases[i].reason = plan.cases[i].unavailable;
  }
}

[[noreturn]] void fail_probe(const std::string& why) {
  throw Error(ErrorKind::unavailable,
              fmt::format("probing this machine: {}; see what the driver says in dmesg, and try "
                          "'assay probe'",
                          why));
}

}  // namespace

bool Supervision::is_over() const {
  return ends && Clock::now() >= *ends;
}

void Supervision::allow(Seconds budget) {
  ends = Clock::now() + std::chrono::duration_cast<Clock::duration>(budget);
  patience.interrupted = patience.reading = Seconds(1);
  patience.exit = Seconds(2);
  patience.ending = {.after_asking = Seconds(1), .after_killing = Seconds(1)};
}

std::vector<std::string> worker_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{"/proc/self/exe", "worker"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

probe::Facts probe_in_worker(const Supervision& supervision, const SignalGuard& signals,
                             EventLog& events) {
  const Errand errand = ask_worker(probe_message(), supervision, signals, events);
  if (signals.interrupted()) {
    throw Error(ErrorKind::unavailable,
                fmt::format("interrupted by {} while this machine was probed: nothing was measured",
                            *signals.signal_name()));
  }
  if (errand.answer && word_of(*errand.answer) == "failed") throw failure_of(*errand.answer);
  if (errand.answer) return facts_of(*errand.answer);
  fail_probe(errand.failure);
}

Outcome supervise(const Invocation& invocation, const Supervision& supervision,
                  measure::Observer& progress, const SignalGuard& signals, EventLog& events) {
  measure::check_flags(invocation.plan, invocation.google_benchmark_flags);
  Outcome outcome{.document = document_of(invocation)};
  if (invocation.devices == Devices::in_parallel) {
    outcome.document.run.parallel = true;
    outcome.document.plan.estimate = time_of(invocation.plan, invocation.devices);
  }
  std::vector<bool> dealt_with;
  if (invocation.continues) {
    continue_document(outcome.document, *invocation.continues, invocation.continues_file);
    for (const auto& record : outcome.document.cases) dealt_with.push_back(is_dealt_with(record));
  }
  record_unavailable(outcome.document, invocation.plan);
  Keeper keeper(outcome.document, invocation.output, progress);
  if (invocation.seal_key) keeper.seal_with(*invocation.seal_key);
  events.write(LogLevel::information, "run_started",
               {{"id", outcome.document.run.id}, {"cases", invocation.plan.cases.size()}});
  Supervisor supervisor(invocation, supervision, std::move(dealt_with), keeper, signals, events);
  supervisor.run();
  const std::optional<std::string> name = signals.signal_name();
  hash_libraries(outcome.document, supervision, signals, events);
  conclude(outcome.document,
           supervision.is_over() && !name ? std::optional<std::string>("--budget") : name);
  keeper.end();
  events.write(LogLevel::information, "run_finished",
               {{"id", outcome.document.run.id}, {"exit_code", exit_code_of(outcome.document)}});
  outcome.unwritten = keeper.failure();
  outcome.remarks = std::move(supervisor.remarks);
  return outcome;
}

}  // namespace assay::operate
