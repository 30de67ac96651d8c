// How does an archive say what it holds, what came in and what went?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <vector>

#include "harness/archive/archive.hpp"
#include "harness/report/page.hpp"

namespace assay::report {

struct SkippedDocument {
  std::string file, reason;
};

/// What `assay archive add` did.
struct ArchiveAddition {
  std::uint64_t added = 0, already_there = 0, replaced = 0, superseded = 0;
  std::vector<SkippedDocument> skipped = {};
};

/// What `assay archive prune` did, or would do.
struct ArchivePruning {
  document::Timestamp before{};
  std::uint64_t runs = 0, of = 0, size_bytes = 0;
  bool dry_run = false;
};

/// Each ends with a newline.
std::string to_text(const ArchiveAddition& addition);
std::string to_json(const ArchiveAddition& addition);
std::string to_text(const ArchivePruning& pruning);
std::string to_json(const ArchivePruning& pruning);

/// One line for each run.
Page archive_page(const std::vector<archive::ArchivedRun>& runs);
std::string archive_json(const std::vector<archive::ArchivedRun>& runs);

}  // namespace assay::report
