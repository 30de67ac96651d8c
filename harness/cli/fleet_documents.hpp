// Which runs does the command line of a verb on a fleet give: documents, folders, or an archive?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/archive/collection.hpp"
#include "harness/catalogue/catalogue.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/judge/fleet/fleet.hpp"
#include "harness/report/mark.hpp"

namespace assay::cli {

/// As they were typed.
struct FleetInputFlags {
  std::vector<std::string> inputs;
  std::string since, level, part;
  bool allow_simulated = false;

  /// Throws Error(usage) for a date, level or part that is none.
  judge::FleetSelectionOptions selection(const catalogue::Catalogue& catalogue) const;
};

/// The inputs and --since, --level, --part and --allow-simulated; `flags` must outlive the parser.
void add_fleet_input_flags(CLI::App& verb, FleetInputFlags& flags);

struct FleetInput {
  archive::Collection collection;
  std::vector<judge::UnreadableRun> unreadable;
};

/// Reads documents on several threads, or the latest runs of the one archive that was given. A
/// document among others that cannot be read is named on standard error and left out. Throws Error:
/// input where none can be read; usage where an archive is given beside anything else.
FleetInput read_fleet(const catalogue::Catalogue& catalogue, const FleetInputFlags& flags,
                      const judge::FleetSelectionOptions& selection);

/// What the runs that count say of themselves.
report::Mark mark_of(const judge::FleetSelection& selection);

}  // namespace assay::cli
