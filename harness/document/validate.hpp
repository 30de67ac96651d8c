// Does parsed JSON follow the schema of result documents?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace assay::document {

/// Where the JSON breaks results-schema/result.schema.json, one line each: JSON pointer, what is
/// wrong, the value. Empty: it follows. At most `limit` lines.
std::vector<std::string> schema_problems(const nlohmann::json& json, std::size_t limit = 5);

}  // namespace assay::document
