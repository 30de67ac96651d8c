// Does a change that lies in an archive come out with the facts of its runs?
#include "harness/judge/trend/trend_source.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "kernels/error.hpp"
#include "tests/harness/archive/sample_entry.hpp"

namespace assay::judge {
namespace {

using archive::sample_entry;
using archive::TemporaryArchive;

constexpr int kNights = 60, kChanged = 40;

// Two devices, of which GPU-B loses a tenth of its bandwidth with a new driver.
std::vector<archive::Entry> nights() {
  std::vector<archive::Entry> entries;
  const auto first = archive::at("2026-03-01T02:00:00Z");
  for (int night = 0; night < kNights; ++night) {
    auto entry = sample_entry(fmt::format("r{}", night), "node1", "2026-03-01T02:00:00Z");
    entry.run.started_at = first + std::chrono::hours(24 * night);
    entry.run.driver = night < kChanged ? "570" : "580";
    for (auto& one : entry.observations) one.value *= night % 2 == 0 ? 1 : 1.002;
    if (night >= kChanged) entry.observations[1].value *= 0.9;
    entries.push_back(std::move(entry));
  }
  return entries;
}

TEST(TrendSource, AChangeIsFoundWithWhatElseChanged) {
  TemporaryArchive file;
  file.add(nights());
  const Trend trend = find_trends(source_of(file.path(), {}, {}), {.threads = 2});
  EXPECT_EQ(trend.devices, 2U);
  EXPECT_EQ(trend.series, 4U);
  EXPECT_EQ(trend.judged, 4U);
  ASSERT_EQ(trend.findings.size(), 1U);
  const TrendFinding& finding = trend.findings[0];
  EXPECT_EQ(finding.key.device, "GPU-B");
  EXPECT_EQ(finding.key.metric, "memory.triad/bandwidth");
  EXPECT_EQ(finding.host, "node1");
  EXPECT_EQ(finding.device, "cuda:1");
  EXPECT_EQ(document::to_string(finding.change.after.at), "2026-04-10T02:00:00Z");
  EXPECT_NEAR(finding.change.size, -0.1, 0.002);
  const std::vector<Difference> expected{{"driver", "570", "580"}};
  EXPECT_EQ(finding.differences, expected);
  EXPECT_EQ(trend.exit_code(), 1);
}

TEST(TrendSource, OnlyWhatIsAskedForIsLookedAt) {
  TemporaryArchive file;
  file.add(nights());
  const auto series = [&](const archive::Filter& filter, const std::vector<std::string>& metrics) {
    return find_trends(source_of(file.path(), filter, metrics), {}).series;
  };
  EXPECT_EQ(series({}, {"memory.*"}), 2U);
  EXPECT_EQ(series({}, {"memory.*", "launch.latency/latency"}), 3U);
  EXPECT_EQ(series({}, {"memory"}), 0U);
  EXPECT_EQ(series({.hosts = {"node2"}}, {}), 0U);
  // Before the change nothing changed.
  const archive::Filter before{.until = archive::at("2026-04-10T00:00:00Z")};
  EXPECT_EQ(find_trends(source_of(file.path(), before, {}), {}).exit_code(), 0);
}

TEST(TrendSource, SimulatedRunsAreLeftOutUnlessAskedFor) {
  TemporaryArchive file;
  auto entries = nights();
  for (auto& entry : entries) entry.run.simulated = "h100-sxm";
  file.add(entries);
  EXPECT_EQ(find_trends(source_of(file.path(), {}, {}), {}).exit_code(), 3);
  const archive::Filter all{.with_simulated = true};
  EXPECT_EQ(find_trends(source_of(file.path(), all, {}), {}).exit_code(), 1);
}

TEST(TrendSource, WhatIsNoArchiveIsAnError) {
  EXPECT_THROW(source_of("/nowhere/nightly.db", {}, {}), Error);
}

}  // namespace
}  // namespace assay::judge
