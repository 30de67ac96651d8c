// Blocks are kept in the order they were added.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/page.hpp"

#include <iterator>
#include <stdexcept>
#include <utility>

namespace assay::report {

PageTable& PageTable::row(std::vector<std::string> cells, Paint paint) {
  if (cells.size() != columns.size()) throw std::logic_error("a row has a cell for each column");
  rows.push_back({.cells = std::move(cells), .paint = paint});
  return *this;
}

Page& Page::heading(std::string text) {
  blocks_.emplace_back(Heading{.level = HeadingLevel::page, .text = std::move(text)});
  return *this;
}

Page& Page::section(std::string text) {
  blocks_.emplace_back(Heading{.level = HeadingLevel::section, .text = std::move(text)});
  return *this;
}

Page& Page::paragraph(std::string text) {
  blocks_.emplace_back(Paragraph{.text = std::move(text)});
  return *this;
}

Page& Page::bullets(std::vector<std::string> items) {
  if (!items.empty()) blocks_.emplace_back(BulletList{.items = std::move(items)});
  return *this;
}

Page& Page::table(PageTable table) {
  if (table.columns.empty()) throw std::logic_error("a table has columns");
  for (const auto& row : table.rows) {
    if (row.cells.size() != table.columns.size()) {
      throw std::logic_error("a row has a cell for each column");
    }
  }
  blocks_.emplace_back(std::move(table));
  return *this;
}

Page& Page::append(Page other) {
  std::move(other.blocks_.begin(), other.blocks_.end(), std::back_inserter(blocks_));
  return *this;
}

}  // namespace assay::report
