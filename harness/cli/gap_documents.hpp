// Which documents does the command line give as evidence?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/judge/gap/sides.hpp"

namespace assay::cli {

/// Throws Error(input) where the file is no document.
judge::SourceDocument read_source(const std::string& path, judge::Ground ground);

/// Files as they are; of a folder its *.json in order of their names. Throws Error(input) for a
/// folder that cannot be listed or holds none.
std::vector<std::string> evidence_files(const std::vector<std::string>& paths);

}  // namespace assay::cli
