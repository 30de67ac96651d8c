// Asks the guardian, and believes nothing that it did not say.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/clock_lock.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "harness/operate/message.hpp"
#include "kernels/error.hpp"

namespace assay::operate {
namespace {

using Clock = WorkerProcess::Clock;

constexpr Seconds kRestoring{5};
// A signal that comes right before the wait for it is noticed after so long.
constexpr Seconds kAtMost{0.25};
constexpr const char* kByHand = "'nvidia-smi -rgc' restores them";

Clock::time_point after(Seconds time) {
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(time);
}

std::optional<nlohmann::json> answer_of(WorkerProcess& guardian, Clock::time_point until,
                                        const SignalGuard& signals) {
  while (Clock::now() < until && !signals.interrupted()) {
    if (auto message = guardian.channel().wait(kAtMost)) return message;
    if (guardian.channel().is_closed()) return std::nullopt;
  }
  return std::nullopt;
}

void note_gpu(std::set<int>& indices, plan::DeviceId device) {
  if (device.kind == plan::DeviceId::Kind::cuda) indices.insert(device.index);
}

}  // namespace

std::vector<GpuName> gpus_to_lock(const plan::Plan& plan, const probe::Facts& facts) {
  std::set<int> indices;
  for (const auto& planned : plan.cases) {
    if (!planned.unavailable.empty()) continue;
    note_gpu(indices, planned.device);
    for (const auto device : planned.group) note_gpu(indices, device);
  }
  std::vector<GpuName> gpus;
  for (const auto& gpu : facts.cuda.devices) {
    if (!indices.contains(gpu.index)) continue;
    gpus.push_back({.device = fmt::format("cuda:{}", gpu.index),
                    .uuid = gpu.uuid,
                    .pci_bus_id = gpu.pci_bus_id});
  }
  return gpus;
}

ClockLock::ClockLock(const Supervision& supervision, const ClockOrder& order,
                     const SignalGuard& signals, EventLog& events)
    : patience_(std::min(kRestoring, supervision.patience.exit)),
      guardian_(supervision.command, supervision.patience.ending,
                WorkerProcess::Bond::outlives_this),
      events_(events) {
  guardian_.channel().send(lock_clocks_message(order), supervision.patience.reading);
  const Seconds patience = supervision.patience.answer;
  const auto until = std::min(after(patience), supervision.ends.value_or(Clock::time_point::max()));
  const auto answer = answer_of(guardian_, until, signals);
  if (answer) {
    take(*answer);
    return;
  }
  const std::string left = release();
  if (signals.interrupted()) {
    throw Error(ErrorKind::unavailable,
                fmt::format("interrupted by {} while clocks were locked: nothing was measured{}{}",
                            *signals.signal_name(), left.empty() ? "" : "; ", left));
  }
  throw Error(ErrorKind::unavailable,
              left.empty() ? fmt::format("--lock-clocks: no answer within {:.0f} s; the clocks are "
                                         "restored, and nothing was measured",
                                         patience.count())
                           : "--lock-clocks: " + left);
}

void ClockLock::take(const nlohmann::json& answer) {
  if (word_of(answer) == "failed") {
    released_ = true;  // none is locked, or the answer says so
    throw failure_of(answer);
  }
  clocks_ = locked_clocks_of(answer);
  events_.write(LogLevel::information, "clocks_locked",
                {{"pid", guardian_.pid()}, {"clocks", to_string(clocks_)}});
}

std::string ClockLock::release() {
  if (released_) return "";
  released_ = true;
  const std::string reason = restore();
  if (reason.empty()) {
    events_.write(LogLevel::information, "clocks_restored");
    return "";
  }
  events_.write(LogLevel::error, "clocks_not_restored", {{"reason", reason}});
  return reason;
}

std::string ClockLock::restore() {
  const auto until = after(patience_);
  try {
    guardian_.channel().send(release_clocks_message(), patience_);
    // Where locking was given up, its answer comes first.
    while (auto message = guardian_.channel().wait(until - Clock::now())) {
      if (word_of(*message) == kClocksRestored) return "";
      if (word_of(*message) == "failed") return failure_of(*message).what();
    }
  } catch (const Error&) {
    guardian_.channel().fill();  // which finds out whether it is gone
  }
  return why_no_answer();
}

std::string ClockLock::why_no_answer() {
  // One that has closed its channel is about to end.
  for (int i = 0; i < 200 && guardian_.advance() != WorkerProcess::State::ended; ++i) {
    if (!guardian_.channel().is_closed()) break;
    poll(nullptr, 0, 5);
  }
  if (guardian_.ending()) {
    return fmt::format("clocks may still be locked: the process that was to restore them {}; {}",
                       to_string(*guardian_.ending()), kByHand);
  }
  return fmt::format(
      "clocks may still be locked: process {}, which restores them, did not answer "
      "within {:.0f} s, and goes on trying; {}",
      guardian_.pid(), patience_.count(), kByHand);
}

}  // namespace assay::operate
