// Is a piece of text fit for the result document, and which number does it hold?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::probe {

std::string_view trim(std::string_view text);

/// The pieces between `separator`, empty ones left out.
std::vector<std::string_view> split(std::string_view text, char separator);

/// Whether every byte belongs to well-formed UTF-8 (no overlong form, no surrogate).
bool is_utf8(std::string_view text);

/// Trimmed. Absent if nothing is left, if it is longer than `maximum_bytes`, if it is not UTF-8, or
/// if it holds control characters, which would reach a terminal when it is printed.
std::optional<std::string> clean_text(std::string_view text, std::size_t maximum_bytes = 256);

/// The whole of the text as a decimal number; absent if it is anything else or does not fit.
std::optional<std::uint64_t> parse_number(std::string_view text);

/// Same, of a number that must not be taken for a larger type: processor family, NUMA node.
std::optional<int> parse_small_number(std::string_view text);

/// Same, of a finite number above zero that may have a fraction: "2299.998".
std::optional<double> parse_positive_real(std::string_view text);

}  // namespace assay::probe
