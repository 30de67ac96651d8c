// How does a plan become a document, whatever happens on the way?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/document/document.hpp"
#include "harness/document/seal_key.hpp"
#include "harness/measure/measure.hpp"
#include "harness/operate/signal_guard.hpp"
#include "harness/operate/task.hpp"
#include "harness/plan/case.hpp"
#include "harness/probe/facts.hpp"
#include "harness/simulate/simulation.hpp"

namespace assay::operate {

/// Everything a run is made from.
struct Invocation {
  document::ToolInfo tool;
  std::vector<std::string> arguments;  ///< as given to the program, its name left out
  probe::Facts facts;
  plan::Plan plan;
  std::vector<std::string> google_benchmark_flags;
  std::filesystem::path output;  ///< empty: no document is kept
  bool is_whole = true;          ///< all that its level measures was asked for
  Devices devices = Devices::one_at_a_time;
  /// Present: the sessions are simulated ones. Nothing waits then, and nothing in a case depends on
  /// this machine's clock.
  std::optional<simulate::Simulation> simulated = {};
  std::vector<std::string> injected = {};                    ///< faults that were asked for
  std::optional<Seconds> budget = {};                        ///< for all of it
  std::vector<std::string> without = {};                     ///< cases that are left out for it
  std::optional<document::Document> continues = {};          ///< a run that stopped before its end
  std::string continues_file = {};                           ///< where it was read
  std::optional<std::string> nonce = {};                     ///< that the plan's seed follows from
  std::shared_ptr<const document::SecretKey> seal_key = {};  ///< null: it is not sealed
};

/// What a run leaves.
struct Outcome {
  document::Document document;
  std::string unwritten = {};             ///< not empty: why the file is not what the document is
  std::vector<std::string> remarks = {};  ///< each one line for the user
};

/// The document of a run that begins now.
document::Document document_of(const Invocation& invocation);

/// The run is over; `by` ended it where it is not complete.
void conclude(document::Document& document, const std::optional<std::string>& by);

/// Measures every case in this process. With `output`, the document is written before the first
/// case, so that an unwritable file costs no measurement, and again after each, so that a crash
/// costs the case in flight only. SIGINT and SIGTERM end the run in order: finished cases stay, the
/// rest is skipped.
document::Document run(const Invocation& invocation, measure::SessionFactory& sessions,
                       measure::Observer& progress);

/// As above, under a guard of the caller's. That the file could not be written later on is no
/// reason to stop.
Outcome run(const Invocation& invocation, measure::SessionFactory& sessions,
            measure::Observer& progress, const SignalGuard& signals);

/// 4 a wrong answer, else 3 a case without a result, else 0.
int exit_code_of(const document::Document& document);

}  // namespace assay::operate
