// A worker is either heard, waited for, or being ended; only one that has ended is replaced.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/shift.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <utility>

#include "harness/core/units.hpp"
#include "harness/document/words.hpp"
#include "harness/operate/deadline.hpp"
#include "kernels/error.hpp"

namespace assay::operate {
namespace {

using measure::Status;
using Clock = Shift::Clock;

// The first worker, and one more.
constexpr int kLossesAtMost = 2;
// A process that has closed its channel is about to end.
constexpr std::chrono::milliseconds kSoon{5};

Clock::time_point after(Seconds time) {
  constexpr Seconds kForEver{1e9};
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::min(time, kForEver));
}

// "checking again"
std::string phase_text(measure::CasePhase phase) {
  std::string text(document::word_of(phase));
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

bool is_interrupted(const document::CaseRecord& record) {
  return record.status == Status::skipped && record.reason.starts_with(document::kInterrupted);
}

document::Unfinished unfinished_of(LastSeen seen) {
  return {.phase = seen.phase, .in_phase = seen.in_phase, .samples = std::move(seen.samples)};
}

}  // namespace

Shift::Shift(Task task, ShiftContext context)
    : task_(std::move(task)),
      context_(std::move(context)),
      pending_(task_.cases.begin(), task_.cases.end()) {}

void Shift::advance() {
  if (over_) return;
  if (!worker_) {
    if (pending_.empty() || interrupted_) return give_up_rest();
    start();
    if (!worker_) return;
  }
  listen();
  keep_deadline();
  const auto state = worker_->advance();
  if (state == WorkerProcess::State::ended || state == WorkerProcess::State::left) bury();
}

void Shift::start() {
  loss_.reset();
  current_.reset();
  deadline_ = after(context_.patience.answer);
  try {
    worker_ = std::make_unique<WorkerProcess>(context_.command, context_.patience.ending);
  } catch (const Error& error) {
    why_lost_ = error.what();
    if (++losses_ >= kLossesAtMost) give_up_rest();
    return;
  }
  context_.events.write(
      LogLevel::information, "worker_started",
      {{"task", task_.name}, {"pid", worker_->pid()}, {"cases", pending_.size()}});
  try {
    worker_->channel().send(measure_message(context_.order({pending_.begin(), pending_.end()})),
                            context_.patience.reading);
  } catch (const Error& error) {
    lose(Loss::broken, error.what());
  }
}

void Shift::listen() {
  // What a worker says that is being ended counts no longer.
  if (loss_) return;
  try {
    worker_->channel().fill();
    while (auto message = worker_->channel().next()) {
      take(*message);
      if (loss_) return;
      worker_->channel().fill();
    }
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::usage) throw;
    lose(Loss::broken, error.what());
  }
}

void Shift::take(const nlohmann::json& message) {
  const std::string word = word_of(message);
  if (word == "started") {
    current_ = index_of(message);
    require_next(*current_);
    const plan::Case& planned = context_.plan.cases[*current_];
    started_ = Clock::now();
    deadline_ = after(interrupted_ ? context_.patience.interrupted
                                   : deadline_of(planned, context_.patience.hung_after));
    context_.events.write(LogLevel::information, "case_started",
                          {{"case", planned.name()}, {"pid", worker_->pid()}});
    context_.keeper.started(*current_, planned);
  } else if (word == "finished") {
    context_.keeper.opened(paths_of(message));
    take_finished(index_of(message), record_of(message));
  } else if (word == "done") {
    if (!pending_.empty()) throw Error(ErrorKind::input, "it was done before its cases were");
    done_ = true;
    deadline_ = after(context_.patience.exit);
  } else if (word == "failed") {
    const Error failure = failure_of(message);
    // What the user asked for cannot be done; nothing is lost by saying so as an error.
    if (failure.kind() != ErrorKind::unavailable && !measured_) {
      throw Error(ErrorKind::usage, failure.what());
    }
    lose(Loss::broken, failure.what());
  } else {
    throw Error(ErrorKind::input, "it said something that no worker says");
  }
}

void Shift::require_next(std::size_t index) const {
  if (!pending_.empty() && pending_.front() == index) return;
  throw Error(ErrorKind::input, fmt::format("it spoke of case {} out of turn", index));
}

void Shift::take_finished(std::size_t index, document::CaseRecord record) {
  require_next(index);
  if (record.name != context_.plan.cases[index].name()) {
    throw Error(ErrorKind::input, fmt::format("it measured {} instead", record.name));
  }
  // Nobody has asked the run to end: a signal from elsewhere ends this worker alone.
  if (is_interrupted(record) && !interrupted_) {
    return lose(Loss::broken, "somebody else told it to end");
  }
  // What was finished of it would be lost otherwise.
  if (is_interrupted(record) && current_ == index) {
    record.unfinished = unfinished_of(worker_->log().read());
  }
  finish(index, std::move(record));
  deadline_ = after(interrupted_ ? context_.patience.interrupted : context_.patience.answer);
  worker_->channel().send(next_message(), context_.patience.reading);
}

