// Is this well-formed UTF-8, as RFC 3629 has it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string_view>

namespace assay::json {

/// Bytes of the character the text begins with; zero where it begins with none: overlong,
/// surrogate, beyond U+10FFFF, cut short.
std::size_t utf8_size(std::string_view text);

}  // namespace assay::json
