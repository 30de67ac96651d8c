// What do results-schema/tuning/streams.json and its schema hold?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

std::string_view embedded_tuning_text();

/// Where JSON breaks results-schema/tuning.schema.json. Empty: it follows.
std::vector<std::string> tuning_problems(const nlohmann::json& json);

}  // namespace assay::plan
