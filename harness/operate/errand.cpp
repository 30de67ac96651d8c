// Asks, listens, and sees the process out.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/errand.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <chrono>

#include "harness/operate/message.hpp"
#include "harness/operate/worker_process.hpp"

namespace assay::operate {
namespace {

using Clock = WorkerProcess::Clock;

// A signal that comes right before the wait for it is noticed after so long.
constexpr Seconds kAtMost{0.25};

// It answers, ends, or is interrupted.
std::optional<nlohmann::json> answer_of(WorkerProcess& worker, const Supervision& supervision,
                                        const SignalGuard& signals) {
  auto until =
      Clock::now() + std::chrono::duration_cast<Clock::duration>(supervision.patience.answer);
  until = std::min(until, supervision.ends.value_or(until));
  while (Clock::now() < until && !signals.interrupted()) {
    if (auto message = worker.channel().wait(kAtMost)) return message;
    if (worker.channel().is_closed()) return std::nullopt;
  }
  return std::nullopt;
}

// A GPU that it opened is busy until it has ended.
WorkerProcess::State see_out(WorkerProcess& worker, Seconds patience) {
  const auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(patience);
  auto state = worker.advance();
  while (state != WorkerProcess::State::ended && state != WorkerProcess::State::left) {
    if (Clock::now() >= until) worker.end();
    poll(nullptr, 0, 1);
    state = worker.advance();
  }
  return state;
}

}  // namespace

Errand ask_worker(const nlohmann::ordered_json& question, const Supervision& supervision,
                  const SignalGuard& signals, EventLog& events) {
  const Patience& patience = supervision.patience;
  if (signals.interrupted() || supervision.is_over())
    return {.failure = "there was no time for it"};
  WorkerProcess worker(supervision.command, patience.ending);
  events.write(LogLevel::information, word_of(question) + "_started", {{"pid", worker.pid()}});
  worker.channel().send(question, patience.reading);
  Errand errand{.answer = answer_of(worker, supervision, signals)};
  const auto state = see_out(worker, errand.answer ? patience.exit : Seconds{0.5});
  if (errand.answer) return errand;
  errand.failure = state == WorkerProcess::State::left
                       ? fmt::format(
                             "process {} did not answer within {:.0f} s, cannot be ended "
                             "and was left: {}",
                             worker.pid(), patience.answer.count(), worker.system_state())
                       : fmt::format("its process {}", to_string(*worker.ending()));
  return errand;
}

}  // namespace assay::operate
