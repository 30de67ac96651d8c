// Does the page of a fleet show every node, and in numbers the worst?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/fleet_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::report::html {
namespace {

using judge::Fleet;
using judge::FleetFinding;
using testing::HasSubstr;
using testing::Not;

FleetFinding finding(const std::string& host, double share) {
  judge::FleetDeviation deviation;
  deviation.metric = "gemm.bf16";
  deviation.share = share;
  FleetFinding made;
  made.host = host;
  made.devices = {{.host = host, .device = "cuda:3", .key = "GPU-3", .serial = "", .slot = ""}};
  made.deviations = {deviation};
  made.sentence = "it is slow";
  if (share > 0) made.side = judge::FleetSide::better;
  return made;
}

Fleet fleet_with(std::vector<FleetFinding> findings) {
  Fleet fleet;
  judge::FleetStratum stratum;
  stratum.part = "h100-sxm";
  stratum.comparisons = 8;
  fleet.strata = {stratum};
  fleet.findings = std::move(findings);
  fleet.nodes = 3;
  fleet.comparisons = 8;
  return fleet;
}

const std::vector<std::string> kHosts = {"n1", "n2", "n3"};

TEST(FleetReport, SaysFirstThatNodesStandOut) {
  const auto html = fleet_report(fleet_with({finding("n2", -0.12)}), kHosts, {}, {});
  const auto body = html.substr(html.find("<main>"));
  EXPECT_THAT(body.substr(0, 200), HasSubstr("OUTLIERS</span> Fleet of 3 nodes</h1>"));
  EXPECT_LT(body.find("<p>"), body.find("<figure>"));
  EXPECT_THAT(html, Not(HasSubstr("SIMULATED")));
}

TEST(FleetReport, ShowsASquareForEachNodeAndNumbersForTheWorst) {
  const auto html =
      fleet_report(fleet_with({finding("n2", -0.12), finding("n3", 0.2)}), kHosts, {}, {});
  EXPECT_THAT(html, HasSubstr("3 nodes, 2 of them stand out"));
  EXPECT_THAT(html, HasSubstr("<title>n1: like the others</title>"));
  EXPECT_THAT(html, HasSubstr("<title>n2: worse than the others</title>"));
  EXPECT_THAT(html, HasSubstr("<title>n3: better than the others</title>"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\">n2 cuda:3</th>"));
  EXPECT_THAT(html, HasSubstr(">-12.0 %</td>"));
}

TEST(FleetReport, OfManyFindingsShowsTheWorst) {
  std::vector<FleetFinding> findings;
  for (int i = 0; i < 100; ++i) {
    std::string host = "h";
    host += std::to_string(i);
    findings.push_back(finding(host, -0.5));
  }
  const auto html = fleet_report(fleet_with(findings), {}, {}, {});
  EXPECT_THAT(html, HasSubstr("15 of 100 that stand out"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\">h14 cuda:3</th>"));
  EXPECT_THAT(html, Not(HasSubstr("<th scope=\"row\">h15 cuda:3</th>")));
}

TEST(FleetReport, WrongAnswersComeBeforeAllElse) {
  FleetFinding wrong = finding("n1", -0.1);
  wrong.wrong = 2;
  const auto html = fleet_report(fleet_with({wrong}), kHosts, {}, {});
  EXPECT_THAT(html, HasSubstr("WRONG ANSWERS</span>"));
  EXPECT_THAT(html, HasSubstr("<title>n1: wrong answers</title>"));
}

TEST(FleetReport, WithoutAnythingToJudgeSaysSoAndIsMarked) {
  const auto html = fleet_report({}, {}, {.simulated = true}, {});
  EXPECT_THAT(html, HasSubstr("COULD-NOT-JUDGE</span>"));
  EXPECT_THAT(html, HasSubstr("<p class=\"mark\" role=\"note\">SIMULATED"));
}

TEST(FleetReport, ForeignTextStaysText) {
  auto hostile = finding("<script>x</script>", -0.1);
  hostile.sentence = "<img src=x>";
  const auto html = fleet_report(fleet_with({hostile}), {"<script>x</script>"}, {}, {});
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
}

}  // namespace
}  // namespace assay::report::html
