// Reads a catalogue for lint: everything that is wrong with its files, not only the first.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <optional>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/judge/lint/lint.hpp"

namespace assay::judge {

/// Empty where a file cannot be read, breaks the schema or has the wrong name: `findings` say
/// which. Of the binary where there is no directory.
std::optional<catalogue::Catalogue> read_catalogue_for_lint(
    const std::optional<std::filesystem::path>& directory, std::vector<Finding>& findings);

}  // namespace assay::judge
