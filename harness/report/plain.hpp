// How is text from elsewhere shown on a terminal: printable, cut and wrapped to a width?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>
#include <string_view>

namespace assay::report {

/// Output never exceeds this.
inline constexpr std::size_t kLineWidth = 80;

/// Control characters, which could steer a terminal, become '?'.
std::string printable(std::string_view text);

/// Columns that UTF-8 text takes: one a code point.
std::size_t width(std::string_view text);

/// Cut to `columns`, the last three dots where something was lost.
std::string cut(std::string_view text, std::size_t columns);

/// Broken between words into lines of at most `columns`, each ending in a newline; all but the
/// first are indented. A longer word stays whole.
std::string wrap(std::string_view text, std::size_t indent, std::size_t columns = kLineWidth);

}  // namespace assay::report
