// Does a bar end where its share of what was published is?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/bar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace assay::report::html {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string drawn(const Bar& bar) {
  return to_html(bar_drawing(bar));
}

TEST(Bar, IsDrawnToTheScaleOfWhatWasPublished) {
  const auto html = drawn({.measured = 500, .published = 1000, .lower = 250, .words = "half"});
  EXPECT_THAT(html, HasSubstr("class=\"value good\" x=\"0%\" width=\"40%\""));
  EXPECT_THAT(html, HasSubstr("class=\"published\" x1=\"80%\" x2=\"80%\""));
  EXPECT_THAT(html, HasSubstr("class=\"gate\" x1=\"20%\" x2=\"20%\""));
  EXPECT_THAT(html, HasSubstr("aria-label=\"half\""));
}

TEST(Bar, ShowsTheTypicalRange) {
  const auto html = drawn({.published = 100, .typical = Interval{50, 75}});
  EXPECT_THAT(html, HasSubstr("class=\"typical\" x=\"40%\" width=\"20%\""));
}

TEST(Bar, BeyondItsEndIsClippedAndSaysSo) {
  const auto html = drawn({.measured = 2000, .published = 1000, .good = false});
  EXPECT_THAT(html, HasSubstr("class=\"value bad\" x=\"0%\" width=\"100%\""));
  EXPECT_THAT(html, HasSubstr("&gt;</text>"));
  EXPECT_THAT(drawn({.measured = 1000, .published = 1000}), Not(HasSubstr("&gt;</text>")));
}

TEST(Bar, TakesTheNextBestReference) {
  EXPECT_EQ(reference_of({.typical = Interval{1, 2}, .lower = 3}), 2);
  EXPECT_EQ(reference_of({.lower = 3, .upper = 4}), 3);
  EXPECT_EQ(reference_of({.measured = 3}), std::nullopt);
  EXPECT_EQ(reference_of({.published = 0, .upper = 4}), 4);
}

TEST(Bar, WithoutAReferenceSaysSo) {
  EXPECT_EQ(drawn({.measured = 3}), "<span class=\"quiet\">nothing to compare with</span>");
}

TEST(Bar, LeavesOutWhatIsNoNumber) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  const auto html = drawn({.measured = kNan,
                           .interval = Interval{kNan, kNan},
                           .published = 10,
                           .typical = Interval{kNan, 3},
                           .lower = std::numeric_limits<double>::infinity()});
  EXPECT_THAT(html, Not(HasSubstr("value")));
  EXPECT_THAT(html, Not(HasSubstr("typical")));
  EXPECT_THAT(html, Not(HasSubstr("gate")));
}

}  // namespace
}  // namespace assay::report::html
