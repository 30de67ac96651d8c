// Does every node have its square, and every one that stands out its letter?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/heat_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::report::html {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(NodeGrid, DrawsASquareForEach) {
  std::vector<Node> nodes(1000, Node{.name = "n"});
  nodes[31] = {.name = "<bad>", .square = Square::worse};
  const auto html = to_html(node_grid(nodes));
  EXPECT_EQ(count(html, "<rect"), 1000U);
  EXPECT_THAT(html, HasSubstr("viewBox=\"0 0 360 408\""));
  EXPECT_THAT(
      html,
      HasSubstr("<title>&lt;bad&gt;: worse than the others</title>\n<rect x=\"12\" y=\"12\""));
  EXPECT_EQ(count(html, ">w</text>"), 1U);
  EXPECT_THAT(html, HasSubstr("1000 nodes, 1 of them stand out"));
}

TEST(NodeGrid, OfTooManyShowsThoseThatStandOut) {
  std::vector<Node> nodes(kSquaresAtMost + 1);
  nodes.back().square = Square::wrong;
  const auto html = to_html(node_grid(nodes));
  EXPECT_EQ(count(html, "<rect"), 1U);
  EXPECT_THAT(html, HasSubstr("; 1 squares are shown"));
}

TEST(NodeGrid, HoldsNone) {
  EXPECT_THAT(to_html(node_grid({})), HasSubstr("0 nodes"));
}

TEST(HeatMapTable, ShowsSignedDeviationsAndShadesBothSides) {
  const auto html = to_html(
      heat_map_element({.caption = "c",
                        .columns = {"gemm", "read"},
                        .rows = {{"n7 cuda:3", {-0.2, std::nullopt}}, {"n8", {0.06, 0.004}}}}));
  EXPECT_THAT(html, HasSubstr("<td class=\"number shade3\">-20.0 %</td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"number shade2\">+6.0 %</td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"number shade0\">+0.4 %</td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"number quiet\">-</td>"));
  EXPECT_EQ(shade_of_deviation(-0.3), 4U);
}

}  // namespace
}  // namespace assay::report::html
