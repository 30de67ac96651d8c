// How does a whole document look as JSON?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>

#include "harness/document/document.hpp"
#include "harness/json/value.hpp"

namespace assay::document {

nlohmann::ordered_json to_json(const Document& document);

/// Expects what passed the schema. Throws Error(input) for what the schema cannot tell, such as a
/// day that does not exist.
Document from_json(json::Value json);

}  // namespace assay::document
