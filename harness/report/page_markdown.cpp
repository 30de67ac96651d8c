// Everything that Markdown, GitHub's additions to it, or HTML would interpret is escaped.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/page_markdown.hpp"

#include <string_view>
#include <variant>

#include "harness/report/plain.hpp"

namespace assay::report {
namespace {

// Backslash escapes reach any ASCII punctuation (CommonMark 0.31, section 2.4); the dollar of
// GitHub's formulas does not heed them everywhere, an entity is safe.
std::string escaped(std::string_view text) {
  std::string shown;
  for (const char c : printable(text)) {
    switch (c) {
      case '<':
        shown += "&lt;";
        break;
      case '>':
        shown += "&gt;";
        break;
      case '&':
        shown += "&amp;";
        break;
      case '$':
        shown += "&#36;";
        break;
      default:
        if (std::string_view("\\`*_[]|~#").find(c) != std::string_view::npos) shown += '\\';
        shown += c;
    }
  }
  return shown;
}

// What has a meaning only at the start of a block: lists, rules, indented code.
std::string escaped_block(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return "";
  std::string shown = escaped(text.substr(first));
  const std::size_t at = shown.find_first_not_of("0123456789");
  if (at == std::string::npos) return shown;
  const bool point = at != 0 && (shown[at] == '.' || shown[at] == ')');
  const bool list = point && (at + 1 == shown.size() || shown[at + 1] == ' ');
  const bool sign = at == 0 && std::string_view("+-=").find(shown[0]) != std::string::npos;
  if (list || sign) shown.insert(at, 1, '\\');
  return shown;
}

class Markup {
 public:
  explicit Markup(const std::string& mark)
      : mark_(mark.empty() ? "" : "**" + escaped(mark) + "**") {}

  std::string operator()(const Heading& heading) const {
    const std::string signs(static_cast<std::size_t>(heading.level), '#');
    return signs + ' ' + block(heading.text) + '\n';
  }
  std::string operator()(const Paragraph& paragraph) const { return block(paragraph.text) + '\n'; }
  std::string operator()(const BulletList& list) const {
    std::string text;
    for (const auto& item : list.items) text += "- " + block(item) + '\n';
    return text;
  }
  std::string operator()(const PageTable& table) const {
    std::vector<std::string> titles;
    for (const auto& column : table.columns) titles.push_back(column.title);
    std::string text = line(titles);
    text += mark_.empty() ? "|" : "| --- |";
    for (const auto& column : table.columns) {
      text += column.align == Align::right ? " ---: |" : " --- |";
    }
    text += '\n';
    for (const auto& row : table.rows) text += line(row.cells);
    return text;
  }

 private:
  std::string block(std::string_view text) const {
    return mark_.empty() ? escaped_block(text) : mark_ + ' ' + escaped(text);
  }
  std::string line(const std::vector<std::string>& cells) const {
    std::string text = mark_.empty() ? "|" : "| " + mark_ + " |";
    for (const auto& cell : cells) text += ' ' + escaped(cell) + (cell.empty() ? "|" : " |");
    return text + '\n';
  }

  std::string mark_;
};

}  // namespace

std::string to_markdown(const Page& page, const MarkdownOptions& options) {
  const Markup markup(options.mark);
  std::string text;
  for (const auto& block : page.blocks()) {
    if (!text.empty()) text += '\n';
    text += std::visit(markup, block);
  }
  return text;
}

}  // namespace assay::report
