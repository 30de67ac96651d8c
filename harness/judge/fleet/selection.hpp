// Which of many runs and devices count?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/archive/collection.hpp"
#include "harness/document/timestamp.hpp"
#include "harness/plan/case.hpp"

namespace assay::judge {

struct FleetSelectionOptions {
  std::optional<document::Timestamp> since = {};  ///< started then or later
  std::optional<plan::Level> level = {};
  std::string part = {};  ///< id in the catalogue; empty: all
  bool allow_simulated = false;
  document::Timestamp now = document::now();  ///< a run that started later had a wrong clock
};

/// A run that gave way to a later one of the same host, level and kind.
struct SupersededRun {
  std::string host, id;
  document::Timestamp started_at{};
  std::string by;  ///< id of the run that counts
};

/// A device that was found in two places.
struct MovedDevice {
  std::string key;
  std::string from_host, from_device, to_host, to_device;
  document::Timestamp seen_at{};  ///< start of the last run that found it in the old place
};

struct FleetSelection {
  std::vector<char> runs;     ///< one for each of the collection: whether it counts
  std::vector<char> devices;  ///< likewise, false where the run does not count either
  std::size_t used = 0, simulated = 0, injected = 0, filtered = 0, repeated = 0;
  bool any_simulated = false, any_injected = false;  ///< among those that count
  std::vector<SupersededRun> superseded = {};
  std::vector<MovedDevice> moved = {};
  std::vector<std::string> incomplete = {};  ///< hosts whose only run did not come to its end
};

/// Of the runs of one host at one level, measured at the same time or not, the latest complete one
/// counts, or the latest where none is complete; of two documents of one run the first. A device
/// that is found at two hosts counts where it was found last.
FleetSelection select_runs(const archive::Collection& collection,
                           const FleetSelectionOptions& options);

/// What of the selection a reader must know: versions that are mixed, clocks that disagree, devices
/// that moved, runs that do not count. Of many the first are named, and how many more there are.
std::vector<std::string> selection_notes(const archive::Collection& collection,
                                         const FleetSelection& selection,
                                         const FleetSelectionOptions& options);

}  // namespace assay::judge
