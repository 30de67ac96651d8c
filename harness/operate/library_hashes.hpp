// Which files were it that decided what this node is?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/document/document.hpp"
#include "harness/operate/event_log.hpp"
#include "harness/operate/signal_guard.hpp"
#include "harness/operate/supervisor.hpp"

namespace assay::operate {

/// Of this process: a file's system may be gone, and reading from it then waits for ever.
void hash_here(std::vector<document::OpenedLibrary>& libraries);

/// Fills in sizes and hashes that are missing, by a process of its own; where that fails they stay
/// missing, and the log says why.
void hash_libraries(document::Document& document, const Supervision& supervision,
                    const SignalGuard& signals, EventLog& events);

}  // namespace assay::operate
