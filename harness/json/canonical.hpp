// Which bytes does a signature of a JSON value stand for, however the value is laid out?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace assay::json {

/// The JSON Canonicalization Scheme of RFC 8785: no space, keys in order of their UTF-16 code
/// units, numbers as ECMAScript prints them. Whole numbers are written out where that would round
/// them. Of a value that came from parse_strict(), which holds UTF-8 and finite numbers alone.
std::string to_canonical(const nlohmann::json& json);

}  // namespace assay::json
