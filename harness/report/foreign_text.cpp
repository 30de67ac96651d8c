// Goes by characters; of one that is not well-formed, byte by byte.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/foreign_text.hpp"

#include <algorithm>

#include "harness/json/utf8.hpp"

namespace assay::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kDots = "...";

// The C1 controls take two bytes: C2 80 to C2 9F.
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) {
    const bool blank = first == '\t' || first == '\n' || first == '\r';
    return (first < 0x20 && !blank) || first == 0x7F;
  }
  return character.size() == 2 && first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

bool is_no_character(std::string_view character) {
  return character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
}

}  // namespace

std::string foreign_text(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = json::utf8_size(text);
    const auto character = text.substr(0, std::max<std::size_t>(size, 1));
    const bool usable = size != 0 && !is_control(character) && !is_no_character(character);
    kept += usable ? character : kReplacement;
    text.remove_prefix(character.size());
  }
  return kept;
}

std::string foreign_line(std::string_view text) {
  std::string line = foreign_text(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return line;
}

std::string cut_bytes(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  std::size_t end = bytes > kDots.size() ? bytes - kDots.size() : 0;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + std::string(kDots.substr(0, bytes));
}

}  // namespace assay::report
