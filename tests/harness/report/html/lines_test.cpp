// Are changes marked where they are, and dates round?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <string>
#include <vector>

namespace assay::report::html {
namespace {

using std::chrono::days;
using testing::HasSubstr;
using testing::Not;

constexpr document::Timestamp kFirst = std::chrono::sys_days(std::chrono::year(2025) / 12 / 1);

History nights(int count) {
  History history{.title = "gemm.bf16", .unit = "FLOP/s", .at = {}, .values = {}};
  for (int i = 0; i < count; ++i) {
    history.at.push_back(kFirst + days(i));
    history.values.push_back(i < count / 2 ? 7.6e14 : 7.0e14);
  }
  return history;
}

std::vector<std::string> labels(int from, int to, std::size_t at_most) {
  std::vector<std::string> all;
  for (const auto& tick : date_ticks({from * 86400.0, to * 86400.0}, at_most))
    all.push_back(tick.label);
  return all;
}

TEST(History, TicksAreDatesWithTheYearWhereItChanges) {
  EXPECT_THAT(labels(0, 4, 5),
              testing::ElementsAre("1970-01-01", "01-02", "01-03", "01-04", "01-05"));
  EXPECT_THAT(labels(0, 365, 5), testing::ElementsAre("1970-01-01", "04-11", "07-20", "10-28"));
  EXPECT_THAT(labels(355, 375, 3), testing::ElementsAre("1970-12-22", "1971-01-01", "01-11"));
  EXPECT_EQ(labels(0, 100000, 5).size(), 5U);
}

TEST(History, MarksAChangeAndItsLevels) {
  History history = nights(10);
  history.changes = {{kFirst + days(4), kFirst + days(5), 7.6e14, 7.0e14, "step -7.9 %"}};
  const auto html = to_html(history_figure(history));
  EXPECT_THAT(html, HasSubstr("<title>step -7.9 %</title>"));
  EXPECT_THAT(html, HasSubstr("<li>step -7.9 %, 2025-12-05 to 2025-12-06</li>"));
  EXPECT_THAT(html, HasSubstr("class=\"level\" x1=\"46\""));
  EXPECT_THAT(html, HasSubstr(">TFLOP/s</text>"));
  EXPECT_THAT(html, HasSubstr("2025-12-01 to 2025-12-10, 1 change<"));
}

TEST(History, HoldsOneNightAndNone) {
  EXPECT_THAT(to_html(history_figure(nights(1))), HasSubstr("h0\""));
  EXPECT_THAT(to_html(history_figure(nights(0))), HasSubstr("nothing was measured"));
  History unread = nights(3);
  unread.values.assign(3, std::numeric_limits<double>::quiet_NaN());
  EXPECT_THAT(to_html(history_figure(unread)), HasSubstr("nothing was measured"));
}

TEST(History, HasAGapWhereANightIsMissing) {
  History history = nights(5);
  history.values[2] = std::numeric_limits<double>::quiet_NaN();
  const auto html = to_html(history_figure(history));
  const auto path = html.substr(html.find(" d=\"") + 5);
  EXPECT_NE(path.substr(0, path.find('"')).find('M'), std::string::npos);
}

}  // namespace
}  // namespace assay::report::html
