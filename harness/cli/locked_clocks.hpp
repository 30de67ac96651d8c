// What does --lock-clocks ask of a run, and what is said of it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>

#include "harness/cli/run_flags.hpp"
#include "harness/operate/clock_lock.hpp"
#include "harness/operate/event_log.hpp"
#include "harness/operate/run.hpp"
#include "harness/operate/signal_guard.hpp"
#include "harness/operate/supervisor.hpp"
#include "harness/plan/case.hpp"

namespace assay::cli {

/// The number behind --lock-clocks; empty: without one, what each GPU sustains by default. Throws
/// Error(usage) where it is no clock.
std::optional<std::uint32_t> clock_mhz_of(const std::string& text);

/// Of a run without --lock-clocks this does nothing.
class LockedClocks {
 public:
  /// Throws Error(usage) where the flag holds no clock.
  explicit LockedClocks(const RunFlags& flags);
  /// Restores, and complains where that is not known to have worked.
  ~LockedClocks();
  LockedClocks(const LockedClocks&) = delete;
  LockedClocks& operator=(const LockedClocks&) = delete;

  /// Throws Error(usage) where the plan has none.
  void require_gpus(const plan::Plan& plan) const;
  /// Those of the plan, and says so. Throws Error(unavailable) where one refuses: then none is.
  void lock(const operate::Invocation& run, const operate::Supervision& supervision,
            const operate::SignalGuard& signals, operate::EventLog& events);
  /// One line for the user where it is not known that all are restored, else nothing.
  std::string release();

 private:
  bool asked_;
  std::optional<std::uint32_t> mhz_;
  std::optional<operate::ClockLock> lock_;
};

}  // namespace assay::cli
