// Widths first, then each row as a block of lines.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/page_table.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "harness/report/fold.hpp"
#include "harness/report/plain.hpp"

namespace assay::report {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 8;  // breaking words loses nothing, cutting cells does
using Cells = std::vector<std::string>;
using Widths = std::vector<std::size_t>;

struct Grid {
  std::vector<Cells> rows;  ///< printable; the titles first
  Widths natural;           ///< of the widest cell, within the column's maximum
  Widths unbroken;          ///< the least at which no word that fits the column is broken
};

Grid grid_of(const PageTable& table) {
  Grid grid;
  Cells titles;
  for (const auto& column : table.columns) titles.push_back(printable(column.title));
  grid.rows.push_back(std::move(titles));
  for (const auto& row : table.rows) {
    Cells& cells = grid.rows.emplace_back();
    for (const auto& cell : row.cells) cells.push_back(printable(cell));
  }
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::size_t maximum = std::max<std::size_t>(table.columns[i].maximum_width, 1);
    std::size_t natural = 1, unbroken = 1;
    for (const auto& cells : grid.rows) {
      natural = std::max(natural, width(cells[i]));
      unbroken = std::max(unbroken, longest_word(cells[i]));
    }
    grid.natural.push_back(std::min(natural, maximum));
    grid.unbroken.push_back(std::min(unbroken, maximum));
  }
  return grid;
}

// Takes one column at a time from the widest that is above its floor. Returns what is still over.
std::size_t shrink(Widths& widths, const Widths& floors, std::size_t excess) {
  for (; excess > 0; --excess) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (widths[i] <= floors[i]) continue;
      if (widest == widths.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == widths.size()) return excess;
    --widths[widest];
  }
  return 0;
}

Widths widths_within(const PageTable& table, const Grid& grid, std::size_t columns) {
  Widths widths = grid.natural;
  std::size_t total = kGap * (widths.size() - 1);
  for (const auto one : widths) total += one;
  if (total <= columns) return widths;
  std::size_t excess = total - columns;
  for (const std::size_t narrowest : {columns, kNarrowest}) {
    Widths floors = widths;
    for (std::size_t i = 0; i < floors.size(); ++i) {
      if (table.columns[i].overflow == Overflow::wrap) {
        floors[i] = std::min(grid.unbroken[i], narrowest);
      }
    }
    excess = shrink(widths, floors, excess);
  }
  excess = shrink(widths, Widths(widths.size(), 1), excess);
  if (excess != 0) throw std::logic_error("a table has more columns than its line has room for");
  return widths;
}

std::string painted(const std::string& text, Paint paint) {
  if (paint == Paint::none || text.empty()) return text;
  return (paint == Paint::red ? "\x1b[31m" : "\x1b[33m") + text + "\x1b[0m";
}

// A row as high as its highest cell.
std::vector<std::string> row_lines(const PageTable& table, const Cells& cells, const Widths& widths,
                                   Paint paint) {
  std::vector<std::vector<std::string>> parts;
  std::size_t height = 1;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool wraps = table.columns[i].overflow == Overflow::wrap;
    parts.push_back(wraps ? fold(cells[i], widths[i])
                          : std::vector<std::string>{cut(cells[i], widths[i])});
    height = std::max(height, parts.back().size());
  }
  const std::size_t painted_column = table.painted_column.value_or(cells.size() - 1);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < height; ++at) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string part = at < parts[i].size() ? parts[i][at] : "";
      const std::string padding(widths[i] - width(part), ' ');
      const bool right = table.columns[i].align == Align::right;
      const std::string shown = painted(part, i == painted_column ? paint : Paint::none);
      if (i != 0) line += std::string(kGap, ' ');
      line += right ? padding + shown : shown + padding;
    }
    lines.push_back(line.substr(0, line.find_last_not_of(' ') + 1));
  }
  return lines;
}

}  // namespace

std::vector<std::string> table_lines(const PageTable& table, std::size_t columns, Colour colour) {
  const Grid grid = grid_of(table);
  const Widths widths = widths_within(table, grid, columns);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < grid.rows.size(); ++i) {
    const bool plain = i == 0 || colour == Colour::never;
    const Paint paint = plain ? Paint::none : table.rows[i - 1].paint;
    const auto more = row_lines(table, grid.rows[i], widths, paint);
    lines.insert(lines.end(), more.begin(), more.end());
  }
  return lines;
}

}  // namespace assay::report
