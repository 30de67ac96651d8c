// Is a metric of a device followed through time, wherever the device and its name go?
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "harness/archive/archive.hpp"
#include "tests/harness/archive/sample_entry.hpp"

namespace assay::archive {
namespace {

using Words = std::vector<std::string>;

Words names(const std::vector<Series>& list) {
  Words words;
  for (const auto& one : list) words.push_back(one.key.peer + " " + one.key.metric);
  return words;
}

TEST(Series, OfADeviceByPeerAndMetric) {
  TemporaryArchive file;
  file.add({sample_entry("r1", "node1", "2026-03-01T02:00:00Z")});
  const Archive archive(file.path());
  EXPECT_EQ(archive.device_keys(), (Words{"GPU-A", "GPU-B"}));
  const auto list = archive.series_of("GPU-A");
  ASSERT_EQ(names(list), (Words{" memory.triad/bandwidth", "GPU-B transfer.peer/bandwidth"}));
  EXPECT_EQ(list[0].key.device, "GPU-A");
  EXPECT_EQ(list[0].key.unit, "B/s");
  ASSERT_EQ(list[0].points.size(), 1u);
  const Point& point = list[0].points[0];
  EXPECT_EQ(point.value, 10);
  EXPECT_EQ(point.clock_hz, 1.98e9f);
  EXPECT_EQ(point.temperature_c, 61.5f);
  EXPECT_TRUE(std::isnan(point.power_w));
  EXPECT_EQ(archive.run_of(point.run).id, "r1");
  EXPECT_EQ(archive.device_of(point.run, list[0].key.device)->slot, "00000000:2A:00.0");
  EXPECT_TRUE(archive.series_of("GPU-Z").empty());
  EXPECT_EQ(archive.series_keys().size(), 4u);
}

TEST(Series, PointsRiseInTimeHoweverTheyWereAdded) {
  TemporaryArchive file;
  for (const auto* const day : {"03", "01", "02"}) {
    auto entry = sample_entry(day, "node1", std::string("2026-03-") + day + "T02:00:00Z");
    entry.observations[0].value = day[1];
    file.add({entry});
  }
  const auto points = Archive(file.path()).series_of("GPU-A")[0].points;
  ASSERT_EQ(points.size(), 3u);
  EXPECT_EQ(points[0].value, '1');
  EXPECT_EQ(points[1].value, '2');
  EXPECT_EQ(points[2].value, '3');
}

TEST(Series, AGpuIsFollowedFromNodeToNodeAndANodeMayBeRenamed) {
  TemporaryArchive file;
  auto moved = sample_entry("r2", "node9", "2026-03-02T02:00:00Z");
  std::swap(moved.devices[0].key, moved.devices[1].key);
  file.add({sample_entry("r1", "node1", "2026-03-01T02:00:00Z"), moved});
  const Archive archive(file.path());
  const auto series =
      archive.series({.device = "GPU-A", .metric = "memory.triad/bandwidth", .unit = ""});
  ASSERT_EQ(series.points.size(), 2u);
  EXPECT_EQ(series.points[0].value, 10);
  EXPECT_EQ(series.points[1].value, 20);
  const auto history = archive.history_of("GPU-A");
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(archive.run_of(history[0].run).host, "node1");
  EXPECT_EQ(history[0].device.device, "cuda:0");
  EXPECT_EQ(archive.run_of(history[1].run).host, "node9");
  EXPECT_EQ(history[1].device.device, "cuda:1");
}

TEST(Series, TheSameNightTwiceIsTwoPoints) {
  TemporaryArchive file;
  file.add({sample_entry("r1", "node1", "2026-03-01T02:00:00Z"),
            sample_entry("r2", "node1", "2026-03-01T02:00:00Z")});
  const Archive archive(file.path());
  const auto points = archive.series_of("GPU-A")[0].points;
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(archive.run_of(points[0].run).id, "r1");
}

TEST(Series, RunsMayDifferInWhatTheyMeasured) {
  TemporaryArchive file;
  auto fewer = sample_entry("r2", "node1", "2026-03-02T02:00:00Z");
  fewer.observations.erase(fewer.observations.begin());
  auto more = sample_entry("r3", "node1", "2026-03-03T02:00:00Z");
  more.observations.push_back({.metric = "gemm.bf16/throughput", .unit = "FLOP/s", .value = 7});
  file.add({sample_entry("r1", "node1", "2026-03-01T02:00:00Z"), fewer, more});
  const auto list = Archive(file.path()).series_of("GPU-A");
  ASSERT_EQ(names(list), (Words{" gemm.bf16/throughput", " memory.triad/bandwidth",
                                "GPU-B transfer.peer/bandwidth"}));
  EXPECT_EQ(list[0].points.size(), 1u);
  EXPECT_EQ(list[1].points.size(), 2u);
  EXPECT_EQ(list[2].points.size(), 3u);
}

TEST(Series, KeepToTheFilter) {
  TemporaryArchive file;
  auto simulated = sample_entry("r2", "node1", "2026-03-02T02:00:00Z");
  simulated.run.simulated = "h100-sxm";
  simulated.devices[0].key = "GPU-S";
  file.add({sample_entry("r1", "node1", "2026-03-01T02:00:00Z"), simulated,
            sample_entry("r3", "node1", "2026-03-03T02:00:00Z")});
  const Archive archive(file.path());
  EXPECT_EQ(archive.device_keys(), (Words{"GPU-A", "GPU-B"}));
  EXPECT_EQ(archive.device_keys({.with_simulated = true}), (Words{"GPU-A", "GPU-B", "GPU-S"}));
  EXPECT_EQ(archive.device_keys({.since = at("2026-04-01T00:00:00Z")}), Words{});
  EXPECT_TRUE(archive.series_of("GPU-S").empty());
  EXPECT_EQ(archive.series_of("GPU-B")[0].points.size(), 2u);
  const Filter march_third = {.since = at("2026-03-03T00:00:00Z"), .with_simulated = true};
  EXPECT_EQ(archive.series_of("GPU-B", march_third)[0].points.size(), 1u);
  EXPECT_EQ(archive.series_keys({.device = "GPU-B"}).size(), 2u);
}

TEST(Series, ADeviceWithoutAnObservationHasNone) {
  TemporaryArchive file;
  auto entry = sample_entry("r1", "node1", "2026-03-01T02:00:00Z");
  entry.devices.push_back({.key = "GPU-idle", .device = "cuda:2", .name = "H100"});
  file.add({entry});
  const Archive archive(file.path());
  EXPECT_EQ(archive.device_keys(), (Words{"GPU-A", "GPU-B"}));
  EXPECT_EQ(archive.history_of("GPU-idle").size(), 1u);
}

}  // namespace
}  // namespace assay::archive
