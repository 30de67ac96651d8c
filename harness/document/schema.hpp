// What must a result document look like? The text of results-schema/result.schema.json.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace assay::json {
class Value;
}  // namespace assay::json

namespace assay::document {

/// The version that is written. Any 1.x.y is read; see results-schema/README.md.
inline constexpr std::string_view kSchemaVersion = "1.5.0";

/// JSON Schema, draft 7.
std::string_view schema_text();

/// Whether schema_problems is sure to find none, quickly. False: ask it.
bool follows_schema(json::Value value);

/// Where parsed JSON breaks it, as SchemaCheck::problems says it. Empty: it follows.
std::vector<std::string> schema_problems(const nlohmann::json& json, std::size_t limit = 5);

}  // namespace assay::document
