// What is the same of every run, once its plan and its sessions are there?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>

#include "harness/measure/session.hpp"
#include "harness/operate/run.hpp"
#include "harness/operate/signal_guard.hpp"

namespace assay::cli {

/// Measures, prints the table or, with `json`, the document, and one line on what went wrong.
/// Returns the exit code.
int measure_and_report(const operate::Invocation& invocation, bool json,
                       const std::function<operate::Outcome(measure::Observer&)>& measure);

/// In this process.
int measure_here_and_report(const operate::Invocation& invocation, bool json,
                            measure::SessionFactory& sessions, const operate::SignalGuard& signals);

/// For what an ordinary exit would wait for: CUDA for what runs on a GPU, MPI for other processes.
[[noreturn]] void leave_at_once(int exit_code);

}  // namespace assay::cli
