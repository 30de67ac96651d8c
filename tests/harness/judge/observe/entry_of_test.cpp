// What of a document reaches the archive, and under which names?
#include "harness/judge/observe/entry_of.hpp"

#include <gtest/gtest.h>

#include <set>
#include <tuple>

#include "harness/judge/evidence.hpp"
#include "tests/harness/simulate/simulated_document.hpp"

namespace assay::judge {
namespace {

using archive::Entry;
using archive::Observation;
using document::CaseRecord;
using document::Document;

CaseRecord measured(std::string kernel, Quantity quantity, Parameters parameters,
                    std::string device, double median) {
  CaseRecord record;
  record.kernel = std::move(kernel);
  record.quantity = quantity;
  record.parameters = parameters;
  record.device = std::move(device);
  record.status = measure::Status::ok;
  record.statistics = measure::Statistics{};
  record.statistics->median = median;
  record.statistics->interval_low = median - 1;
  record.statistics->interval_high = median + 2;
  return record;
}

CaseRecord read_of_peer(int from, int to, Direction direction, double median) {
  return measured("transfer.peer", Quantity::bandwidth,
                  {.type = DataType::fp32,
                   .bytes = std::uint64_t{1} << 30,
                   .direction = direction,
                   .pattern = Pattern::pair,
                   .devices = 2,
                   .peer = to},
                  "cuda:" + std::to_string(from), median);
}

Document two_gpus(std::vector<CaseRecord> cases) {
  Document document;
  document.facts.host.hostname = "node7";
  for (int index = 0; index < 2; ++index) {
    probe::CudaFacts facts;
    facts.index = index;
    facts.uuid = "GPU-" + std::to_string(index);
    facts.multiprocessors = 132;
    document.facts.cuda.devices.push_back(facts);
  }
  document.cases = std::move(cases);
  return document;
}

const catalogue::Catalogue& catalogue_here() {
  static const auto catalogue = catalogue::embedded_catalogue();
  return catalogue;
}

Entry entry(const Document& document) {
  return entry_of(catalogue_here(), document);
}

std::vector<Observation> links(const Entry& entry) {
  std::vector<Observation> list;
  for (const auto& one : entry.observations) {
    if (one.peer) list.push_back(one);
  }
  return list;
}

TEST(EntryOf, RunAndDevicesAreThoseOfTheDocument) {
  auto document = two_gpus({measured("memory.triad", Quantity::bandwidth, {}, "cpu", 5e10)});
  document.run.id = "11111111-1111-4111-8111-111111111111";
  document.run.started_at = *document::parse_timestamp("2026-03-01T02:00:00Z");
  document.run.resumed_at = {document.run.started_at};
  document.run.injected = {"slow@x:0.8", "nan@y"};
  document.plan.level = plan::Level::standard;
  document.facts.cuda.nvml.driver_version = "580.65.06";
  auto& gpu = document.facts.cuda.devices[1];
  gpu.name = "NVIDIA H20";
  gpu.serial = "165";
  gpu.vbios = "96.00.9F.00.01";
  gpu.pci_bus_id = "00000000:2A:00.0";
  gpu.power_limit_w = 500;
  const auto made = entry(document);
  EXPECT_EQ(made.run.id, document.run.id);
  EXPECT_EQ(made.run.host, "node7");
  EXPECT_EQ(made.run.level, plan::Level::standard);
  EXPECT_EQ(made.run.driver, "580.65.06");
  EXPECT_EQ(made.run.continued, 1u);
  EXPECT_EQ(made.run.injected, "slow@x:0.8,nan@y");
  EXPECT_EQ(made.run.simulated, "");
  ASSERT_EQ(made.devices.size(), 3u);
  EXPECT_EQ(made.devices[1].key, "GPU-1");
  EXPECT_EQ(made.devices[1].device, "cuda:1");
  EXPECT_EQ(made.devices[1].part, "h20");
  EXPECT_EQ(made.devices[1].serial, "165");
  EXPECT_EQ(made.devices[1].slot, "00000000:2A:00.0");
  EXPECT_EQ(made.devices[1].power_limit_w, 500);
  EXPECT_EQ(made.devices[2].key, "cpu of node7");
  ASSERT_EQ(made.observations.size(), 1u);
  EXPECT_EQ(made.observations[0].device, 2u);
}

TEST(EntryOf, ACpuThatWasNotMeasuredIsNoDevice) {
  EXPECT_EQ(entry(two_gpus({})).devices.size(), 2u);
}

TEST(EntryOf, DevicesWithoutAUuidOfTheirOwnAreNamedByPlace) {
  auto document = two_gpus({});
  document.facts.cuda.devices[0].uuid = "";
  EXPECT_EQ(entry(document).devices[0].key, "cuda:0 of node7");
  document = two_gpus({});
  document.facts.cuda.devices[1].uuid = "GPU-0";
  EXPECT_EQ(entry(document).devices[0].key, "GPU-0");
  EXPECT_EQ(entry(document).devices[1].key, "cuda:1 of node7");
}

TEST(EntryOf, WhatWasReadBesideTheCaseComesAlong) {
  auto document = two_gpus({measured("launch.latency", Quantity::latency, {}, "cuda:0", 3)});
  document.cases[0].telemetry.clock_hz = 1.98e9;
  document.cases[0].telemetry.power_w = 690;
  const auto made = entry(document);
  ASSERT_EQ(made.observations.size(), 1u);
  const auto& one = made.observations[0];
  EXPECT_EQ(one.metric, catalogue::to_string(metric_of(document.cases[0])));
  EXPECT_EQ(one.unit, "s");
  EXPECT_FALSE(one.higher_is_better);
  EXPECT_EQ(one.value, 3);
  EXPECT_EQ(one.low, 2);
  EXPECT_EQ(one.high, 5);
  EXPECT_EQ(one.clock_hz, 1.98e9);
  EXPECT_EQ(one.power_w, 690);
  EXPECT_FALSE(one.temperature_c);
}

TEST(EntryOf, WrongAnswersAreCountedAndHaveNoValue) {
  auto document = two_gpus({measured("memory.read", Quantity::bandwidth, {}, "cuda:1", 1e12)});
  document.cases[0].status = measure::Status::wrong;
  document.cases[0].statistics.reset();
  const auto made = entry(document);
  EXPECT_EQ(made.devices[0].wrong, 0u);
  EXPECT_EQ(made.devices[1].wrong, 1u);
  EXPECT_TRUE(made.observations.empty());
}

TEST(EntryOf, AWayBetweenTwoHasBothEndsAndNoNumberOfDevices) {
  const auto made = links(entry(two_gpus(
      {read_of_peer(0, 1, Direction::one, 4e11), read_of_peer(1, 0, Direction::one, 3e11)})));
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(made[0].metric, "transfer.peer/bandwidth [type=fp32 direction=one]");
  EXPECT_EQ(made[0].device, 0u);
  EXPECT_EQ(made[0].peer, 1u);
  EXPECT_EQ(made[0].value, 4e11);
  EXPECT_EQ(made[1].metric, made[0].metric);
  EXPECT_EQ(made[1].device, 1u);
  EXPECT_EQ(made[1].peer, 0u);
  EXPECT_EQ(made[1].value, 3e11);
}

TEST(EntryOf, WhatWasMeasuredForBothWaysCountsForBoth) {
  auto made = links(entry(two_gpus({read_of_peer(0, 1, Direction::both, 8e11)})));
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(made[1].device, 1u);
  EXPECT_EQ(made[1].peer, 0u);
  EXPECT_EQ(made[1].value, 8e11);
  made = links(entry(two_gpus(
      {read_of_peer(0, 1, Direction::both, 8e11), read_of_peer(1, 0, Direction::both, 7e11)})));
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(made[0].value, 8e11);
  EXPECT_EQ(made[1].value, 7e11) << "its own measurement stands before a mirrored one";
}

TEST(EntryOf, TheBestSizeOfAWayStandsAndTooSmallOnesDoNot) {
  auto small = read_of_peer(0, 1, Direction::one, 9e11);
  small.parameters.bytes = 1 << 20;
  auto large = read_of_peer(0, 1, Direction::one, 4.5e11);
  large.parameters.bytes = std::uint64_t{4} << 30;
  const auto made =
      links(entry(two_gpus({read_of_peer(0, 1, Direction::one, 4e11), large, small})));
  ASSERT_EQ(made.size(), 1u);
  EXPECT_EQ(made[0].value, 4.5e11);
}

TEST(EntryOf, APeerThatIsNotListedIsNoWay) {
  EXPECT_TRUE(links(entry(two_gpus({read_of_peer(0, 5, Direction::one, 4e11)}))).empty());
}

TEST(EntryOf, NoTwoObservationsOfADeviceHaveTheSameName) {
  for (const auto level : {plan::Level::quick, plan::Level::standard, plan::Level::soak}) {
    simulate::Options options;
    options.simulation.part = "h100-sxm";
    options.level = level;
    const auto made = entry(simulate::simulated_document(catalogue_here(), options));
    EXPECT_EQ(made.run.simulated, "h100-sxm");
    std::set<std::tuple<std::uint32_t, std::int64_t, std::string>> names;
    for (const auto& one : made.observations) {
      const auto peer = one.peer ? std::int64_t{*one.peer} : -1;
      EXPECT_TRUE(names.emplace(one.device, peer, one.metric).second) << one.metric;
    }
    EXPECT_GT(names.size(), 20u);
  }
}

}  // namespace
}  // namespace assay::judge
