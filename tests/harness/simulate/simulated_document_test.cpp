// Are simulated documents valid, reproducible, and what a run through Google Benchmark would make?
#include "tests/harness/simulate/simulated_document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "harness/core/words.hpp"
#include "harness/document/reader.hpp"
#include "harness/document/writer.hpp"
#include "harness/operate/run.hpp"
#include "harness/simulate/facts.hpp"
#include "harness/simulate/plan.hpp"
#include "harness/simulate/session.hpp"
#include "kernels/error.hpp"
#include "tests/harness/simulate/simulate_test_support.hpp"

namespace assay::simulate {
namespace {

using measure::Status;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Silent final : public measure::Observer {
 public:
  void case_started(std::size_t, std::size_t, const plan::Case&) override {}
  void case_finished(std::size_t, std::size_t, const measure::CaseResult&) override {}
};

Options noisy(const std::string& part) {
  Options options = exact(part);
  options.simulation.noise = 0.02;
  return options;
}

document::Document through_google_benchmark(const Options& options) {
  operate::Invocation invocation;
  invocation.facts = simulated_facts(published(), options);
  invocation.plan = simulated_plan(published(), options);
  invocation.simulated = options.simulation;
  SimulatedSessions sessions(published(), options);
  Silent silent;
  return operate::run(invocation, sessions, silent);
}

TEST(SimulatedDocument, IsValidForEveryPartAndEveryClaim) {
  for (const auto& part : published().parts) {
    Options options = noisy(part.id);
    options.simulation.present_as = part.id == "h20" ? "h100-sxm" : "h20";
    options.links = true;
    const auto made = simulated_document(published(), options);
    const std::string text = document::serialise(made);
    const auto read = document::parse_document(text, part.id);
    EXPECT_EQ(document::serialise(read), text);
    ASSERT_TRUE(read.run.simulated);
    EXPECT_EQ(read.run.simulated->part, part.id);
    for (const auto& record : made.cases) EXPECT_EQ(record.status, Status::ok) << record.name;
  }
}

TEST(SimulatedDocument, SameSeedSameBytesOtherSeedOtherSamples) {
  const std::string text = document::serialise(simulated_document(published(), noisy("h20")));
  EXPECT_EQ(document::serialise(simulated_document(published(), noisy("h20"))), text);
  Options other = noisy("h20");
  other.seed = 2;
  const auto one = document::parse_document(text, "one");
  const auto two = simulated_document(published(), other);
  ASSERT_EQ(one.cases.size(), two.cases.size());
  EXPECT_NE(one.facts.cuda.devices[0].uuid, two.facts.cuda.devices[0].uuid);
  for (std::size_t i = 0; i < one.cases.size(); ++i) {
    if (is_counted(one.cases[i].quantity)) continue;
    EXPECT_NE(one.cases[i].samples, two.cases[i].samples) << one.cases[i].name;
  }
}

// All but the identity of the run: its id, its times, and who made it.
TEST(SimulatedDocument, IsWhatARunThroughGoogleBenchmarkMakes) {
  Options faulty = noisy("h100-sxm");
  faulty.level = plan::Level::soak;
  faulty.links = true;
  faulty.simulation.power_cap_w = 500;
  faulty.wrong = {"gemm.fp16"};
  faulty.faults = {{.cases = "memory.copy", .factor = 0.5}};
  Options wild = noisy("h20");
  wild.simulation.noise = 1;
  for (const Options& options : {noisy("a100-sxm-40gb"), faulty, wild}) {
    auto direct = simulated_document(published(), options);
    const auto real = through_google_benchmark(options);
    direct.tool = real.tool;
    direct.run = real.run;
    EXPECT_EQ(document::serialise(direct), document::serialise(real));
  }
}

TEST(SimulatedDocument, ASampleDoesNotDependOnTheOtherCases) {
  Options alone = noisy("h20");
  alone.only = {"memory.copy"};
  const auto one = simulated_document(published(), alone);
  ASSERT_EQ(one.cases.size(), 1u);
  const auto all = simulated_document(published(), noisy("h20"));
  EXPECT_EQ(one.cases[0].samples, case_of(all, "memory.copy").samples);
}

TEST(SimulatedDocument, StatesThePublishedFactsOfThePartItPresents) {
  Options options = exact("h20");
  options.simulation.present_as = "h100-sxm";
  const auto document = simulated_document(published(), options);
  const auto& gpu = document.facts.cuda.devices.at(0);
  EXPECT_EQ(gpu.name, "NVIDIA H100 80GB HBM3");
  EXPECT_EQ(gpu.pci_device_id, "2330");
  EXPECT_EQ(gpu.multiprocessors, 132u);
  EXPECT_EQ(gpu.memory_bytes, 85520809984u);
  EXPECT_EQ(gpu.maximum_clock_hz, 1.98e9);
  EXPECT_EQ(gpu.default_power_limit_w, 700);
  EXPECT_EQ(gpu.nvlink_links, 18u);
  EXPECT_EQ(gpu.pcie_generation, 5u);
  EXPECT_EQ(median_of(document, "sm.census"), 78) << "the behaviour stays that of the H20";
  EXPECT_EQ(median_of(document, "memory.capacity"), 102625181696);
}

Options node(const std::string& part, std::uint32_t gpus) {
  Options options = exact(part);
  options.simulation.gpus = gpus;
  return options;
}

TEST(SimulatedDocument, ANodeHoldsEveryDeviceAndEveryPair) {
  const auto one = simulated_document(published(), exact("h100-sxm"));
  const auto made = simulated_document(published(), node("h100-sxm", 8));
  std::size_t pairs = 0, collectives = 0;
  for (const auto& record : made.cases) {
    pairs += record.parameters.pattern == Pattern::pair ? 1 : 0;
    collectives += record.group.size() == 8 ? 1 : 0;
    EXPECT_EQ(record.status, Status::ok) << record.name;
  }
  EXPECT_EQ(pairs, 56u + 28u);
  EXPECT_EQ(collectives, 2u);
  EXPECT_EQ(made.cases.size(), 8 * one.cases.size() + 56 + 28 + 2);
  EXPECT_EQ(made.facts.cuda.devices.size(), 8u);
  EXPECT_EQ(made.facts.cuda.peers.size(), 56u);
  EXPECT_EQ(made.facts.cuda.devices[0].uuid, one.facts.cuda.devices[0].uuid);
  EXPECT_NE(made.facts.cuda.devices[0].uuid, made.facts.cuda.devices[7].uuid);
  const std::string text = document::serialise(made);
  EXPECT_EQ(document::serialise(document::parse_document(text, "node")), text);
}

TEST(SimulatedDocument, APairIsSlowBothWaysAndNoOther) {
  auto options = node("h100-sxm", 4);
  options.simulation.slow_pair = {1, 3};
  const auto matrices = document::peer_matrices_of(simulated_document(published(), options));
  ASSERT_EQ(matrices.size(), 2u);
  for (const auto& matrix : matrices) {
    const double usual = matrix.values[0][1];
    EXPECT_NEAR(matrix.values[1][3], usual / 2, usual * 1e-9);
    EXPECT_NEAR(matrix.values[3][1], usual / 2, usual * 1e-9);
    EXPECT_NEAR(matrix.values[3][2], usual, usual * 1e-9);
    EXPECT_NEAR(*matrix.links[0].ceiling, 450e9, 1);
  }
}

TEST(SimulatedDocument, PartsWithoutLinksHaveNoCasesBetweenThem) {
  const auto made = simulated_document(published(), node("l40s", 2));
  EXPECT_TRUE(made.facts.cuda.peers.empty());
  for (const auto& record : made.cases) EXPECT_TRUE(record.group.empty()) << record.name;
}

TEST(SimulatedDocument, LeavesOutFactsNobodyPublished) {
  const auto document = simulated_document(published(), exact("h20"));
  EXPECT_FALSE(document.facts.cuda.devices[0].maximum_clock_hz);
  EXPECT_FALSE(document.facts.cuda.devices[0].pcie_width);
}

TEST(SimulatedDocument, HoldsTheFaultsThatWereAskedFor) {
  Options options = exact("h100-sxm");
  options.wrong = {"gemm.bf16"};
  options.faults = {{.cases = "memory.*", .factor = 0.7}};
  options.without = {"sm.census", "*type=int8*"};
  options.ecc_uncorrected = 3;
  options.thermal = true;
  const auto healthy = simulated_document(published(), exact("h100-sxm"));
  const auto faulty = simulated_document(published(), options);
  EXPECT_EQ(case_of(faulty, "gemm.bf16").status, Status::wrong);
  EXPECT_FALSE(case_of(faulty, "gemm.bf16").statistics);
  EXPECT_NEAR(median_of(faulty, "memory.read") / median_of(healthy, "memory.read"), 0.7, 1e-9);
  EXPECT_EQ(find_case(faulty, "sm.census"), nullptr);
  EXPECT_EQ(find_case(faulty, "gemm.int8"), nullptr);
  const auto& telemetry = case_of(faulty, "memory.read").telemetry;
  EXPECT_EQ(telemetry.errors->ecc_uncorrected, 3u);
  EXPECT_EQ(telemetry.temperature_c, 90);
  EXPECT_EQ(telemetry.clock_events->at(0).reason, measure::ClockEvent::software_thermal_slowdown);
  EXPECT_NO_THROW(document::parse_document(document::serialise(faulty), "faulty"));
}

TEST(SimulatedDocument, WithoutTelemetryStatesNone) {
  Options options = exact("h20");
  options.telemetry = false;
  const auto document = simulated_document(published(), options);
  for (const auto& record : document.cases) {
    EXPECT_FALSE(record.telemetry.clock_hz);
    EXPECT_FALSE(record.telemetry.power_w);
    EXPECT_FALSE(record.telemetry.clock_events);
  }
}

TEST(SimulatedDocument, CountsAreExactAndTimesAreNot) {
  const auto document = simulated_document(published(), noisy("h20"));
  EXPECT_THAT(case_of(document, "sm.census").samples, Each(78.0));
  EXPECT_THAT(case_of(document, "l2.knee").samples, Each(62914560.0));
  EXPECT_GT(case_of(document, "memory.copy").statistics->relative_iqr, 0);
}

TEST(SimulatedDocument, RefusesWhatCannotBe) {
  const auto message = [](const auto& change) {
    Options options = exact("h20");
    change(options.simulation);
    try {
      simulated_document(published(), options);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_THAT(message([](auto& s) { s.part = "h21"; }), AllOf(HasSubstr("h21"), HasSubstr("h20")));
  EXPECT_THAT(message([](auto& s) { s.present_as = "x"; }), HasSubstr("--present-as x"));
  for (const double noise : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THAT(message([&](auto& s) { s.noise = noise; }), HasSubstr("--noise"));
  }
  for (const double ratio : {0.0, -1.0, 2.5, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THAT(message([&](auto& s) { s.clock_ratio = ratio; }), HasSubstr("--clock-ratio"));
  }
  for (const double cap : {0.0, -5.0, std::numeric_limits<double>::infinity()}) {
    EXPECT_THAT(message([&](auto& s) { s.power_cap_w = cap; }), HasSubstr("--power-cap"));
  }
  EXPECT_THAT(message([](auto& s) { s.disabled_multiprocessors = 78; }),
              HasSubstr("h20 has 78 SMs"));
  EXPECT_EQ(message([](auto& s) { s.disabled_multiprocessors = 77; }), "accepted");
  EXPECT_THAT(message([](auto& s) {
                s.part = "b300";
                s.disabled_multiprocessors = 1;
              }),
              HasSubstr("nobody published"));
}

}  // namespace
}  // namespace assay::simulate
