// Which of the archived runs are asked about?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>
#include <vector>

#include "harness/document/timestamp.hpp"
#include "harness/plan/case.hpp"

namespace assay::archive {

struct Filter {
  std::optional<document::Timestamp> since = {};  ///< started then or later, as the node stated it
  std::optional<document::Timestamp> until = {};  ///< started before
  std::optional<plan::Level> level = {};
  std::vector<std::string> hosts = {};  ///< empty: all
  std::string device = {};              ///< runs that list the device of this key; empty: all
  bool with_simulated = false;          ///< simulated ones, and those with injected faults, too
};

}  // namespace assay::archive
