// Greedy: as many words in a line as fit.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/fold.hpp"

#include <algorithm>
#include <stdexcept>

#include "harness/report/plain.hpp"

namespace assay::report {
namespace {

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (end != begin) words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

// Bytes that the first `columns` code points of the text take.
std::size_t bytes_of(std::string_view text, std::size_t columns) {
  std::size_t end = 0;
  while (end < text.size() && width(text.substr(0, end + 1)) <= columns) ++end;
  return end;
}

}  // namespace

std::vector<std::string> fold(std::string_view text, std::size_t columns) {
  if (columns == 0) throw std::logic_error("text folded to no width");
  if (width(text) <= columns) return {std::string(text)};
  std::vector<std::string> lines;
  for (std::string_view word : words_of(text)) {
    if (!lines.empty() && width(lines.back()) + 1 + width(word) <= columns) {
      lines.back() += ' ' + std::string(word);
      continue;
    }
    while (width(word) > columns) {
      const std::size_t part = bytes_of(word, columns);
      lines.emplace_back(word.substr(0, part));
      word.remove_prefix(part);
    }
    lines.emplace_back(word);
  }
  if (lines.empty()) lines.emplace_back();
  return lines;
}

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0;
  for (const auto word : words_of(text)) longest = std::max(longest, width(word));
  return longest;
}

}  // namespace assay::report
