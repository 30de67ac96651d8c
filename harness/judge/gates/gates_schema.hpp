// Does parsed JSON look as results-schema/gates.schema.json says?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace assay::judge {

/// Where it does not, one line each: JSON pointer, what is wrong, the value. Empty: it does.
std::vector<std::string> gates_schema_problems(const nlohmann::json& json, std::size_t limit = 5);

}  // namespace assay::judge
