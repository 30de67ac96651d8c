// A handler can reach nothing but variables of the process, so these live here, lock-free.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/signal_guard.hpp"

#include <stdexcept>

namespace assay::operate {
namespace {

std::atomic<bool> guarded{false};
std::atomic<bool> flag{false};
std::atomic<int> received{0};
std::atomic<bool> second_ends{true};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

extern "C" void note_signal(int number) {
  int none = 0;
  if (!received.compare_exchange_strong(none, number) && second_ends.load()) {
    // Asked twice: this one is delivered again, with nothing to catch it, when the handler returns.
    signal(number, SIG_DFL);
    raise(number);
  }
  flag.store(true);
}

}  // namespace

SignalGuard::SignalGuard(SecondSignal second) {
  if (guarded.exchange(true)) throw std::logic_error("one SignalGuard at a time");
  second_ends.store(second == SecondSignal::ends);
  flag.store(false);
  received.store(0);
  struct sigaction action {};
  action.sa_handler = note_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &before_[i]);
    if (before_[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &action, nullptr);
  }
}

SignalGuard::~SignalGuard() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
  guarded.store(false);
}

const std::atomic<bool>& SignalGuard::interrupted() const {
  return flag;
}

int SignalGuard::number() const {
  return received.load();
}

std::optional<std::string> SignalGuard::signal_name() const {
  switch (received.load()) {
    case SIGINT:
      return "SIGINT";
    case SIGTERM:
      return "SIGTERM";
    default:
      return std::nullopt;
  }
}

}  // namespace assay::operate
