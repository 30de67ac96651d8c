// In which form does the user want a report?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace assay::report {

enum class Format : std::uint8_t { text, markdown, json, html, csv, junit, openmetrics, nagios };
std::string_view to_string(Format format);

/// What every verb that judges takes.
inline constexpr std::initializer_list<Format> kPageFormats = {Format::text, Format::markdown,
                                                               Format::json};

/// "text, markdown or json", as a help text and an error list them.
std::string words_of(std::initializer_list<Format> formats);

/// Throws Error(usage) that names --format and the words that the verb takes.
Format parse_format(std::string_view word, std::initializer_list<Format> taken);

}  // namespace assay::report
