// Every block becomes lines, then the prefix goes in front of all of them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/page_text.hpp"

#include <algorithm>
#include <stdexcept>
#include <variant>
#include <vector>

#include "harness/report/fold.hpp"
#include "harness/report/page_table.hpp"

namespace assay::report {
namespace {

using Lines = std::vector<std::string>;

class Layout {
 public:
  Layout(std::size_t columns, Colour colour) : columns_(columns), colour_(colour) {}

  Lines operator()(const Heading& heading) const {
    Lines lines = fold(printable(heading.text), columns_);
    std::size_t widest = 0;
    for (const auto& line : lines) widest = std::max(widest, width(line));
    lines.emplace_back(widest, heading.level == HeadingLevel::page ? '=' : '-');
    return lines;
  }
  Lines operator()(const Paragraph& paragraph) const {
    return fold(printable(paragraph.text), columns_);
  }
  Lines operator()(const BulletList& list) const {
    constexpr std::size_t kIndent = 2;
    Lines lines;
    for (const auto& item : list.items) {
      std::string lead = "- ";
      for (const auto& line : fold(printable(item), columns_ - kIndent)) {
        lines.push_back(lead + line);
        lead = std::string(kIndent, ' ');
      }
    }
    return lines;
  }
  Lines operator()(const PageTable& table) const { return table_lines(table, columns_, colour_); }

 private:
  std::size_t columns_;
  Colour colour_;
};

std::string finished(const std::string& prefix, const std::string& line) {
  const std::string text = prefix + line;
  return text.substr(0, text.find_last_not_of(' ') + 1) + '\n';
}

}  // namespace

std::string to_text(const Page& page, const TextOptions& options) {
  const std::string prefix = printable(options.line_prefix);
  constexpr std::size_t kLeast = 3;  // a bullet, a space and one letter
  if (options.width < width(prefix) + kLeast) {
    throw std::logic_error("the line prefix leaves no room");
  }
  const Layout layout(options.width - width(prefix), options.colour);
  std::string text;
  bool tight = true;  // nothing, or a heading, stands above
  for (const auto& block : page.blocks()) {
    if (!tight) text += finished(prefix, "");
    for (const auto& line : std::visit(layout, block)) text += finished(prefix, line);
    tight = std::holds_alternative<Heading>(block);
  }
  return text;
}

}  // namespace assay::report
