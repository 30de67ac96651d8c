// Does every pair have its number, and what is slow its colour?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/matrix.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace assay::report::html {
namespace {

using document::PeerMatrix;
using testing::HasSubstr;
using testing::Not;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

PeerMatrix two_gpus(double there, double back) {
  return {.kernel = "transfer.peer",
          .parameters = {.direction = Direction::one, .engine = Engine::copy_engine},
          .devices = {"cuda:3", "cuda:5"},
          .values = {{kNan, there}, {back, kNan}},
          .links = {{.device = "cuda:3"}, {.device = "cuda:5"}}};
}

TEST(Matrix, ShadesByTheShareOfTheBest) {
  EXPECT_EQ(shade_of(1), 0);
  EXPECT_EQ(shade_of(0.95), 0);
  EXPECT_EQ(shade_of(0.9499), 1);
  EXPECT_EQ(shade_of(0.84), 2);
  EXPECT_EQ(shade_of(0.69), 3);
  EXPECT_EQ(shade_of(0.49), 4);
}

TEST(Matrix, HasANumberInEachCell) {
  const auto html = to_html(matrix_element(two_gpus(376e9, 188e9)));
  EXPECT_THAT(html, HasSubstr("<td class=\"number shade0\">376</td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"number shade3\">188</td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"number quiet\">-</td>"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\">cuda:3</th>"));
  EXPECT_THAT(html, HasSubstr("<th class=\"number\" scope=\"col\">5</th>"));
  EXPECT_THAT(html, Not(HasSubstr("links")));
}

TEST(Matrix, OfALatencyTheLowestIsTheBest) {
  auto matrix = two_gpus(1e-6, 4e-6);
  matrix.quantity = Quantity::latency;
  const auto html = to_html(matrix_element(matrix));
  EXPECT_THAT(html, HasSubstr("<td class=\"number shade0\">1</td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"number shade4\">4</td>"));
}

TEST(Matrix, ShowsTheLinksWhereTheyAreKnown) {
  auto matrix = two_gpus(1e9, 1e9);
  matrix.links[1].active = 16;
  EXPECT_THAT(to_html(matrix_element(matrix)), HasSubstr("links up"));
}

TEST(Matrix, HoldsNothingAndSixtyFourGpus) {
  EXPECT_THAT(to_html(matrix_element(two_gpus(kNan, kNan))), Not(HasSubstr("shade")));
  PeerMatrix large = two_gpus(1, 1);
  large.devices.clear();
  for (int i = 0; i < 64; ++i) large.devices.push_back("cuda:" + std::to_string(i));
  large.values.assign(64, std::vector<double>(64, 4e11));
  large.links.assign(64, {});
  const auto html = to_html(matrix_element(large));
  EXPECT_THAT(html, HasSubstr("cuda:63"));
  EXPECT_LT(html.size(), 64 * 64 * 50);
  EXPECT_THAT(to_html(matrix_element({})), HasSubstr("<table"));
}

}  // namespace
}  // namespace assay::report::html
