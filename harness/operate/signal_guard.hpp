// Has the user or the system asked this run to stop?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <signal.h>

#include <array>
#include <atomic>
#include <optional>
#include <string>

namespace assay::operate {

/// What a second signal does: ends the process at once, as it would without a guard, or nothing.
/// Launchers send theirs twice within milliseconds, and kill who does not end.
enum class SecondSignal { ends, is_ignored };

/// While it lives, the first SIGINT or SIGTERM only raises a flag, so that a run can end in order.
/// A signal that was ignored before stays ignored. The handlers of before are restored at the end.
/// One guard at a time.
class SignalGuard {
 public:
  explicit SignalGuard(SecondSignal second = SecondSignal::ends);
  ~SignalGuard();
  SignalGuard(const SignalGuard&) = delete;
  SignalGuard& operator=(const SignalGuard&) = delete;

  const std::atomic<bool>& interrupted() const;

  /// The first that came; 0: none has.
  int number() const;

  /// "SIGINT" or "SIGTERM", the first that came.
  std::optional<std::string> signal_name() const;

 private:
  static constexpr std::array kSignals{SIGINT, SIGTERM};
  std::array<struct sigaction, kSignals.size()> before_{};
};

}  // namespace assay::operate
