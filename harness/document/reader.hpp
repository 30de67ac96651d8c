// What does a file say, and can it be trusted to be a result document?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/document/document.hpp"

namespace assay::document {

/// Reads and validates; "-" is standard input. Throws Error(input): one line that names the file,
/// the byte or JSON path, and what to do.
Document read_document(const std::filesystem::path& path);

/// The same for a text that is in memory already; errors call it `name`.
Document parse_document(std::string_view text, const std::string& name);

/// Everything wrong with the file, one line each, the file named in each. Empty: it is a valid
/// document. Never throws for what the file holds.
std::vector<std::string> find_problems(const std::filesystem::path& path);

}  // namespace assay::document