void Shift::finish(std::size_t index, document::CaseRecord record) {
  measured_ = true;
  pending_.pop_front();
  current_.reset();
  nlohmann::ordered_json fields{{"case", record.name},
                                {"status", document::word_of(record.status)}};
  if (!record.reason.empty()) fields["reason"] = record.reason;
  if (record.elapsed) fields["elapsed_s"] = record.elapsed->count();
  const bool fine = record.status == Status::ok || record.status == Status::skipped;
  context_.keeper.finished(index, context_.plan.cases[index], std::move(record));
  context_.events.write(fine ? LogLevel::information : LogLevel::error, "case_finished",
                        std::move(fields));
}

void Shift::keep_deadline() {
  if (loss_ || Clock::now() < deadline_) return;
  if (done_) return lose(Loss::hung, "did not end after its work");
  lose(Loss::hung, current_ ? "hung in " + context_.plan.cases[*current_].name()
                            : std::string("did not answer"));
}

void Shift::lose(Loss loss, std::string why) {
  loss_ = loss;
  why_lost_ = std::move(why);
  last_seen_ = worker_->log().read();
  context_.events.write(LogLevel::warning, "worker_lost",
                        {{"task", task_.name}, {"pid", worker_->pid()}, {"why", why_lost_}});
  worker_->end();
}

/// The worker has ended, or will not.
void Shift::bury() {
  const bool left = !worker_->ending();
  if (!loss_ && !done_) {
    // It may have said something before it ended.
    listen();
    if (!loss_ && !done_) {
      lose(Loss::crashed, why_ended());
    }
  }
  if (left) {
    remarks_.push_back(fmt::format("process {} of {} could not be ended and was left: {}",
                                   worker_->pid(), task_.name, worker_->system_state()));
    context_.events.write(
        LogLevel::error, "worker_left",
        {{"task", task_.name}, {"pid", worker_->pid()}, {"state", worker_->system_state()}});
  } else {
    context_.events.write(LogLevel::information, "worker_ended",
                          {{"task", task_.name}, {"how", to_string(*worker_->ending())}});
  }
  if (!done_ && current_) record_lost_case();
  if (!done_) ++losses_;
  if (done_ || losses_ >= kLossesAtMost) give_up_rest();
  if (left) left_.push_back(std::move(worker_));
  worker_.reset();
}

void Shift::record_lost_case() {
  const std::size_t index = *current_;
  const plan::Case& planned = context_.plan.cases[index];
  document::CaseRecord record = document::make_record(planned);
  LastSeen now = worker_->log().read();
  const bool of_this_case = last_seen_.index == index;
  if (of_this_case && now.index == index) last_seen_.samples = std::move(now.samples);
  if (!of_this_case) last_seen_ = {.index = index, .phase = {}, .in_phase = {}, .samples = {}};
  const std::string place = fmt::format("phase {}, for {}", phase_text(last_seen_.phase),
                                        format_duration(last_seen_.in_phase));
  record.elapsed = Clock::now() - started_;
  if (interrupted_ && loss_ == Loss::hung) {
    record.status = Status::skipped;
    record.reason = fmt::format("{}: it did not end by itself ({})", document::kInterrupted, place);
  } else if (loss_ == Loss::hung) {
    record.status = Status::hung;
    record.reason = fmt::format("did not end within {} ({}), and its process {}",
                                format_duration(deadline_of(planned, context_.patience.hung_after)),
                                place, why_ended());
  } else {
    record.status = Status::error;
    record.reason = loss_ == Loss::broken
                        ? fmt::format("its process failed ({}): {}", place, why_lost_)
                        : fmt::format("its process {} ({})", why_ended(), place);
  }
  record.unfinished = unfinished_of(last_seen_);
  finish(index, std::move(record));
}

std::string Shift::why_ended() const {
  if (!worker_->ending()) {
    return fmt::format("{} could not be ended: {}", worker_->pid(), worker_->system_state());
  }
  std::string text = to_string(*worker_->ending());
  if (loss_ == Loss::crashed && worker_->ending()->signal == SIGKILL) {
    text +=
        ", by somebody else; a system that is short of memory does it too, and says so in dmesg";
  }
  return text;
}

/// Nobody will measure what is left.
void Shift::give_up_rest() {
  const std::string why =
      interrupted_ ? std::string(document::kInterrupted)
                   : fmt::format("not tried: two processes of {} were lost before it; the last: {}",
                                 task_.name, why_lost_);
  while (!pending_.empty()) {
    const std::size_t index = pending_.front();
    document::CaseRecord record = document::make_record(context_.plan.cases[index]);
    record.reason = why;
    finish(index, std::move(record));
  }
  over_ = true;
}

void Shift::interrupt(int signal) {
  if (over_ || interrupted_) return;
  interrupted_ = true;
  if (!worker_ || loss_) return;
  worker_->send_signal(signal);
  deadline_ = std::min(deadline_, after(context_.patience.interrupted));
}

int Shift::descriptor() const {
  return worker_ && !loss_ && !worker_->channel().is_closed() ? worker_->channel().descriptor()
                                                              : -1;
}

Clock::time_point Shift::due() const {
  if (!worker_) return Clock::now();
  // Its end cannot be waited for otherwise.
  if (loss_ || worker_->channel().is_closed()) return Clock::now() + kSoon;
  return std::min(deadline_, worker_->due());
}

}  // namespace assay::operate
