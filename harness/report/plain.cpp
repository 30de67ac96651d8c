// Text measured in code points; documents hold valid UTF-8 only.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/plain.hpp"

#include <algorithm>

#include "harness/json/printable.hpp"

namespace assay::report {
namespace {

bool begins_code_point(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

}  // namespace

std::string printable(std::string_view text) {
  return json::printable(text, json::Unprintable::question_mark);
}

std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_code_point));
}

std::string cut(std::string_view text, std::size_t columns) {
  if (width(text) <= columns) return std::string(text);
  constexpr std::string_view kDots = "...";
  const std::size_t kept = columns > kDots.size() ? columns - kDots.size() : 0;
  std::size_t end = 0, seen = 0;
  while (end < text.size() && (!begins_code_point(text[end]) || seen++ < kept)) ++end;
  return std::string(text.substr(0, end)) + std::string(kDots.substr(0, columns));
}

std::string wrap(std::string_view text, std::size_t indent, std::size_t columns) {
  std::string wrapped;
  std::size_t column = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    const bool first = column == 0;
    if (!first && column + 1 + width(word) > columns) {
      wrapped += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (!first) {
      wrapped += ' ';
      ++column;
    }
    wrapped += word;
    column += width(word);
    begin = end + 1;
  }
  return wrapped + '\n';
}

}  // namespace assay::report
