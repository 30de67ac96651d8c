// Does the cause of a shortfall name what explains most, and what to do?
#include "harness/judge/verdict/cause.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::judge {
namespace {

using measure::ClockEvent;
using measure::ClockEventShare;

const catalogue::Catalogue& published() {
  static const catalogue::Catalogue catalogue = catalogue::embedded_catalogue();
  return catalogue;
}

/// An H100 in perfect order, in which one thing after another goes wrong.
struct Bench {
  catalogue::Part part = published().at("h100-sxm", "test");
  probe::CudaFacts facts;
  document::CaseRecord record;
  double sms = 132, per_sm_clock = 4096, memory_share = 0.9;
  std::string metric = "gemm.bf16/throughput";
  std::optional<double> lower_gate = {};

  Bench() {
    facts.pci_bus_id = "0000:1b:00.0";
    facts.multiprocessors = 132;
    facts.memory_bytes = 85520809984;
    facts.power_limit_w = facts.default_power_limit_w = 700;
    facts.nvlink_links = facts.nvlink_links_active = 18;
    facts.pcie_width = facts.pcie_maximum_width = 16;
    facts.pcie_generation = facts.pcie_maximum_generation = 5;
    auto& telemetry = record.telemetry;
    telemetry.clock_hz = 1.83e9;
    telemetry.memory_clock_hz = 2.619e9;
    telemetry.power_w = 600;
    telemetry.temperature_c = 60;
    telemetry.clock_events.emplace();
    telemetry.errors = measure::ErrorCounts{.ecc_corrected = 0,
                                            .ecc_uncorrected = 0,
                                            .rows_remapped = 0,
                                            .pcie_replays = 0,
                                            .nvlink_errors = 0};
  }
  void held(ClockEvent reason, double clock_hz, double share = 0.94) {
    record.telemetry.clock_hz = clock_hz;
    record.telemetry.clock_events = {ClockEventShare{reason, share}};
  }

