// What of a text from elsewhere can stand in a file that other tools read?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>

namespace assay::report {

/// The same text in well-formed UTF-8: bytes that are none, control characters (but tab, line feed
/// and carriage return), U+FFFE and U+FFFF become U+FFFD, the replacement character. What is left,
/// XML 1.0, CSV and Prometheus can carry.
std::string foreign_text(std::string_view text);

/// The same in one line: tabs and line ends become spaces.
std::string foreign_line(std::string_view text);

/// At most `bytes` of well-formed UTF-8, never cut within a character; three dots where something
/// was lost.
std::string cut_bytes(std::string_view text, std::size_t bytes);

}  // namespace assay::report
