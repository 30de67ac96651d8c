// How does a run hold the clocks of its GPUs, and know that they are given back?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "harness/operate/clock_message.hpp"
#include "harness/operate/event_log.hpp"
#include "harness/operate/signal_guard.hpp"
#include "harness/operate/supervisor.hpp"
#include "harness/operate/worker_process.hpp"
#include "harness/plan/case.hpp"
#include "harness/probe/facts.hpp"

namespace assay::operate {

/// Those that a plan measures, each once, by their number.
std::vector<GpuName> gpus_to_lock(const plan::Plan& plan, const probe::Facts& facts);

/// Locked while this lives. A process of its own (clock_guardian.hpp) does it, and restores them as
/// soon as this is gone, however that came about.
class ClockLock {
 public:
  /// Throws Error(unavailable) where a GPU refuses, which leaves none locked; where nobody answers;
  /// and where the run is interrupted meanwhile.
  ClockLock(const Supervision& supervision, const ClockOrder& order, const SignalGuard& signals,
            EventLog& events);

  const std::vector<LockedClock>& clocks() const { return clocks_; }

  /// Has them restored, and waits a few seconds for it. Why it is not known that they are; empty:
  /// they are, or this was asked before.
  std::string release();

 private:
  void take(const nlohmann::json& answer);
  std::string restore();
  std::string why_no_answer();

  Seconds patience_;  ///< with one that restores
  WorkerProcess guardian_;
  EventLog& events_;
  std::vector<LockedClock> clocks_;
  bool released_ = false;
};

}  // namespace assay::operate
