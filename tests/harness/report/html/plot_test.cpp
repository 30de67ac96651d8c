// Are lines drawn where the values are, with gaps where there are none?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/plot.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace assay::report::html {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const Scale kAcross = Scale::linear({0, 10}, {0, 100});
const Scale kUpwards = Scale::linear({0, 10}, {50, 0});

TEST(Plot, APathGoesThroughItsPoints) {
  EXPECT_EQ(path_of({0, 5, 10}, {0, 10, 5}, kAcross, kUpwards), "M0 50L50 0L100 25");
}

TEST(Plot, APathIsInterruptedWhereNothingWasRead) {
  EXPECT_EQ(path_of({0, 1, 2, 3, 4}, {0, 0, kNan, 0, 0}, kAcross, kUpwards),
            "M0 50L10 50M30 50L40 50");
  EXPECT_EQ(path_of({0, 1, 2}, {kNan, kNan, kNan}, kAcross, kUpwards), "");
  EXPECT_EQ(path_of({}, {}, kAcross, kUpwards), "");
}

TEST(Plot, APointBetweenGapsIsADot) {
  EXPECT_EQ(path_of({0, 1, 2}, {kNan, 5, kNan}, kAcross, kUpwards), "M10 25h0");
}

TEST(Plot, AThinnedPathKeepsItsPeaks) {
  std::vector<double> x, y;
  for (int i = 0; i < 100000; ++i) {
    x.push_back(i * 1e-4);
    y.push_back(i == 51234 ? 10 : 5);
  }
  const auto path = path_of(x, y, kAcross, kUpwards);
  EXPECT_THAT(path, HasSubstr("L51.23 0"));
  EXPECT_LT(path.size(), 10000);
}

TEST(Plot, AnAxisHasRoundTicksInItsBestUnit) {
  const auto fitted = fitted_axis("clock", "Hz", {1.76e9, 1.98e9}, {100, 0}, 5);
  EXPECT_EQ(fitted.axis.title, "clock, GHz");
  ASSERT_FALSE(fitted.axis.ticks.empty());
  EXPECT_EQ(fitted.axis.ticks.front().label, "1.7");
  EXPECT_EQ(fitted.axis.ticks.back().label, "2");
  EXPECT_EQ(fitted.axis.scale.at(2e9 * fitted.factor), 0);
}

TEST(Plot, AxesShowOnlyTicksWithinThem) {
  const Axis x{.title = "t", .scale = kAcross, .ticks = {{5, "five"}, {11, "eleven"}}};
  const auto html = to_html(axes(Area{}, x, x));
  EXPECT_THAT(html, HasSubstr("five"));
  EXPECT_THAT(html, Not(HasSubstr("eleven")));
}

TEST(Plot, ADrawingSaysWhatItShows) {
  const auto html = to_html(drawing(360, 200, "a & b"));
  EXPECT_THAT(html, HasSubstr("viewBox=\"0 0 360 200\""));
  EXPECT_THAT(html, HasSubstr("aria-label=\"a &amp; b\""));
  EXPECT_THAT(html, HasSubstr("<title>a &amp; b</title>"));
}

}  // namespace
}  // namespace assay::report::html
