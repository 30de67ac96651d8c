// Which of many nodes stand out, and in what?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/report/html/element.hpp"

namespace assay::report::html {

/// What is told of a node in one square.
enum class Square : std::uint8_t {
  plain,   ///< nothing stands out
  better,  ///< as suspicious as worse, and no failure
  worse,
  wrong,  ///< a wrong answer
};

struct Node {
  std::string name;
  Square square = Square::plain;
};

/// Squares are drawn of so many nodes at most, those that stand out in any case.
inline constexpr std::size_t kSquaresAtMost = 3000;
inline constexpr std::size_t kSquaresPerRow = 30;

/// One small square for each node in their order, with a letter in those that stand out.
Element node_grid(const std::vector<Node>& nodes);

struct HeatRow {
  std::string name;
  std::vector<std::optional<double>> deviations;  ///< shares of the median; absent: none stands out
};

struct HeatMap {
  std::string caption;
  std::vector<std::string> columns;
  std::vector<HeatRow> rows;  ///< with a deviation for each column
};

/// The step of colour of a deviation to either side, see matrix.hpp.
std::size_t shade_of_deviation(double deviation);

/// A table with the deviation in each cell, coloured by its size.
Element heat_map_element(const HeatMap& map);

}  // namespace assay::report::html
