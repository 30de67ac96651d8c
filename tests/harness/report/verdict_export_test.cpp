// Does a verdict say the same to every tool, and is nothing green that was not judged?
#include "harness/report/verdict_export.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "harness/judge/verdict/alarm.hpp"
#include "harness/report/verdict_csv.hpp"

namespace assay::report {
namespace {

using judge::MetricStatus;
using judge::State;
using testing::HasSubstr;
using testing::Not;

judge::MetricVerdict metric(const char* name, MetricStatus status, double value) {
  return {.metric = {.name = name},
          .unit = "FLOP/s",
          .measured = judge::MeasuredValue{value, value - 1, value + 1},
          .lower = judge::GateValue{500, "somebody"},
          .status = status,
          .reason = "because, it is"};
}

judge::DocumentVerdict verdict_of(State state, MetricStatus status) {
  judge::DeviceVerdict device{.device = "cuda:3",
                              .uuid = "GPU-1",
                              .name = "NVIDIA H100",
                              .serial = "0042",
                              .part = "h100-sxm",
                              .state = state,
                              .headline = state == State::pass ? "" : "outside: gemm.bf16",
                              .metrics = {metric("gemm.bf16/throughput", status, 400)}};
  device.coverage.planned = device.coverage.measured = 5;
  return {.file = "run.json",
          .run_id = "0123",
          .hostname = "node7",
          .tool_version = "0.1.0",
          .started_at = document::Timestamp(std::chrono::seconds(1796130696)),
          .state = state,
          .devices = {device}};
}

judge::DocumentVerdict failing() {
  auto verdict = verdict_of(State::fail, MetricStatus::fail);
  auto& metric = verdict.devices[0].metrics[0];
  metric.cause = judge::Cause{.kind = judge::CauseKind::power, .sentence = "power limit"};
  metric.published =
      judge::PublishedValue{.value = 800, .figure = "", .source = "data sheet", .date = ""};
  metric.share_of_published = 0.5;
  return verdict;
}

std::string text(Format format, const std::vector<judge::DocumentVerdict>& verdicts,
                 Simulated simulated = Simulated::refused) {
  const auto made = verdict_export(format, simulated);
  std::string all;
  for (const auto& verdict : verdicts) all += made->add(verdict);
  return all + made->end();
}

TEST(VerdictExport, PagesAndJsonAreNone) {
  EXPECT_EQ(verdict_export(Format::text, Simulated::refused), nullptr);
  EXPECT_EQ(verdict_export(Format::json, Simulated::refused), nullptr);
}

TEST(VerdictCsv, HasOneRowForEachMetric) {
  EXPECT_EQ(
      text(Format::csv, {failing()}),
      fmt::format("{}\nrun.json,node7,0123,2026-12-01T13:11:36Z,cuda:3,NVIDIA H100,GPU-1,0042,"
                  "h100-sxm,fail,gemm.bf16/throughput,FLOP/s,400,399,401,800,data sheet,500,,"
                  "fail,power,\"because, it is\",,\n",
                  kVerdictColumns));
}

TEST(VerdictCsv, NothingThatWasAskedAboutIsMissing) {
  auto bare = failing();
  bare.devices[0].metrics.clear();
  bare.simulated = "h100-sxm";
  bare.injected = {"hang@x", "slow@y"};
  auto empty = failing();
  empty.devices.clear();
  const std::string rows =
      text(Format::csv, {bare, empty, judge::unreadable_document("=x.json", "it is empty")});
  EXPECT_EQ(rows, fmt::format(
                      "{}\nrun.json,node7,0123,2026-12-01T13:11:36Z,cuda:3,NVIDIA H100,GPU-1,0042,"
                      "h100-sxm,fail,,,,,,,,,,,,outside: gemm.bf16,h100-sxm,hang@x slow@y\n"
                      "run.json,node7,0123,2026-12-01T13:11:36Z,,,,,,fail,,,,,,,,,,,,"
                      "no device was measured,,\n"
                      "'=x.json,,,,,,,,,could-not-judge,,,,,,,,,,,,it is empty,,\n",
                      kVerdictColumns));
}

TEST(VerdictJunit, AFailureHasItsReasonAndItsCause) {
  const std::string xml = text(Format::junit, {failing()});
  EXPECT_THAT(xml, HasSubstr("<testsuite name=\"node7 cuda:3 h100-sxm\" hostname=\"node7\" "
                             "package=\"assay\" id=\"1\" timestamp=\"2026-12-01T13:11:36\" "
                             "tests=\"3\" failures=\"2\" errors=\"0\" skipped=\"0\" time=\"0\">"));
  EXPECT_THAT(xml, HasSubstr("<testcase name=\"gemm.bf16/throughput\" "
                             "classname=\"assay.node7.cuda:3\" time=\"0\">\n"
                             "      <failure type=\"fail\" message=\"because, it is\">power limit"
                             "</failure>\n"));
  EXPECT_THAT(
      xml, HasSubstr("<testcase name=\"coverage\" classname=\"assay.node7.cuda:3\" time=\"0\"/>"));
  EXPECT_THAT(xml, HasSubstr("<property name=\"serial\" value=\"0042\"/>"));
}

TEST(VerdictJunit, WhatCouldNotBeJudgedIsAnError) {
  auto verdict = verdict_of(State::could_not_judge, MetricStatus::pass);
  verdict.devices[0].coverage.missing = {
      {.what = "sm.census", .reason = "not there", .remedy = ""}};
  const std::string xml = text(Format::junit, {verdict});
  EXPECT_THAT(xml, HasSubstr("tests=\"3\" failures=\"0\" errors=\"2\""));
  EXPECT_THAT(xml, HasSubstr("<error type=\"missing\" message=\"not there\"></error>"));
  verdict.devices.clear();
  EXPECT_THAT(text(Format::junit, {verdict}), HasSubstr("message=\"no device was measured\""));
  EXPECT_THAT(text(Format::junit, {judge::unreadable_document("x.json", "empty")}),
              HasSubstr("<error type=\"unreadable\" message=\"empty\"></error>"));
}

TEST(VerdictJunit, ASimulatedPassIsGreenOnlyWhereItIsAccepted) {
  auto verdict = verdict_of(State::pass, MetricStatus::pass);
  EXPECT_THAT(text(Format::junit, {verdict}), Not(HasSubstr("<error")));
  verdict.simulated = "h100-sxm";
  EXPECT_THAT(text(Format::junit, {verdict}), HasSubstr("<error type=\"simulated\""));
  EXPECT_THAT(text(Format::junit, {verdict}),
              HasSubstr("name=\"SIMULATED node7 cuda:3 h100-sxm\""));
  EXPECT_THAT(text(Format::junit, {verdict}, Simulated::accepted), Not(HasSubstr("<error")));
}

TEST(VerdictJunit, ACpuBesideGpusIsSkipped) {
  auto verdict = verdict_of(State::could_not_judge, MetricStatus::pass);
  verdict.devices[0].counts = false;
  const std::string xml = text(Format::junit, {verdict});
  EXPECT_THAT(xml, HasSubstr("tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"1\""));
}

TEST(VerdictJunit, ASuiteHasAHost) {
  auto verdict = failing();
  verdict.hostname = " \n";
  EXPECT_THAT(text(Format::junit, {verdict}), HasSubstr(" hostname=\"localhost\""));
}

constexpr const char* kLabels =
    "{host=\"node7\",device=\"cuda:3\",uuid=\"GPU-1\",evidence=\"measured\"";

TEST(VerdictPrometheus, AMetricHasAValueAShareAndAShortfall) {
  const std::string samples = text(Format::openmetrics, {failing()});
  const auto has = [&](std::string_view name, std::string_view rest) {
    return HasSubstr(fmt::format("\n{}{}{}\n", name, kLabels, rest));
  };
  const std::string of = ",metric=\"gemm.bf16/throughput\"";
  EXPECT_THAT(samples, has("assay_verdict_state", ",state=\"fail\"} 1"));
  EXPECT_THAT(samples, has("assay_verdict_state", ",state=\"pass\"} 0"));
  EXPECT_THAT(samples, has("assay_measured_flop_per_second", of + "} 400"));
  EXPECT_THAT(samples, has("assay_published_share_ratio", of + "} 0.5"));
  EXPECT_THAT(samples, has("assay_metric_shortfall", of + ",status=\"fail\",cause=\"power\"} 1"));
  EXPECT_THAT(samples, has("assay_device_run_started_timestamp_seconds", "} 1796130696"));
  EXPECT_THAT(samples, has("assay_device_info",
                           ",name=\"NVIDIA H100\",serial=\"0042\","
                           "part=\"h100-sxm\",tool_version=\"0.1.0\"} 1"));
}

TEST(VerdictPrometheus, TheNewestRunOfADeviceStandsAlone) {
  auto moved = failing();
  moved.hostname = "node8";
  moved.started_at += std::chrono::hours(1);
  for (const auto& order : {std::vector{failing(), moved}, std::vector{moved, failing()}}) {
    const std::string samples = text(Format::openmetrics, order);
    EXPECT_THAT(samples, HasSubstr("assay_verdict_state{host=\"node8\",device"));
    EXPECT_THAT(samples, Not(HasSubstr("assay_verdict_state{host=\"node7\",device")));
    EXPECT_THAT(samples, HasSubstr("assay_run_verdict_state{host=\"node7\""));
    EXPECT_THAT(samples, HasSubstr("assay_documents 2\n"));
  }
}

TEST(VerdictPrometheus, NoLabelsAppearTwice) {
  auto verdict = failing();
  verdict.devices.push_back(verdict.devices[0]);
  verdict.devices[1].device = "cuda:4";
  verdict.devices[0].metrics.push_back(verdict.devices[0].metrics[0]);
  verdict.devices[0].metrics[1].case_name = "gemm.bf16/m=64";
  const std::string samples = text(Format::openmetrics, {verdict, verdict});
  EXPECT_THAT(samples, HasSubstr("metric=\"gemm.bf16/throughput of gemm.bf16/m=64\"} 400"));
  EXPECT_THAT(samples, HasSubstr("device=\"cuda:4\""));
  std::set<std::string> seen;
  std::size_t begin = 0;
  for (std::size_t end; (end = samples.find('\n', begin)) != std::string::npos; begin = end + 1) {
    EXPECT_TRUE(seen.insert(samples.substr(begin, end - begin)).second)
        << samples.substr(begin, end - begin);
  }
}

TEST(VerdictPrometheus, SimulatedNeverReplacesMeasured) {
  auto simulated = verdict_of(State::pass, MetricStatus::pass);
  simulated.simulated = "h100-sxm";
  simulated.started_at += std::chrono::hours(1);
  const std::string samples = text(Format::openmetrics, {failing(), simulated});
  EXPECT_THAT(samples, HasSubstr("evidence=\"measured\",state=\"fail\"} 1"));
  EXPECT_THAT(samples, HasSubstr("evidence=\"simulated\",state=\"pass\"} 1"));
}

TEST(VerdictNagios, SaysWhatFailsAndWhy) {
  EXPECT_EQ(text(Format::nagios, {failing()}),
            "ASSAY CRITICAL - node7 cuda:3 gemm.bf16 400 FLOP/s, 50 % of the published 800 FLOP/s: "
            "power limit; 0 of 1 devices pass | "
            "'node7_cuda_3_gemm.bf16_throughput'=400.000;;500.000:;0\n");
}

TEST(VerdictNagios, AFailureOutweighsWhatIsUnknown) {
  auto unknown = verdict_of(State::could_not_judge, MetricStatus::pass);
  const auto passing = verdict_of(State::pass, MetricStatus::pass);
  EXPECT_THAT(text(Format::nagios, {unknown, failing(), passing}),
              HasSubstr("ASSAY CRITICAL - node7 cuda:3 gemm.bf16 400"));
  EXPECT_THAT(
      text(Format::nagios, {unknown, passing}),
      HasSubstr("ASSAY UNKNOWN - node7 cuda:3 outside: gemm.bf16; 1 of 2 devices pass in 2"));
  EXPECT_THAT(text(Format::nagios, {passing}), HasSubstr("ASSAY OK - 1 of 1 devices pass | "));
  EXPECT_THAT(text(Format::nagios, {passing, judge::unreadable_document("x.json", "empty")}),
              HasSubstr("ASSAY UNKNOWN - x.json: empty; 1 of 1"));
}

TEST(VerdictNagios, NothingSimulatedIsOk) {
  auto verdict = verdict_of(State::pass, MetricStatus::pass);
  verdict.simulated = "h20";
  EXPECT_THAT(text(Format::nagios, {verdict}),
              HasSubstr("ASSAY UNKNOWN - SIMULATED node7: nothing was measured"));
  EXPECT_THAT(text(Format::nagios, {verdict}, Simulated::accepted),
              HasSubstr("ASSAY OK - SIMULATED 1 of 1 devices pass"));
  auto shown = failing();
  shown.simulated = "h20";
  EXPECT_THAT(text(Format::nagios, {shown}), HasSubstr("ASSAY UNKNOWN - SIMULATED"));
}

TEST(VerdictNagios, ANameOfAnyLengthLeavesOneLine) {
  auto verdict = failing();
  verdict.hostname = std::string(4096, '|');
  const std::string line = text(Format::nagios, {verdict});
  EXPECT_THAT(line, HasSubstr("ASSAY CRITICAL - ///"));
  EXPECT_THAT(line, HasSubstr("... | '_cuda_3_gemm.bf16_throughput'=400.000;;500.000:;0\n"));
  EXPECT_EQ(std::count(line.begin(), line.end(), '|'), 1);
}

TEST(Alarm, OfADeviceWithAFailureIsCriticalWhateverElseIsMissing) {
  auto verdict = failing();
  verdict.state = verdict.devices[0].state = State::could_not_judge;
  EXPECT_EQ(judge::alarm_of(verdict), judge::Alarm::critical);
  verdict.devices[0].counts = false;
  EXPECT_EQ(judge::alarm_of(verdict), judge::Alarm::unknown);
  verdict.slow_hosts = {{.host = "node7"}};
  EXPECT_EQ(judge::alarm_of(verdict), judge::Alarm::critical);
  EXPECT_EQ(judge::plugin_exit_code(judge::Alarm::ok), 0);
  EXPECT_EQ(judge::plugin_exit_code(judge::Alarm::critical), 2);
  EXPECT_EQ(judge::plugin_exit_code(judge::Alarm::unknown), 3);
}

}  // namespace
}  // namespace assay::report
