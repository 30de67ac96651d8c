// How do the libraries that a run opened stand in JSON?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "harness/document/document.hpp"
#include "harness/json/value.hpp"

namespace assay::document {

nlohmann::ordered_json libraries_to_json(const std::vector<OpenedLibrary>& libraries);
/// Throws as Reader does.
std::vector<OpenedLibrary> libraries_from_json(json::Value json);

}  // namespace assay::document
