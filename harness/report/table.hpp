// How do rows of cells become aligned lines?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>
#include <vector>

namespace assay::report {

enum class Align { left, right };
enum class Colour { never, always };
enum class Paint { none, red, yellow };

struct Column {
  std::string title;
  Align align = Align::left;
  std::size_t maximum_width = 80;  ///< longer cells are cut
};

class Table {
 public:
  explicit Table(std::vector<Column> columns);

  /// As many cells as there are columns. `paint` colours the last one.
  void add_row(std::vector<std::string> cells, Paint paint = Paint::none);

  /// Title line and rows, two spaces between columns, no spaces at line ends.
  std::string to_string(Colour colour = Colour::never) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    Paint paint = Paint::none;
  };
  std::string line(const Row& row, const std::vector<std::size_t>& widths, Colour colour) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace assay::report
