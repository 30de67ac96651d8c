// How does one file of the catalogue become a value, and is it one at all?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "harness/catalogue/claim.hpp"
#include "harness/catalogue/part.hpp"

namespace assay::catalogue {

/// JSON Schema, draft 7: results-schema/catalogue.schema.json.
std::string_view schema_text();

/// Where parsed JSON breaks it, one line each. Empty: it follows.
std::vector<std::string> schema_problems(const nlohmann::json& json, std::size_t limit = 5);

/// Of JSON that follows the schema.
Part part_from(const nlohmann::json& json);
Claim claim_from(const nlohmann::json& json);
Metric metric_from(const nlohmann::json& json);  ///< keys "metric" and, optional, "parameters"

/// One file that travels inside the binary.
struct EmbeddedFile {
  std::string_view name;  ///< "parts/h20.json"
  std::string_view text;
};
std::vector<EmbeddedFile> embedded_files();

}  // namespace assay::catalogue
