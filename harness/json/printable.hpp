// How does text from a file reach a terminal without controlling it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>

namespace assay::json {

/// What stands for a character that is not shown.
enum class Unprintable {
  escaped,        ///< \u and four hexadecimal digits; of a byte that is not UTF-8 \x and two
  question_mark,  ///< one column, for tables
};

/// The same text where it is plain; control characters, line separators, what turns the direction
/// of writing and bytes that are not UTF-8 are replaced: one line, whatever it is.
std::string printable(std::string_view text, Unprintable shown_as = Unprintable::escaped);

}  // namespace assay::json
