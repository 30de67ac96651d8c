// Does the page of a verdict say first what matters, and everything that is not as it should be?
#include "harness/report/verdict_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "harness/report/page_text.hpp"
#include "harness/report/verdict_json.hpp"

namespace assay::report {
namespace {

using judge::MetricStatus;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

judge::MetricVerdict metric(const char* name, MetricStatus status, const char* reason) {
  return {.metric = {.name = name},
          .unit = "FLOP/s",
          .measured = judge::MeasuredValue{6.5e14, 6.4e14, 6.6e14},
          .share_of_published = 0.657,
          .lower = judge::GateValue{7.2e14, "somebody"},
          .status = status,
          .reason = reason};
}

judge::DocumentVerdict failing() {
  judge::DeviceVerdict device{
      .device = "cuda:0",
      .uuid = "GPU-1",
      .name = "NVIDIA H100 80GB HBM3",
      .part = "h100-sxm",
      .state = judge::State::fail,
      .headline = "outside their gates: gemm.bf16",
      .metrics = {metric("gemm.bf16/throughput", MetricStatus::fail, "low"),
                  metric("gemm.fp16/throughput", MetricStatus::fail, "slow"),
                  metric("gemm.tf32/throughput", MetricStatus::pass, "fine"),
                  metric("l2.knee/capacity", MetricStatus::no_gate, "no")}};
  device.metrics[0].cause = device.metrics[1].cause =
      judge::Cause{.kind = judge::CauseKind::power, .sentence = "held by its power limit"};
  device.coverage.missing = {{.what = "sm.census", .reason = "not there", .remedy = "assay run"}};
  return {.file = "run.json",
          .run_id = "0123456789",
          .hostname = "node",
          .tool_version = "0.1.0",
          .state = judge::State::fail,
          .devices = {device}};
}

std::string text(const judge::DocumentVerdict& verdict,
                 VerdictDetail detail = VerdictDetail::full) {
  return to_text(verdict_page(verdict, detail));
}

TEST(VerdictPage, TheVerdictIsTheFirstLine) {
  EXPECT_THAT(text(failing()), StartsWith("FAIL h100-sxm cuda:0 NVIDIA H100 80GB HBM3 (GPU-1)\n"));
}

TEST(VerdictPage, MetricsAreATable) {
  EXPECT_THAT(text(failing()), HasSubstr("650 TFLOP/s  65.7 %       -  720 TFLOP/s  fail"));
}

TEST(VerdictPage, WhatIsShortHasAReasonAndSharesItsCause) {
  const std::string page = text(failing());
  EXPECT_THAT(page, HasSubstr("- FAIL: gemm.bf16: low\n- FAIL: gemm.fp16: slow\n"));
  EXPECT_THAT(page, HasSubstr("- cause of gemm.bf16, gemm.fp16, as shown by the first: held by "
                              "its power limit"));
  EXPECT_THAT(page, HasSubstr("- only shown: l2.knee: no\n"));
  EXPECT_THAT(page, Not(HasSubstr("fine")));
}

TEST(VerdictPage, WhatIsMissingSaysWhatToDo) {
  EXPECT_THAT(text(failing()), HasSubstr("- missing: sm.census: not there. To do: assay run"));
}

TEST(VerdictPage, AnotherPartNeedsNoReasons) {
  auto verdict = failing();
  verdict.devices[0].another_part = true;
  EXPECT_THAT(text(verdict), Not(HasSubstr("FAIL: gemm")));
  EXPECT_THAT(text(verdict), HasSubstr("are those of h100-sxm, which this\n  device is not"));
}

TEST(VerdictPage, APassIsOneLineAmongMany) {
  auto verdict = failing();
  EXPECT_EQ(text(verdict, VerdictDetail::failing), text(verdict));
  verdict.state = verdict.devices[0].state = judge::State::pass;
  EXPECT_EQ(text(verdict, VerdictDetail::failing),
            "run.json: PASS h100-sxm cuda:0 NVIDIA H100 80GB HBM3 (GPU-1)\n");
}

TEST(VerdictPage, AFileThatCannotBeRead) {
  EXPECT_EQ(text(judge::unreadable_document("x.json", "it is empty")),
            "COULD-NOT-JUDGE x.json: it is empty\n");
}

TEST(VerdictJson, ThePiecesMakeOneObject) {
  judge::VerdictSummary summary;
  const document::ToolInfo tool = [] {
    document::ToolInfo made;
    made.version = "0.1.0";
    return made;
  }();
  EXPECT_TRUE(nlohmann::json::accept(verdict_json_head(tool) + verdict_json_tail(summary)));
  summary.add(failing());
  summary.add(failing());
  const auto json = nlohmann::json::parse(
      verdict_json_head(tool) + verdict_json_document(failing(), Place::first) +
      verdict_json_document(failing(), Place::later) + verdict_json_tail(summary));
  EXPECT_EQ(json["documents"].size(), 2u);
  EXPECT_EQ(json["summary"]["fail"], 2);
  const auto& gemm = json["documents"][1]["devices"][0]["metrics"][0];
  EXPECT_EQ(gemm["measured"]["median"], 6.5e14);
  EXPECT_EQ(gemm["cause"]["kind"], "power");
}

}  // namespace
}  // namespace assay::report
