// Are the gravest changes drawn, and everything else told?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/trend_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace assay::report::html {
namespace {

using judge::Trend;
using std::chrono::days;
using testing::HasSubstr;
using testing::Not;

constexpr document::Timestamp kFirst = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1);

archive::Point night(int number, double value) {
  archive::Point point;
  point.at = kFirst + days(number);
  point.value = value;
  return point;
}

archive::Series series_of(const std::string& device) {
  archive::Series series{.key = {.device = device, .metric = "gemm.bf16", .unit = "FLOP/s"},
                         .points = {}};
  for (int i = 0; i < 20; ++i) series.points.push_back(night(i, i < 10 ? 7e14 : 6e14));
  return series;
}

Trend with_step(const std::string& device) {
  judge::TrendFinding finding;
  finding.key = series_of(device).key;
  finding.host = "node7";
  finding.device = "cuda:3";
  finding.change.before = finding.change.earliest = night(9, 7e14);
  finding.change.after = finding.change.latest = night(10, 6e14);
  finding.change.level_before = 7e14;
  finding.change.level_after = 6e14;
  finding.change.size = -0.143;
  finding.change.is_worse = true;
  judge::TrendGroup group;
  group.metric = "gemm.bf16";
  group.is_worse = true;
  group.standing = group.devices = 1;
  group.findings = {0};
  group.hosts = {"node7"};
  Trend trend;
  trend.devices = 8;
  trend.judged = trend.worse = 1;
  trend.findings = {finding};
  trend.groups = {group};
  trend.first = night(0, 0);
  trend.last = night(19, 0);
  trend.conclusion = "1 of 8 devices changed for the worse.";
  return trend;
}

TEST(TrendReport, SaysFirstWhatChangedAndDrawsIt) {
  const auto html = trend_report(with_step("GPU-1"), {series_of("GPU-1")}, {}, {});
  const auto body = html.substr(html.find("<main>"));
  EXPECT_THAT(body.substr(0, 200), HasSubstr("WORSE</span> Trend of 8 devices</h1>"));
  EXPECT_THAT(body, HasSubstr("1 of 8 devices changed for the worse."));
  EXPECT_THAT(body, HasSubstr("gemm.bf16, node7 cuda:3 GPU-1: 2026-03-01 to 2026-03-20, 1 change"));
  EXPECT_THAT(body, HasSubstr("<li>step -14 %, worse, 2026-03-10 to 2026-03-11</li>"));
}

TEST(TrendReport, DrawsEachSeriesOnce) {
  Trend trend = with_step("GPU-1");
  trend.groups.push_back(trend.groups[0]);
  EXPECT_EQ(charted_series(trend).size(), 1U);
}

TEST(TrendReport, DrawsSomeOfVeryMany) {
  Trend trend = with_step("GPU-0");
  for (std::size_t i = 1; i < 50; ++i) {
    trend.findings.push_back(trend.findings[0]);
    trend.findings.back().key.device += std::to_string(i);
    trend.groups.push_back(trend.groups[0]);
    trend.groups.back().findings = {i};
  }
  EXPECT_EQ(charted_series(trend).size(), 12U);
}

TEST(TrendReport, WithoutChangesAndWithoutRunsHasNoCharts) {
  Trend trend;
  const auto html = trend_report(trend, {}, {.simulated = true}, {});
  EXPECT_THAT(html, HasSubstr("COULD-NOT-JUDGE</span>"));
  EXPECT_THAT(html, Not(HasSubstr("<figure>")));
  EXPECT_THAT(html, HasSubstr("<p class=\"mark\" role=\"note\">SIMULATED"));
  trend.judged = 1;
  EXPECT_THAT(trend_report(trend, {}, {}, {}), HasSubstr("NOTHING WORSE</span>"));
}

TEST(TrendReport, ForeignTextStaysText) {
  Trend trend = with_step("<script>x</script>");
  EXPECT_THAT(trend_report(trend, {series_of("<script>x</script>")}, {}, {}),
              Not(HasSubstr("<script")));
}

}  // namespace
}  // namespace assay::report::html
