// How is a text broken into lines of a given width?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::report {

/// Lines of at most `columns` (one or more), broken between words; a word longer than that is
/// broken wherever it must be. At least one line, which is empty for an empty text.
std::vector<std::string> fold(std::string_view text, std::size_t columns);

/// Columns of the longest word.
std::size_t longest_word(std::string_view text);

}  // namespace assay::report
