// How is one question answered by a process that may hang or crash over it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "harness/operate/event_log.hpp"
#include "harness/operate/signal_guard.hpp"
#include "harness/operate/supervisor.hpp"

namespace assay::operate {

struct Errand {
  std::optional<nlohmann::json> answer = {};  ///< present: what it said, "failed" included
  std::string failure = {};                   ///< why there is none
};

/// Starts a worker for it and waits until it has ended, as long as `supervision` says. Returns at
/// once, without an answer, where the run is interrupted or over.
Errand ask_worker(const nlohmann::ordered_json& question, const Supervision& supervision,
                  const SignalGuard& signals, EventLog& events);

}  // namespace assay::operate
