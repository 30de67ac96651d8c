// Squares for all, numbers for those that stand out.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/heat_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "harness/report/html/matrix.hpp"
#include "harness/report/html/plot.hpp"
#include "harness/report/html/table.hpp"

namespace assay::report::html {
namespace {

constexpr double kPitch = kChartWidth / kSquaresPerRow, kSide = kPitch - 1;
constexpr std::array<double, kShades - 1> kDeviationFrom = {0.005, 0.05, 0.15, 0.3};

struct Look {
  Literal classes;
  std::string_view letter, word;
};

Look look_of(Square square) {
  switch (square) {
    case Square::plain:
      return {"square shade0", "", "like the others"};
    case Square::better:
      return {"square shade1", "b", "better than the others"};
    case Square::worse:
      return {"square shade3", "w", "worse than the others"};
    case Square::wrong:
      return {"square shade4", "!", "wrong answers"};
  }
  return {"square", "", ""};
}

std::vector<const Node*> shown_of(const std::vector<Node>& nodes) {
  std::vector<const Node*> shown;
  const bool all = nodes.size() <= kSquaresAtMost;
  for (const auto& node : nodes) {
    if (all || node.square != Square::plain) shown.push_back(&node);
  }
  if (shown.size() > kSquaresAtMost) shown.resize(kSquaresAtMost);
  return shown;
}

Element square_of(const Node& node, std::size_t index) {
  const double x = static_cast<double>(index % kSquaresPerRow) * kPitch;
  const double y = static_cast<double>(index / kSquaresPerRow) * kPitch;
  const Look look = look_of(node.square);
  Element group = with_class("g", look.classes);
  group.add(Element("title").text(fmt::format("{}: {}", node.name, look.word)));
  group.add(Element("rect").set("x", x).set("y", y).set("width", kSide).set("height", kSide));
  if (look.letter.empty()) return group;
  return group.add(label(x + kSide / 2, y + kSide - 2.5, "middle", look.letter));
}

Element cell_of(const std::optional<double>& deviation) {
  if (!deviation || !std::isfinite(*deviation)) return with_class("td", "number quiet").text("-");
  return shaded("td", shade_of_deviation(*deviation))
      .text(fmt::format("{:+.1f} %", 100 * *deviation));
}

}  // namespace

Element node_grid(const std::vector<Node>& nodes) {
  const auto shown = shown_of(nodes);
  const auto out = std::count_if(nodes.begin(), nodes.end(),
                                 [](const Node& node) { return node.square != Square::plain; });
  const auto rows = (shown.size() + kSquaresPerRow - 1) / kSquaresPerRow;
  auto words = fmt::format("{} nodes, {} of them stand out: w worse, b better, ! wrong answers",
                           nodes.size(), out);
  if (shown.size() < nodes.size()) words += fmt::format("; {} squares are shown", shown.size());
  Element chart =
      drawing(kChartWidth, std::max<double>(1, static_cast<double>(rows)) * kPitch, words);
  for (std::size_t i = 0; i < shown.size(); ++i) chart.add(square_of(*shown[i], i));
  return figure(words, std::move(chart));
}

std::size_t shade_of_deviation(double deviation) {
  std::size_t shade = 0;
  while (shade < kDeviationFrom.size() && std::abs(deviation) >= kDeviationFrom[shade]) ++shade;
  return shade;
}

Element heat_map_element(const HeatMap& map) {
  Element head("tr");
  head.add(Element("th").set("scope", "col").text("where"));
  for (const auto& column : map.columns) {
    head.add(with_class("th", "number").set("scope", "col").text(column));
  }
  Element body("tbody");
  for (const auto& row : map.rows) {
    Element line("tr");
    line.add(Element("th").set("scope", "row").text(row.name));
    for (const auto& deviation : row.deviations) line.add(cell_of(deviation));
    body.add(std::move(line));
  }
  return scroll_box(map.caption, with_class("table", "matrix heat")
                                     .add(Element("caption").text(map.caption))
                                     .add(Element("thead").add(std::move(head)))
                                     .add(std::move(body)));
}

}  // namespace assay::report::html
