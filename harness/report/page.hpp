// What does a report say, whatever it will look like: headings, paragraphs, lists and tables.
//
// A value without layout. to_text (page_text.hpp) and to_markdown (page_markdown.hpp) make all
// foreign text harmless, so the strings in here may hold anything.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/report/table.hpp"

namespace assay::report {

enum class HeadingLevel { page = 1, section = 2 };

struct Heading {
  HeadingLevel level = HeadingLevel::page;
  std::string text;
};

struct Paragraph {
  std::string text;
};

struct BulletList {
  std::vector<std::string> items;
};

/// What becomes of a cell that is wider than its column.
enum class Overflow {
  cut,   ///< the end is replaced by dots
  wrap,  ///< goes on in the next line; such a column is the first to become narrow
};

struct PageColumn {
  std::string title;
  Align align = Align::left;
  std::size_t maximum_width = 80;
  Overflow overflow = Overflow::cut;
};

struct PageRow {
  std::vector<std::string> cells;
  Paint paint = Paint::none;
};

struct PageTable {
  std::vector<PageColumn> columns;
  std::vector<PageRow> rows = {};
  std::optional<std::size_t> painted_column =
      {};  ///< the cell a row's paint colours; absent: the last

  /// As many cells as there are columns.
  PageTable& row(std::vector<std::string> cells, Paint paint = Paint::none);
};

using Block = std::variant<Heading, Paragraph, BulletList, PageTable>;

class Page {
 public:
  /// Each appends a block and returns the page. An empty list adds nothing.
  Page& heading(std::string text);  ///< of the page
  Page& section(std::string text);  ///< heading of a part of it
  Page& paragraph(std::string text);
  Page& bullets(std::vector<std::string> items);
  Page& table(PageTable table);
  /// All blocks of another page.
  Page& append(Page other);

  const std::vector<Block>& blocks() const { return blocks_; }

 private:
  std::vector<Block> blocks_;
};

}  // namespace assay::report
