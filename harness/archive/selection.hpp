// Which rows of the table of documents does a filter mean?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <variant>
#include <vector>

#include "harness/archive/archive.hpp"
#include "harness/archive/database.hpp"
#include "harness/archive/filter.hpp"

namespace assay::archive {

/// A condition on document d and host h, with the values of its places.
struct Selection {
  std::string condition;  ///< "1 AND ..."
  std::vector<std::variant<std::int64_t, std::string>> values = {};

  void bind_to(Statement& statement) const;
};

Selection selection_of(const Filter& filter);

/// Of those of the filter, for each host, level, and whether GPUs were measured at the same time,
/// the last complete run, or the last where none is complete: a node that never finishes must not
/// vanish.
Selection latest_of(const Filter& filter);

/// Columns of documents d of hosts h, for run_in_row().
inline constexpr const char* kRunColumns =
    "d.id, d.run, h.name, d.started_at, d.level, d.tool_version, d.kernel, d.driver, d.complete, "
    "d.continued, d.parallel, d.simulated, d.injected, d.added_at, d.sha256, d.size_bytes";
inline constexpr const char* kRunTables = "document d JOIN host h ON h.id = d.host";

ArchivedRun run_in_row(const Statement& row);

}  // namespace assay::archive
