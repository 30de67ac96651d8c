// How do rooflines look in a document?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "harness/document/roofline.hpp"
#include "harness/json/value.hpp"

namespace assay::document {

nlohmann::ordered_json rooflines_to_json(const std::vector<Roofline>& rooflines);
void rooflines_from_json(json::Value json, std::vector<Roofline>& rooflines);

}  // namespace assay::document
