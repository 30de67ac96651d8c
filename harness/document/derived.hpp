// Does a part of a document that follows from its cases say what they give?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace assay::document {

/// Adds a line to `problems` for every value that differs beyond rounding; `at` is the JSON pointer
/// of both.
void check_derived(const nlohmann::ordered_json& stated, const nlohmann::ordered_json& follows,
                   const std::string& at, std::vector<std::string>& problems);

}  // namespace assay::document
