// What stands in front of everything that is said of a run which tells nothing of a device?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/document/document.hpp"

namespace assay::report {

/// Why figures are no evidence.
struct Mark {
  bool simulated = false;  ///< nothing was measured
  bool injected = false;   ///< faults were asked for

  /// "SIMULATED", "INJECTED", both, or empty.
  std::string words() const {
    if (simulated && injected) return "SIMULATED INJECTED";
    return simulated ? "SIMULATED" : injected ? "INJECTED" : "";
  }
  /// The same as what a line begins with.
  std::string prefix() const { return words().empty() ? "" : words() + ' '; }
};

inline Mark mark_of(const document::RunInfo& run) {
  return {.simulated = run.simulated.has_value(), .injected = !run.injected.empty()};
}

}  // namespace assay::report