  Cause cause() {
    document::CaseRecord census;
    const bool memory = metric.starts_with("memory.");
    const double clock_hz = record.telemetry.clock_hz.value_or(1.83e9);
    const Measurement measurement{
        .metric = {.name = metric},
        .record = &record,
        .value = memory ? memory_share * 3.35e12 : sms * per_sm_clock * clock_hz,
        .clock_hz = record.telemetry.clock_hz};
    const Measurement counted{
        .metric = {.name = "sm.census/count"}, .record = &census, .value = sms, .clock_hz = {}};
    const DeviceEvidence evidence{.device = "cuda:0",
                                  .facts = &facts,
                                  .measurements = {measurement, counted},
                                  .unmeasured = {},
                                  .wrong = {}};
    return cause_of_shortfall(part, evidence, evidence.measurements[0], lower_gate);
  }
  std::string sentence() { return cause().sentence; }
};

// At its default power limit, like every healthy one; without eight of its SMs.
TEST(Cause, MissingSmsLeadWhereTheyAloneExplainTheShortfall) {
  Bench bench;
  bench.held(ClockEvent::software_power_cap, 1.45e9);
  bench.sms = 124;
  const double rate = 124 * 4096 * 1.45e9;
  bench.lower_gate = rate * 1.02;
  EXPECT_EQ(bench.cause().kind, CauseKind::processors);
  EXPECT_EQ(bench.sentence().substr(0, 27), "124 of 132 SMs took part: t");
  EXPECT_EQ(bench.sentence().find("power"), std::string::npos) << "that is every healthy one's";
  bench.lower_gate = rate * 1.08;
  EXPECT_EQ(bench.cause().kind, CauseKind::power) << "more is missing than eight SMs";
}

TEST(Cause, APowerLimitBelowTheDefault) {
  Bench bench;
  bench.held(ClockEvent::software_power_cap, 1.215e9);
  bench.facts.power_limit_w = 300;
  EXPECT_EQ(bench.sentence(),
            "held at 1215 MHz by its power limit of 300 W (default 700 W) for 94 % of the time: "
            "raise it with nvidia-smi -i 0000:1b:00.0 -pl 700 [of published: SMs x 1.00, clock x "
            "0.66, per SM per clock x 1.00]");
  EXPECT_EQ(bench.cause().kind, CauseKind::power);
}

TEST(Cause, APowerLimitThatIsAsPublished) {
  Bench bench;
  bench.held(ClockEvent::software_power_cap, 1.3e9);
  EXPECT_EQ(bench.sentence().substr(0, 89),
            "held at 1300 MHz by its power limit of 700 W (its default) for 94 % of the time: a "
            "health");
}

TEST(Cause, ADefaultBelowWhatThePartIsPublishedWith) {
  Bench bench;
  bench.held(ClockEvent::software_power_cap, 1.215e9);
  bench.facts.power_limit_w = bench.facts.default_power_limit_w = 350;
  EXPECT_NE(bench.sentence().find("the part is published with 700 W"), std::string::npos);
}

TEST(Cause, PowerAtTheLimitStandsInForAMissingEvent) {
  Bench bench;
  bench.record.telemetry.clock_hz = 1.215e9;
  bench.record.telemetry.clock_events.reset();
  bench.facts.power_limit_w = 300;
  bench.record.telemetry.power_w = 298;
  EXPECT_EQ(bench.cause().kind, CauseKind::power);
}

struct Throttle {
  ClockEvent reason;
  CauseKind kind;
  const char* words;
};

TEST(Cause, EveryClockEventHasItsRemedy) {
  const Throttle all[] = {
      {ClockEvent::software_thermal_slowdown, CauseKind::heat,
       "clock fell to 1200 MHz by thermal slowdown at 87 C for 94 % of the time: check cooling"},
      {ClockEvent::hardware_thermal_slowdown, CauseKind::heat, "by thermal slowdown at 87 C"},
      {ClockEvent::hardware_slowdown, CauseKind::slowdown, "by a hardware slowdown at 87 C"},
      {ClockEvent::hardware_power_brake, CauseKind::slowdown, "by the power brake"},
      {ClockEvent::application_clocks, CauseKind::set_clock,
       "clock set to 1200 MHz by application clocks for 94 % of the time: release it with "
       "nvidia-smi -i "
       "0000:1b:00.0 -rac"},
      {ClockEvent::sync_boost, CauseKind::set_clock, "by sync boost"},
      {ClockEvent::display_clocks, CauseKind::set_clock, "by display settings"},
      {ClockEvent::idle, CauseKind::clock, "without any clock event"},
  };
  for (const auto& one : all) {
    Bench bench;
    bench.held(one.reason, 1.2e9);
    bench.record.telemetry.temperature_c = 87;
    EXPECT_EQ(bench.cause().kind, one.kind) << one.words;
    EXPECT_NE(bench.sentence().find(one.words), std::string::npos) << bench.sentence();
  }
}

TEST(Cause, AnEventThatHardlyHappenedExplainsNothing) {
  Bench bench;
  bench.held(ClockEvent::software_power_cap, 1.2e9, 0.01);
  EXPECT_EQ(bench.cause().kind, CauseKind::clock);
  EXPECT_NE(bench.sentence().find("release them with nvidia-smi -i 0000:1b:00.0 -rgc"),
            std::string::npos);
}

TEST(Cause, ALowClockWithoutRecordedEvents) {
  Bench bench;
  bench.record.telemetry.clock_hz = 1.2e9;
  bench.record.telemetry.clock_events.reset();
  EXPECT_EQ(bench.cause().kind, CauseKind::clock);
  EXPECT_NE(bench.sentence().find("why was not recorded"), std::string::npos);
}

TEST(Cause, MissingSms) {
  Bench bench;
  bench.sms = 54;
  EXPECT_EQ(bench.cause().kind, CauseKind::processors);
  EXPECT_EQ(bench.sentence().substr(0, 26), "54 of 132 SMs took part: t");
}

TEST(Cause, TheFactorThatExplainsMostLeads) {
  Bench bench;
  bench.sms = 120;
  bench.held(ClockEvent::software_power_cap, 1.0e9);
  EXPECT_EQ(bench.cause().kind, CauseKind::power);
  EXPECT_NE(bench.sentence().find("; also 120 of 132 SMs took part"), std::string::npos);
  bench.sms = 54;
  EXPECT_EQ(bench.cause().kind, CauseKind::processors);
  EXPECT_NE(bench.sentence().find("; also held at 1000 MHz by its power limit"), std::string::npos);
}

TEST(Cause, NothingIsWrongButTheRate) {
  Bench bench;
  bench.per_sm_clock = 2000;
  EXPECT_EQ(bench.cause().kind, CauseKind::hardware);
  EXPECT_EQ(bench.sentence(),
            "clock nominal (1830 MHz), no throttle, no errors: suspect the hardware [of published: "
            "SMs x 1.00, clock x 1.00, per SM per clock x 0.49]");
}

TEST(Cause, AHealthyClockBelowThePublishedOneIsNotBlamed) {
  Bench bench;
  bench.per_sm_clock = 2000;
  bench.held(ClockEvent::software_power_cap, 1.6e9);
  EXPECT_EQ(bench.cause().kind, CauseKind::hardware);
  EXPECT_NE(bench.sentence().find("clock was 1600 MHz, which does not explain it"),
            std::string::npos);
}

TEST(Cause, ErrorsAreNamed) {
  Bench bench;
  bench.per_sm_clock = 2000;
  bench.record.telemetry.errors->ecc_uncorrected = 3;
  bench.record.telemetry.errors->rows_remapped = 1;
  EXPECT_EQ(bench.cause().kind, CauseKind::errors);
  EXPECT_NE(bench.sentence().find("3 uncorrected ECC errors, 1 rows remapped during the case"),
            std::string::npos);
  bench.held(ClockEvent::software_power_cap, 0.6e9);
  EXPECT_EQ(bench.cause().kind, CauseKind::power);
  EXPECT_NE(bench.sentence().find("; also 3 uncorrected ECC errors"), std::string::npos);
}

TEST(Cause, MissingTelemetryIsSaid) {
  Bench bench;
  bench.record.telemetry = {};
  EXPECT_EQ(bench.cause().kind, CauseKind::unknown);
  EXPECT_NE(bench.sentence().find("telemetry is missing, so the cause is unknown"),
            std::string::npos);
  bench.record.telemetry.clock_hz = 1.83e9;
  bench.per_sm_clock = 2000;
  EXPECT_EQ(bench.cause().kind, CauseKind::unknown) << "errors and events were not recorded";
}

TEST(Cause, MemoryClockAndSms) {
  Bench bench;
  bench.metric = "memory.read/bandwidth";
  bench.memory_share = 0.5;
  EXPECT_EQ(bench.cause().kind, CauseKind::hardware);
  bench.sms = 54;
  EXPECT_EQ(bench.cause().kind, CauseKind::processors);
  bench.record.telemetry.memory_clock_hz = 1.5e9;
  EXPECT_EQ(bench.cause().kind, CauseKind::memory_clock);
  EXPECT_NE(bench.sentence().find("memory clock was 1500 MHz, 57 % of the part's"),
            std::string::npos);
}

TEST(Cause, Links) {
  Bench bench;
  bench.metric = "transfer.copy_engine/bandwidth";
  EXPECT_EQ(bench.cause().kind, CauseKind::hardware);
  bench.facts.pcie_generation = 3;
  EXPECT_NE(bench.sentence().find("PCIe runs generation 3 of 5"), std::string::npos);
  bench.facts.pcie_width = 8;
  EXPECT_NE(bench.sentence().find("PCIe runs 8 of 16 lanes: reseat"), std::string::npos);
  bench.metric = "transfer.peer/bandwidth";
  bench.facts.nvlink_links_active = 12;
  EXPECT_EQ(bench.cause().kind, CauseKind::link);
  EXPECT_NE(bench.sentence().find("12 of 18 NVLinks are up"), std::string::npos);
}

TEST(Cause, CapacityThatOthersHold) {
  Bench bench;
  bench.metric = "memory.capacity/capacity";
  bench.facts.memory_free_bytes = 1;
  EXPECT_NE(bench.sentence().find("other processes hold the rest"), std::string::npos);
  bench.facts.memory_bytes = 40 << 20;
  EXPECT_NE(bench.sentence().find("another part"), std::string::npos);
}

TEST(Cause, ASliceExplainsItself) {
  Bench bench;
  bench.facts.mig = true;
  bench.sms = 16;
  EXPECT_EQ(bench.cause().kind, CauseKind::slice);
}

}  // namespace
}  // namespace assay::judge
