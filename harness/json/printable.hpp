// How does text from a file reach a terminal without controlling it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>

namespace assay::json {

/// The same text where it is plain; control characters, line separators and what turns the
/// direction of writing become \uXXXX, bytes that are not UTF-8 \xXX: one line, whatever it is.
std::string printable(std::string_view text);

}  // namespace assay::json
