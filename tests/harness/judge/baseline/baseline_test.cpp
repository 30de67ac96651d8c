// Are gates made of a fleet what its healthy devices reach, and taken by lint and by verdicts?
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/baseline/baseline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../fleet/fleet_collections.hpp"
#include "harness/judge/lint/lint.hpp"
#include "harness/report/baseline_json.hpp"
#include "kernels/error.hpp"

namespace assay::judge {
namespace {

using ::testing::HasSubstr;

const catalogue::Catalogue& known() {
  static const catalogue::Catalogue kCatalogue = catalogue::embedded_catalogue();
  return kCatalogue;
}

constexpr const char* kGemm = "gemm.bf16/throughput [type=bf16]";

Baseline made(const MadeFleet& fleet, const BaselineOptions& options = {}) {
  return make_baseline(known(), made_fleet(fleet), options);
}

std::string error_of(const archive::Collection& collection, ErrorKind kind,
                     const BaselineOptions& options = {}) {
  try {
    make_baseline(known(), collection, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    return error.what();
  }
  ADD_FAILURE() << "it was made";
  return "";
}

TEST(Baseline, ExpectsTheMedianAndAllowsFivePercent) {
  const Baseline baseline = made({.metrics = {kGemm}});
  EXPECT_EQ(baseline.part, "h100-sxm");
  EXPECT_EQ(baseline.newest, "2026-03-01");
  EXPECT_EQ(baseline.devices, 128u);
  EXPECT_EQ(baseline.nodes, 16u);
  ASSERT_EQ(baseline.gates.size(), 1u);
  const BaselineGate& one = baseline.gates.front();
  EXPECT_EQ(one.gate.metric, "gemm.bf16/throughput");
  // As the default gate that it replaces: the name says the type.
  EXPECT_FALSE(one.gate.parameters.type.has_value());
  EXPECT_NEAR(one.gate.expected.value(), kUsualRate, 0.002 * kUsualRate);
  EXPECT_DOUBLE_EQ(one.gate.lower.value(), 0.95 * *one.gate.expected);
  EXPECT_FALSE(one.gate.upper.has_value());
  EXPECT_TRUE(one.gate.required);
  EXPECT_EQ(one.values, 128u);
  EXPECT_NEAR(one.spread, 0.005, 0.001);
  for (const char* word : {"128 devices on 16 nodes", "2026-03-01", "128 values", "driver 550.54",
                           "700 W", "quick", "spread"}) {
    EXPECT_THAT(one.gate.source, HasSubstr(word));
  }
  EXPECT_THAT(one.gate.source, ::testing::Not(HasSubstr("SIMULATED")));
}

TEST(Baseline, AllowsFiveSpreadsWhereTheyAreMore) {
  const Baseline baseline = made({.metrics = {kGemm}, .noise = 0.02});
  const Gate& gate = baseline.gates.at(0).gate;
  EXPECT_NEAR(*gate.lower / *gate.expected, 1 - 5 * baseline.gates[0].spread, 1e-12);
  EXPECT_LT(*gate.lower, 0.93 * *gate.expected);
}

TEST(Baseline, IsHardlyMovedByTenPercentOfBadNodes) {
  const MadeFleet healthy{.nodes = 100, .metrics = {kGemm}, .noise = 0.015};
  MadeFleet spoilt = healthy;
  spoilt.plant = [](std::size_t node, archive::Entry& entry) {
    if (node % 10 != 3) return;
    for (std::uint32_t gpu = 0; gpu < 8; ++gpu) scale_gpu(entry, gpu, 0.7);
  };
  const Baseline good = made(healthy), bad = made(spoilt);
  EXPECT_EQ(bad.gates.at(0).outliers, 80u);
  EXPECT_NEAR(*bad.gates[0].gate.expected / *good.gates[0].gate.expected, 1, 0.001);
  EXPECT_NEAR(*bad.gates[0].gate.lower / *good.gates[0].gate.lower, 1, 0.003);
}

TEST(Baseline, TellsMetricsApartThatAnswerTheSameQuestion) {
  MadeFleet fleet{
      .metrics = {"memory.read/bandwidth [type=fp32]", "memory.read/bandwidth [type=fp64]"}};
  fleet.plant = [](std::size_t, archive::Entry& entry) {
    for (auto& one : entry.observations) {
      one.unit = "B/s";
      one.value *= 3.1e12 / kUsualRate;
    }
  };
  const Baseline baseline = made(fleet);
  ASSERT_EQ(baseline.gates.size(), 2u);
  EXPECT_EQ(baseline.gates[0].gate.parameters.type, "fp32");
  EXPECT_EQ(baseline.gates[1].gate.parameters.type, "fp64");
}

TEST(Baseline, LimitsATimeFromAbove) {
  MadeFleet fleet{.metrics = {"launch.latency/latency [submission=graph]"}};
  fleet.plant = [](std::size_t, archive::Entry& entry) {
    for (auto& one : entry.observations) {
      one.unit = "s";
      one.higher_is_better = false;
      one.value *= 4e-6 / kUsualRate;
    }
  };
  const Gate gate = made(fleet).gates.at(0).gate;
  EXPECT_FALSE(gate.lower.has_value());
  EXPECT_DOUBLE_EQ(gate.upper.value(), 1.05 * gate.expected.value());
  EXPECT_EQ(gate.unit, "us");
}

TEST(Baseline, OfACountOnWhichAllAgreeIsThatCount) {
  MadeFleet fleet{.metrics = {"sm.census/count"}};
  fleet.plant = [](std::size_t node, archive::Entry& entry) {
    for (auto& one : entry.observations) one.unit = "1", one.value = 132;
    if (node == 3) entry.observations[0].value = 130;
  };
  const Gate gate = made(fleet).gates.at(0).gate;
  EXPECT_EQ(gate.lower, 132);
  EXPECT_EQ(gate.expected, 132);
}

TEST(Baseline, OfTwoStrataTakesTheLowerLimit) {
  MadeFleet fleet{.metrics = {kGemm}};
  fleet.plant = [](std::size_t node, archive::Entry& entry) {
    if (node % 2 == 0) return;
    for (std::uint32_t gpu = 0; gpu < 8; ++gpu) {
      scale_gpu(entry, gpu, 0.9);
      entry.devices[gpu].power_limit_w = 600;
    }
  };
  const Baseline baseline = made(fleet);
  EXPECT_EQ(baseline.strata.size(), 2u);
  EXPECT_NEAR(*baseline.gates.at(0).gate.lower, 0.9 * 0.95 * kUsualRate, 0.005 * kUsualRate);
}

TEST(Baseline, LeavesOutAStratumThatIsTooSmall) {
  MadeFleet fleet{.metrics = {kGemm}};
  fleet.plant = [](std::size_t node, archive::Entry& entry) {
    if (node != 0) return;
    for (auto& device : entry.devices) device.power_limit_w = 300;
    for (std::uint32_t gpu = 0; gpu < 8; ++gpu) scale_gpu(entry, gpu, 0.5);
  };
  const Baseline baseline = made(fleet);
  EXPECT_THAT(baseline.too_small, ::testing::ElementsAre(HasSubstr("300 W")));
  EXPECT_EQ(baseline.devices, 120u);
  EXPECT_GT(*baseline.gates.at(0).gate.lower, 0.9 * kUsualRate);
}

TEST(Baseline, OfSeveralPartsNamesThem) {
  MadeFleet fleet{.nodes = 8};
  fleet.plant = [](std::size_t node, archive::Entry& entry) {
    if (node % 2 != 0) return;
    for (std::uint32_t gpu = 0; gpu < 8; ++gpu) {
      scale_gpu(entry, gpu, 0.2);
      entry.devices[gpu].part = "h20";
    }
  };
  const auto collection = made_fleet(fleet);
  EXPECT_THAT(error_of(collection, ErrorKind::usage), HasSubstr("h100-sxm, h20"));
  BaselineOptions options;
  options.selection.part = "h20";
  EXPECT_EQ(make_baseline(known(), collection, options).part, "h20");
}

TEST(Baseline, OfTooFewSaysHowManyThereAre) {
  const auto collection = made_fleet({.nodes = 1});
  EXPECT_THAT(error_of(collection, ErrorKind::unavailable), HasSubstr("at most 8 devices"));
  const BaselineOptions few{.minimum_devices = 8};
  EXPECT_EQ(make_baseline(known(), collection, few).gates.size(), 1u);
}

TEST(Baseline, IsNotMadeOfSimulatedRuns) {
  MadeFleet fleet{.metrics = {kGemm}};
  fleet.plant = [](std::size_t, archive::Entry& entry) { entry.run.simulated = "h100-sxm"; };
  EXPECT_THAT(error_of(made_fleet(fleet), ErrorKind::unavailable), HasSubstr("16 are simulated"));
  BaselineOptions options;
  options.selection.allow_simulated = true;
  const Baseline baseline = made(fleet, options);
  EXPECT_THAT(baseline.gates.at(0).gate.source, ::testing::StartsWith("SIMULATED"));
  EXPECT_THAT(report::baseline_gates_json(baseline), HasSubstr("SIMULATED: no device"));
}

// 3 times what the part can do: lint refuses it, so that it is no gate.
TEST(Baseline, LeavesOutWhatLintWouldRefuse) {
  MadeFleet fleet{.metrics = {kGemm, "memory.read/bandwidth [type=fp32]"}};
  fleet.plant = [](std::size_t, archive::Entry& entry) {
    for (auto& one : entry.observations) {
      if (one.metric == kGemm) continue;
      one.unit = "B/s";
      one.value *= 10e12 / kUsualRate;
    }
  };
  const Baseline baseline = made(fleet);
  EXPECT_EQ(baseline.gates.size(), 1u);
  ASSERT_EQ(baseline.left_out.size(), 1u);
  EXPECT_EQ(baseline.left_out[0].metric, "memory.read/bandwidth");
}

TEST(Baseline, LeavesOutWhatNoGateCanSay) {
  const Baseline baseline = made(
      {.metrics = {kGemm, "latency.chase/latency [bytes=1GiB stride=128B]", "new.kernel/rate"}});
  EXPECT_EQ(baseline.gates.size(), 1u);
  EXPECT_EQ(baseline.left_out.size(), 2u);
}

TEST(Baseline, GatesLinksByTheWaysAndNodesByTheNodes) {
  const Baseline baseline = made({.metrics = {"collective.all_reduce/bus_bandwidth [devices=8]"},
                                  .with_links = true,
                                  .plant = [](std::size_t, archive::Entry& entry) {
                                    for (auto& one : entry.observations) {
                                      if (one.peer) continue;
                                      one.unit = "B/s";
                                      one.value *= 400e9 / kUsualRate;
                                    }
                                  }});
  ASSERT_EQ(baseline.gates.size(), 2u);
  EXPECT_EQ(baseline.gates[0].gate.metric, "collective.all_reduce/bus_bandwidth");
  EXPECT_EQ(baseline.gates[0].gate.parameters.devices, 8u);
  EXPECT_EQ(baseline.gates[0].values, 16u);
  EXPECT_FALSE(baseline.gates[0].gate.required);
  EXPECT_EQ(baseline.gates[1].gate.metric, "transfer.peer/bandwidth");
  EXPECT_EQ(baseline.gates[1].values, 16u * 56u);
  EXPECT_FALSE(baseline.gates[1].gate.required);
}

TEST(Baseline, IsReadBackAsItWasWritten) {
  const Baseline baseline = made({.metrics = {kGemm}, .with_links = true});
  const GatesFile file = parse_gates(report::baseline_gates_json(baseline), "made");
  EXPECT_EQ(file.part, "h100-sxm");
  ASSERT_EQ(file.gates.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    const Gate &read = file.gates[i], &was = baseline.gates[i].gate;
    EXPECT_EQ(read.metric, was.metric);
    EXPECT_EQ(read.parameters, was.parameters);
    EXPECT_EQ(read.required, was.required);
    EXPECT_EQ(read.date, was.date);
    EXPECT_NEAR(*read.lower / *was.lower, 1, 1e-5);
    EXPECT_NEAR(*read.expected / *was.expected, 1, 1e-5);
  }
  EXPECT_TRUE(lint_gates(known(), file).empty());
}

}  // namespace
}  // namespace assay::judge
