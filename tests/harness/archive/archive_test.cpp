// Does an archive give back what was put in, and only what was asked for?
// SPDX-License-Identifier: Apache-2.0
#include "harness/archive/archive.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "tests/harness/archive/sample_entry.hpp"

namespace assay::archive {
namespace {

using Words = std::vector<std::string>;

Words ids(const std::vector<ArchivedRun>& runs) {
  Words list;
  for (const auto& run : runs) list.push_back(run.run.id);
  return list;
}

Words ids(const Collection& collection) {
  Words list;
  for (const auto& run : collection.runs()) list.push_back(run.id);
  return list;
}

TEST(Archive, GivesBackARunAsItWas) {
  TemporaryArchive file;
  auto entry = sample_entry("r1", "node1", "2026-03-01T02:00:00Z");
  entry.run.parallel = false;
  entry.run.continued = 3;
  file.add({entry});
  const Archive archive(file.path());
  const auto runs = archive.runs();
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(document::to_string(runs[0].added_at), "2026-06-01T00:00:00Z");
  const auto run = archive.run_of(runs[0].number);
  EXPECT_EQ(run.id, "r1");
  EXPECT_EQ(run.host, "node1");
  EXPECT_EQ(run.started_at, entry.run.started_at);
  EXPECT_EQ(run.level, plan::Level::standard);
  EXPECT_EQ(run.tool_version, "0.1.0");
  EXPECT_EQ(run.kernel, "6.1.0");
  EXPECT_EQ(run.driver, "580.65.06");
  EXPECT_TRUE(run.complete);
  EXPECT_EQ(run.continued, 3u);
  EXPECT_EQ(run.parallel, false);
  EXPECT_EQ(run.simulated + run.injected, "");
}

TEST(Archive, GivesBackDevicesInTheOrderOfTheDocument) {
  TemporaryArchive file;
  file.add({sample_entry("r1", "node1", "2026-03-01T02:00:00Z")});
  const Archive archive(file.path());
  const auto number = archive.runs()[0].number;
  const auto devices = archive.devices_of(number);
  ASSERT_EQ(devices.size(), 2u);
  EXPECT_EQ(devices[0].key, "GPU-A");
  EXPECT_EQ(devices[0].device, "cuda:0");
  EXPECT_EQ(devices[0].name, "H100");
  EXPECT_EQ(devices[0].part, "h100-sxm");
  EXPECT_EQ(devices[0].serial, "165");
  EXPECT_EQ(devices[0].slot, "00000000:2A:00.0");
  EXPECT_EQ(devices[0].vbios, "96");
  EXPECT_EQ(devices[0].power_limit_w, 700);
  EXPECT_EQ(devices[1].serial, "");
  EXPECT_FALSE(devices[1].power_limit_w);
  EXPECT_EQ(devices[1].wrong, 2u);
  EXPECT_EQ(archive.device_of(number, "GPU-B")->device, "cuda:1");
  EXPECT_FALSE(archive.device_of(number, "GPU-C"));
  EXPECT_THROW(archive.run_of(number + 1), std::out_of_range);
}

TEST(Archive, GivesBackObservations) {
  TemporaryArchive file;
  file.add({sample_entry("r1", "node1", "2026-03-01T02:00:00Z")});
  const auto collection = Archive(file.path()).collection();
  ASSERT_EQ(collection.rows().size(), 4u);
  const auto& triad = collection.rows()[0];
  EXPECT_EQ(collection.metrics()[triad.metric].name, "memory.triad/bandwidth");
  EXPECT_EQ(collection.metrics()[triad.metric].unit, "B/s");
  EXPECT_EQ(collection.devices()[triad.device].device.key, "GPU-A");
  EXPECT_EQ(triad.peer, Row::kNone);
  EXPECT_EQ(triad.value, 10);
  EXPECT_EQ(triad.clock_hz, 1.98e9f);
  EXPECT_EQ(triad.temperature_c, 61.5f);
  EXPECT_TRUE(std::isnan(triad.power_w));
  const auto& way = collection.rows()[1];
  EXPECT_EQ(collection.devices()[way.device].device.key, "GPU-A");
  EXPECT_EQ(collection.devices()[way.peer].device.key, "GPU-B");
  EXPECT_EQ(way.value, 12);
  const auto& latency = collection.rows()[3];
  EXPECT_FALSE(collection.metrics()[latency.metric].higher_is_better);
  EXPECT_EQ(latency.value, 2e-6);
}

TEST(Archive, GivesBackTheTextBitForBit) {
  TemporaryArchive file;
  std::string text("{\n  \"odd\": \"\xff\"\0}\n\n", 19);
  for (int i = 0; i < 5000; ++i) text += "0.25, ";
  file.put(parcel(sample_entry("r1", "node1", "2026-03-01T02:00:00Z"), text));
  const Archive archive(file.path());
  const auto run = archive.runs()[0];
  EXPECT_EQ(archive.text_of(run.number), text);
  EXPECT_EQ(run.size_bytes, text.size());
  EXPECT_TRUE(archive.holds(run.sha256));
  EXPECT_FALSE(archive.holds(std::string(64, '0')));
}

TEST(Archive, LatestIsTheLastCompleteRunOfEachHostAndLevel) {
  TemporaryArchive file;
  auto first = sample_entry("first", "node1", "2026-03-01T02:00:00Z");
  auto again = sample_entry("again", "node1", "2026-03-01T03:00:00Z");
  auto broken = sample_entry("broken", "node1", "2026-03-01T04:00:00Z");
  broken.run.complete = false;
  auto quick = sample_entry("quick", "node1", "2026-02-01T02:00:00Z");
  quick.run.level = plan::Level::quick;
  const auto other = sample_entry("other", "node2", "2026-02-28T02:00:00Z");
  file.add({again, first, broken, quick, other});
  const Archive archive(file.path());
  EXPECT_EQ(ids(archive.latest()), (Words{"quick", "other", "again"}));
  EXPECT_EQ(ids(archive.latest({.level = plan::Level::standard})), (Words{"other", "again"}));
  EXPECT_EQ(ids(archive.latest({.until = at("2026-03-01T03:00:00Z"), .hosts = {"node1"}})),
            (Words{"quick", "first"}));
  EXPECT_EQ(ids(archive.collection()), (Words{"quick", "other", "first", "again", "broken"}));
}

TEST(Archive, ANodeThatNeverFinishesIsNotMissingFromTheLatest) {
  TemporaryArchive file;
  auto first = sample_entry("first", "node1", "2026-03-01T02:00:00Z");
  auto again = sample_entry("again", "node1", "2026-03-02T02:00:00Z");
  first.run.complete = again.run.complete = false;
  file.add({first, again, sample_entry("other", "node2", "2026-03-03T02:00:00Z")});
  EXPECT_EQ(ids(Archive(file.path()).latest()), (Words{"again", "other"}));
}

TEST(Archive, RunsOfGpusAtOnceAndAloneAreBothTheLatestOfTheirKind) {
  TemporaryArchive file;
  auto alone = sample_entry("alone", "node1", "2026-03-01T02:00:00Z");
  auto at_once = sample_entry("at once", "node1", "2026-03-02T02:00:00Z");
  alone.run.parallel = false;
  at_once.run.parallel = true;
  file.add({alone, at_once});
  EXPECT_EQ(ids(Archive(file.path()).latest()), (Words{"alone", "at once"}));
}

TEST(Archive, OfTwoRunsOfOneSecondTheOneAddedLastIsTheLatest) {
  TemporaryArchive file;
  file.add({sample_entry("b", "node1", "2026-03-01T02:00:00Z"),
            sample_entry("a", "node1", "2026-03-01T02:00:00Z")});
  EXPECT_EQ(ids(Archive(file.path()).latest()), (Words{"a"}));
}

TEST(Archive, FiltersAreTakenTogether) {
  TemporaryArchive file;
  auto broken = sample_entry("broken", "node1", "2026-03-02T02:00:00Z");
  broken.run.complete = false;
  auto elsewhere = sample_entry("elsewhere", "node3", "2026-03-03T02:00:00Z");
  elsewhere.devices[0].key = "GPU-C";
  file.add({sample_entry("r1", "node1", "2026-03-01T02:00:00Z"), broken, elsewhere});
  const Archive archive(file.path());
  EXPECT_EQ(
      ids(archive.runs({.since = at("2026-03-01T02:00:00Z"), .until = at("2026-03-02T02:00:00Z")})),
      (Words{"r1"}));
  EXPECT_EQ(ids(archive.runs({.hosts = {"node3", "node2"}})), (Words{"elsewhere"}));
  EXPECT_EQ(ids(archive.runs({.device = "GPU-C"})), (Words{"elsewhere"}));
  EXPECT_EQ(ids(archive.runs({.device = "GPU-B"})), (Words{"r1", "broken", "elsewhere"}));
  EXPECT_EQ(ids(archive.runs({.hosts = {"node1' OR '1"}})), Words{});
}

TEST(Archive, SimulatedAndInjectedRunsAreLeftOutUnlessAskedFor) {
  TemporaryArchive file;
  auto simulated = sample_entry("simulated", "node1", "2026-03-02T02:00:00Z");
  simulated.run.simulated = "h100-sxm";
  auto injected = sample_entry("injected", "node1", "2026-03-03T02:00:00Z");
  injected.run.injected = "slow@x:0.8";
  file.add({sample_entry("measured", "node1", "2026-03-01T02:00:00Z"), simulated, injected});
  const Archive archive(file.path());
  EXPECT_EQ(ids(archive.latest()), (Words{"measured"}));
  EXPECT_EQ(ids(archive.latest({.with_simulated = true})), (Words{"injected"}));
  const auto all = archive.runs({.with_simulated = true});
  EXPECT_EQ(ids(all), (Words{"measured", "simulated", "injected"}));
  EXPECT_EQ(all[1].run.simulated, "h100-sxm");
  EXPECT_EQ(all[2].run.injected, "slow@x:0.8");
  const auto origins = archive.origins();
  EXPECT_EQ(origins.runs, 3u);
  EXPECT_EQ(origins.simulated, 1u);
  EXPECT_EQ(origins.injected, 1u);
  EXPECT_EQ(origins.made_up, 2u);
  EXPECT_EQ(archive.origins({.since = at("2026-03-03T00:00:00Z")}).runs, 1u);
}

TEST(Archive, SeveralReadAtOnceWhileOneWrites) {
  TemporaryArchive file;
  file.add({sample_entry("r1", "node1", "2026-03-01T02:00:00Z")});
  const Archive one(file.path()), other(file.path());
  Writer writer(file.path());
  const auto more = parcel(sample_entry("r2", "node1", "2026-03-02T02:00:00Z"));
  writer.add({&more, 1}, at("2026-06-01T00:00:00Z"));
  EXPECT_EQ(one.runs().size(), 2u);
  EXPECT_EQ(other.runs().size(), 2u);
}

TEST(Archive, ADatabaseIsKnownByItsFirstBytes) {
  TemporaryArchive file;
  EXPECT_FALSE(is_database(file.path()));
  file.add({sample_entry("r1", "node1", "2026-03-01T02:00:00Z")});
  EXPECT_TRUE(is_database(file.path()));
  EXPECT_FALSE(is_database(file.path().parent_path()));
}

}  // namespace
}  // namespace assay::archive
