// Does a curve show its gaps and when its clock was lowered?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/curve.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace assay::report::html {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(Curve, HasUnitsOnBothAxesAndItsRangeInWords) {
  const auto html = to_html(curve_figure(
      {.title = "SM clock", .unit = "Hz", .at_s = {0, 1, 2}, .values = {1.98e9, 1.755e9, 1.98e9}}));
  EXPECT_THAT(html, HasSubstr(">SM clock, GHz</text>"));
  EXPECT_THAT(html, HasSubstr(">time, s</text>"));
  EXPECT_THAT(html, HasSubstr("<figcaption>SM clock: 1.755 to 1.98 GHz over 2 s</figcaption>"));
}

TEST(Curve, HasAGapWhereNothingWasRead) {
  const auto html = to_html(curve_figure(
      {.title = "Power", .unit = "W", .at_s = {0, 1, 2, 3, 4}, .values = {1, 1, kNan, 1, 1}}));
  const auto path = html.substr(html.find(" d=\"M"));
  EXPECT_THAT(path.substr(5, path.find('"', 5) - 5), HasSubstr("M"));
}

TEST(Curve, OfNothingSaysSo) {
  for (const auto& values : {std::vector<double>{}, std::vector<double>{kNan, kNan}}) {
    EXPECT_EQ(
        to_html(curve_figure({.title = "Power", .unit = "W", .at_s = {0, 1}, .values = values})),
        "<p class=\"quiet\">Power: not read</p>");
  }
}

TEST(Curve, NoiseDoesNotLookLikeAFall) {
  const auto html =
      to_html(curve_figure({.title = "Power", .unit = "W", .at_s = {0, 1}, .values = {700, 699}}));
  EXPECT_THAT(html, HasSubstr(">680</text>"));
  EXPECT_THAT(html, HasSubstr(">720</text>"));
}

TEST(Curve, OfOneSecondIsADot) {
  const auto html =
      to_html(curve_figure({.title = "Power", .unit = "W", .at_s = {0}, .values = {700}}));
  EXPECT_THAT(html, HasSubstr("h0\""));
}

TEST(Curve, ShadesSpansOfTime) {
  const auto html = to_html(curve_figure({.title = "Power",
                                          .unit = "W",
                                          .at_s = {0, 5, 10},
                                          .values = {1, 2, 3},
                                          .shaded = {{0, 5}},
                                          .shaded_because = "clock lowered"}));
  EXPECT_THAT(html, HasSubstr("<rect x=\"46\" width=\"152\""));
  EXPECT_THAT(html, HasSubstr("<title>clock lowered</title>"));
}

}  // namespace
}  // namespace assay::report::html
