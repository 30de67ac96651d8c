// Is everything named that differs between two runs, and nothing else?
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/compare/compare_conditions.hpp"

#include <gtest/gtest.h>

#include "tests/harness/judge/compare/compare_documents.hpp"

namespace assay::judge {
namespace {

using document::Document;

std::vector<std::string> rows(const std::vector<Condition>& conditions) {
  std::vector<std::string> rows;
  for (const auto& one : conditions) {
    rows.push_back(one.subject + ": " + one.before + " -> " + one.after);
  }
  return rows;
}

std::vector<std::string> rows(const Document& before, const Document& after) {
  return rows(conditions_of(before, after, {}));
}

using Rows = std::vector<std::string>;

TEST(Conditions, OfEqualRunsAreNone) {
  const auto document = document_of({bandwidth_case("a", {1, 2})});
  EXPECT_EQ(rows(document, document), Rows{});
}

TEST(Conditions, NameWhatDiffersOfRunToolAndHost) {
  const auto before = document_of({bandwidth_case("a", {1, 2})});
  auto after = before;
  after.run.complete = false;
  after.run.interrupted_by = "SIGINT";
  after.run.simulated = simulate::Simulation{.part = "h20", .present_as = {}, .power_cap_w = {}};
  after.run.parallel = true;
  after.tool.version = "0.2.0";
  after.tool.commit = "0123456";
  after.plan.level = plan::Level::soak;
  after.plan.seed = 7;
  after.facts.host.hostname = "node18";
  after.facts.cpu.model = "Example 9000";
  after.facts.cpu.threads = 4;
  EXPECT_EQ(rows(before, after),
            (Rows{"run: complete -> interrupted by SIGINT", "simulated: no, measured -> h20",
                  "GPUs measured: one at a time -> all at once", "assay version: 0.1.0 -> 0.2.0",
                  "assay commit: unknown -> 0123456", "level: quick -> soak", "seed: 0 -> 7",
                  "host: node17 -> node18", "cpu: model: unknown -> Example 9000",
                  "cpu: threads: 0 -> 4"}));
}

TEST(Conditions, AnIncompleteRunIsNamedEvenIfBothAre) {
  auto document = document_of({});
  document.run.complete = false;
  EXPECT_EQ(rows(document, document), (Rows{"run: not complete -> not complete"}));
}

TEST(Conditions, SayThatAnotherDeviceHasTheSameId) {
  auto record = bandwidth_case("a", {1, 2});
  record.device = "cuda:0";
  auto before = document_of({record});
  auto& gpu = before.facts.cuda.devices.emplace_back();
  gpu.name = "Example GPU";
  gpu.uuid = "GPU-1";
  gpu.multiprocessors = 132;
  auto after = before;
  EXPECT_EQ(rows(before, after), Rows{});
  after.facts.cuda.devices[0].uuid = "GPU-2";
  after.facts.cuda.devices[0].multiprocessors = 78;
  after.facts.cuda.devices[0].power_limit_w = 500;
  after.facts.cuda.driver_version = "13.0";
  EXPECT_EQ(rows(before, after),
            (Rows{"cuda:0 is another device: Example GPU GPU-1 -> Example GPU GPU-2",
                  "cuda:0: SMs: 132 -> 78", "cuda:0: power limit, W: unknown -> 500",
                  "CUDA driver: unknown -> 13.0"}));
  before.cases.clear();
  after.cases.clear();
  EXPECT_EQ(rows(before, after), Rows{}) << "of devices that no case ran on";
}

TEST(Conditions, GatherWhatDiffersBetweenPairs) {
  const auto first = bandwidth_case("a", {1, 2}), second = bandwidth_case("b", {1, 2});
  auto first_after = first, second_after = second;
  first_after.iterations_per_sample = 8;
  second_after.iterations_per_sample = 4;
  second_after.work.bytes = 3;
  const auto document = document_of({first, second});
  const auto conditions =
      conditions_of(document, document, {{&first, &first_after}, {&second, &second_after}});
  EXPECT_EQ(rows(conditions), (Rows{"iterations per sample: 1 -> 8",
                                    "work of one iteration: 1 B, 0 FLOP -> 3 B, 0 FLOP"}));
  EXPECT_EQ(conditions[0].cases, (Rows{"a", "b"}));
  EXPECT_EQ(conditions[1].cases, Rows{"b"});
}

TEST(Conditions, NameAClockThatMovedByMoreThanAPercent) {
  auto before = bandwidth_case("a", {1, 2}), after = before;
  before.telemetry.clock_hz = 2e9;
  after.telemetry.clock_hz = 1.99e9;
  const auto document = document_of({before});
  EXPECT_EQ(rows(conditions_of(document, document, {{&before, &after}})), Rows{});
  after.telemetry.clock_hz = 1.5e9;
  EXPECT_EQ(rows(conditions_of(document, document, {{&before, &after}})),
            Rows{"clock: 2.00 GHz -> 1.50 GHz"});
}

}  // namespace
}  // namespace assay::judge
