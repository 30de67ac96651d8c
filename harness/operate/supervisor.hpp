// How does a run end in time, and with a true document, whatever its devices do?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/document/document.hpp"
#include "harness/measure/measure.hpp"
#include "harness/operate/event_log.hpp"
#include "harness/operate/run.hpp"
#include "harness/operate/shift.hpp"
#include "harness/operate/signal_guard.hpp"
#include "harness/operate/task.hpp"

namespace assay::operate {

struct Supervision {
  std::vector<std::string> command;  ///< that starts a worker
  Patience patience = {};
  std::optional<WorkerProcess::Clock::time_point> ends = {};  ///< whatever is still to be done
  /// What would fail is measured again after so long; empty: it is not.
  std::optional<Seconds> cool_down = {};

  /// From now on the run has so long; what is going on then is ended in less than five seconds.
  void allow(Seconds budget);
  bool is_over() const;
};

/// The command that starts this program as a worker which has the same arguments.
std::vector<std::string> worker_command(const std::vector<std::string>& arguments);

/// Facts of this machine, asked by a process that may hang or crash over it. Throws
/// Error(unavailable) where it does.
probe::Facts probe_in_worker(const Supervision& supervision, const SignalGuard& signals,
                             EventLog& events);

/// As run(), with everything that may hang or crash in processes of its own. Always ends: each case
/// has a deadline, and what cannot be ended is left.
Outcome supervise(const Invocation& invocation, const Supervision& supervision,
                  measure::Observer& progress, const SignalGuard& signals, EventLog& events);

}  // namespace assay::operate
