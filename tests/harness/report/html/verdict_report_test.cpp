// Does the page say the verdict first, everything that matters, and nothing that somebody slipped
// in? SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/verdict_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace assay::report::html {
namespace {

using judge::DocumentVerdict;
using judge::State;
using testing::HasSubstr;
using testing::Not;

DocumentVerdict verdict_on(const std::string& host, State state) {
  judge::DeviceVerdict device{
      .device = "cuda:0", .uuid = "", .name = "", .part = "h100-sxm", .state = state};
  if (state != State::pass) device.headline = "outside its gates: gemm.bf16";
  device.metrics = {
      {.metric = {.name = "gemm.bf16/throughput"},
       .unit = "FLOP/s",
       .measured = judge::MeasuredValue{6e14, 5.9e14, 6.1e14},
       .published =
           judge::PublishedValue{.value = 9.89e14, .figure = "", .source = "a sheet", .date = ""},
       .share_of_published = 0.607,
       .lower = judge::GateValue{6.8e14, "somebody"},
       .status = state == State::pass ? judge::MetricStatus::pass : judge::MetricStatus::fail,
       .reason = "600 TFLOP/s is below",
       .cause = judge::Cause{.kind = judge::CauseKind::power, .sentence = "its limit"}}};
  return {.file = host + ".json",
          .run_id = "1",
          .hostname = host,
          .tool_version = "",
          .state = state,
          .devices = {device}};
}

std::string page_of(const std::vector<DocumentVerdict>& verdicts) {
  const document::Document document{};
  VerdictReport report(verdicts.size());
  judge::VerdictSummary summary;
  for (const auto& verdict : verdicts) {
    report.add(verdict, verdict.unreadable.empty() ? &document : nullptr);
    summary.add(verdict);
  }
  document::ToolInfo tool;
  tool.version = "1.2.3";
  return std::move(report).page(summary, tool);
}

TEST(VerdictReport, SaysTheVerdictFirst) {
  const auto html = page_of({verdict_on("node7", State::fail)});
  EXPECT_THAT(html, HasSubstr("<title>FAIL node7 - assay verdict</title>"));
  const auto body = html.substr(html.find("<main>"));
  EXPECT_THAT(body.substr(0, 200), HasSubstr("FAIL</span> node7</h1>"));
  EXPECT_THAT(body, HasSubstr("outside its gates: gemm.bf16"));
}

TEST(VerdictReport, PutsTheCauseBesideTheShortfall) {
  const auto html = page_of({verdict_on("node7", State::fail)});
  EXPECT_THAT(html, HasSubstr("600 TFLOP/s is below. Cause: its limit"));
  EXPECT_THAT(html, HasSubstr("60.7 % of 989 TFLOP/s"));
  EXPECT_THAT(page_of({verdict_on("node7", State::pass)}), Not(HasSubstr("its limit")));
}

TEST(VerdictReport, ForeignTextStaysText) {
  auto verdict = verdict_on("<script>alert(1)</script>", State::fail);
  verdict.devices[0].name = "\"><img src=x onerror=alert(1)>";
  verdict.devices[0].headline = "</style><b onclick='x'>";
  const auto html = page_of({verdict});
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, Not(HasSubstr("<b ")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

TEST(VerdictReport, MarksEveryHeadingOfASimulatedRun) {
  auto verdict = verdict_on("node7", State::pass);
  EXPECT_THAT(page_of({verdict}), Not(HasSubstr("SIMULATED")));
  verdict.simulated = "h100-sxm";
  verdict.injected = {"hang@x"};
  const auto html = page_of({verdict});
  EXPECT_THAT(html, HasSubstr("<p class=\"mark\" role=\"note\">SIMULATED INJECTED"));
  EXPECT_THAT(html, HasSubstr("<title>SIMULATED INJECTED "));
  std::size_t headings = 0, marks = 0;
  for (auto at = html.find("<h2"); at != std::string::npos; at = html.find("<h2", at + 1)) {
    ++headings;
    const auto text = html.substr(at, html.find("</h2>", at) - at);
    if (text.find("SIMULATED INJECTED") != std::string::npos) ++marks;
  }
  EXPECT_GE(headings, 3U);
  EXPECT_EQ(marks, headings);
}

TEST(VerdictReport, SumsUpSeveralDocumentsFirst) {
  const auto html = page_of({verdict_on("a", State::pass), verdict_on("b", State::fail)});
  EXPECT_THAT(html, HasSubstr("FAIL</span> 2 documents</h1>"));
  EXPECT_LT(html.find("Devices of all documents"), html.find("</span> a</h2>"));
}

TEST(VerdictReport, OfManyTellsTheFirstThatDoNotPass) {
  std::vector<DocumentVerdict> all;
  for (int i = 0; i < 30; ++i) {
    std::string host = "n";
    host += std::to_string(i);
    all.push_back(verdict_on(host, i % 10 == 3 ? State::fail : State::pass));
  }
  const auto html = page_of(all);
  EXPECT_THAT(html, HasSubstr("n13</h2>"));
  EXPECT_THAT(html, Not(HasSubstr("n14")));
  for (auto& one : all) one = verdict_on(one.hostname, State::fail);
  EXPECT_THAT(page_of(all), HasSubstr("of 10 more see"));
}

TEST(VerdictReport, NamesAFileThatCouldNotBeRead) {
  const auto html = page_of({judge::unreadable_document("broken.json", "broken.json: no JSON")});
  EXPECT_THAT(html, HasSubstr("COULD-NOT-JUDGE</span> broken.json</h1>"));
  EXPECT_THAT(html, HasSubstr("no JSON"));
}

TEST(VerdictReport, HoldsADocumentWithoutDevicesAndSixtyFour) {
  DocumentVerdict empty;
  empty.file = "e.json";
  empty.hostname = "e";
  EXPECT_THAT(page_of({empty}), HasSubstr("no device was measured"));
  auto large = verdict_on("big", State::pass);
  large.devices.assign(64, large.devices[0]);
  EXPECT_THAT(page_of({large}), HasSubstr("64 devices are as they should be"));
}

}  // namespace
}  // namespace assay::report::html
