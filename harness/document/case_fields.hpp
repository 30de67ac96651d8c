// How does one case look in a document?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>

#include "harness/document/record.hpp"
#include "harness/json/value.hpp"

namespace assay::document {

nlohmann::ordered_json case_to_json(const CaseRecord& record);
void case_from_json(json::Value json, CaseRecord& record);

nlohmann::ordered_json variant_to_json(const Variant& variant);
void variant_from_json(json::Value json, Variant& variant);

}  // namespace assay::document
