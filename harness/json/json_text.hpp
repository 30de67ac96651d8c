// How is JSON laid out in a document? Two spaces; a list of plain values on one line, however long.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace assay::json {

/// Ends with a newline. Numbers have the fewest digits that give the same double again. Bytes that
/// are not UTF-8 become U+FFFD: an odd argument must not cost a run. Throws std::domain_error
/// naming the JSON path where a number is NaN or infinite.
std::string to_text(const nlohmann::ordered_json& json);

}  // namespace assay::json
