// Which runs of an archive does a command line mean?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/archive/filter.hpp"
#include "harness/cli/verbs.hpp"

namespace assay::cli {

/// As they were typed.
struct ArchiveFlags {
  std::vector<std::string> hosts;
  std::string since, until, device;

  /// Throws Error(usage) for a date that is none.
  archive::Filter filter() const;
};

/// --host, --since, --until and --device; `flags` must outlive the parser.
void add_archive_flags(CLI::App& verb, ArchiveFlags& flags);

/// "2026-03-01" (its beginning, UTC) or "2026-03-01T02:00:00Z". Throws Error(usage) that names
/// `flag`.
document::Timestamp parse_moment(const std::string& text, const char* flag);

}  // namespace assay::cli
