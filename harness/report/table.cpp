// Columns are as wide as their widest cell.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/table.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "harness/report/plain.hpp"

namespace assay::report {
namespace {

std::string painted(const std::string& text, Paint paint) {
  switch (paint) {
    case Paint::none:
      return text;
    case Paint::red:
      return "\x1b[31m" + text + "\x1b[0m";
    case Paint::yellow:
      return "\x1b[33m" + text + "\x1b[0m";
  }
  return text;
}

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {
  Row titles;
  for (const auto& column : columns_) titles.cells.push_back(column.title);
  rows_.push_back(std::move(titles));
}

void Table::add_row(std::vector<std::string> cells, Paint paint) {
  if (cells.size() != columns_.size()) throw std::logic_error("a row has a cell for each column");
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i] = cut(printable(cells[i]), columns_[i].maximum_width);
  }
  rows_.push_back({std::move(cells), paint});
}

std::string Table::line(const Row& row, const std::vector<std::size_t>& widths,
                        Colour colour) const {
  std::string text;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const bool last = i + 1 == row.cells.size();
    const std::string padding(widths[i] - width(row.cells[i]), ' ');
    if (i != 0) text += "  ";
    if (columns_[i].align == Align::right) text += padding;
    const Paint paint = last && colour == Colour::always ? row.paint : Paint::none;
    text += painted(row.cells[i], paint);
    if (columns_[i].align == Align::left && !last) text += padding;
  }
  return text.substr(0, text.find_last_not_of(' ') + 1) + '\n';
}

std::string Table::to_string(Colour colour) const {
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], width(row.cells[i]));
    }
  }
  std::string text;
  for (const auto& row : rows_) text += line(row, widths, colour);
  return text;
}

}  // namespace assay::report
