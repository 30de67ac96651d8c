// How does a document reach the disk? Whole or not at all: after a crash or a full disk the file
// holds either what it held before or the new document, and no other file is left behind.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <string>

#include "harness/document/document.hpp"

namespace assay::document {

/// The text of the document. Throws Error(input) naming the JSON path of a number that is not
/// finite.
std::string serialise(const Document& document);

/// Temporary file in the same folder, fsync, rename, fsync of the folder. A symbolic link is
/// followed. Throws Error(usage) naming the path, the cause, and what to do.
void write_document(const Document& document, const std::filesystem::path& path);

}  // namespace assay::document
