// How is a file replaced so that nobody ever sees half of it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <string_view>

namespace assay::document {

/// Throws Error(usage); then the file is what it was before, and the temporary is gone.
void replace_file(const std::filesystem::path& path, std::string_view text);

}  // namespace assay::document
