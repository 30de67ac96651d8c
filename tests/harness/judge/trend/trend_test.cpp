// Are changes of a fleet put together, explained, and counted as chance would have it?
#include "harness/judge/trend/trend.hpp"

#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "harness/judge/trend/trend_sentence.hpp"
#include "scripts/bench/trend_histories.hpp"

namespace assay::judge {
namespace {

/// Nodes of eight devices, a night after the other. Run n * 1000 + night.
struct Fleet {
  std::map<std::string, std::vector<archive::Series>> series;
  std::map<std::int64_t, Moment> moments;

  TrendSource source() const {
    TrendSource made;
    for (const auto& [device, list] : series) made.devices.push_back(device);
    made.open_series = [this]() -> SeriesOf {
      return [this](const std::string& device) { return series.at(device); };
    };
    made.open_moments = [this]() -> MomentOf {
      return [this](std::int64_t run) -> const Moment& { return moments.at(run); };
    };
    return made;
  }
};

archive::Device named(const std::string& key, const std::string& device = {},
                      const std::string& slot = {}) {
  archive::Device made;
  made.key = key;
  made.device = device;
  made.slot = slot;
  return made;
}

constexpr std::size_t kNights = 120;
constexpr std::int64_t kNode = 1000;

std::string device_key(std::size_t node, std::size_t slot) {
  return "GPU-" + std::to_string(node) + "-" + std::to_string(slot);
}

Fleet fleet_of(std::size_t nodes, std::size_t slots, std::size_t nights = kNights) {
  Fleet fleet;
  for (std::size_t node = 0; node < nodes; ++node) {
    for (std::size_t night = 0; night < nights; ++night) {
      Moment moment;
      moment.run.host = "node" + std::to_string(node);
      moment.run.driver = "570";
      for (std::size_t slot = 0; slot < slots; ++slot) {
        moment.devices.push_back(
            named(device_key(node, slot), "cuda:" + std::to_string(slot), std::to_string(slot)));
        moment.devices.back().power_limit_w = 700;
      }
      fleet.moments[static_cast<std::int64_t>(node) * kNode + static_cast<std::int64_t>(night)] =
          moment;
    }
    for (std::size_t slot = 0; slot < slots; ++slot) {
      auto history = bench::history_of({.nights = nights, .noise = 0.005}, node * 100 + slot);
      history.series.key.device = device_key(node, slot);
      for (std::size_t night = 0; night < nights; ++night) {
        auto& point = history.series.points[night];
        point.run = static_cast<std::int64_t>(node) * kNode + static_cast<std::int64_t>(night);
        point.clock_hz = 1.98e9F;
        point.temperature_c = 60;
        point.power_w = 690;
      }
      fleet.series[device_key(node, slot)] = {history.series};
    }
  }
  return fleet;
}

void slow_down(Fleet& fleet, const std::string& device, std::size_t from, double factor) {
  auto& points = fleet.series.at(device)[0].points;
  for (std::size_t night = from; night < points.size(); ++night) points[night].value *= factor;
}

TEST(Trend, AFleetWithoutChangeHasNone) {
  const Fleet fleet = fleet_of(20, 4);
  const Trend trend = find_trends(fleet.source(), {});
  EXPECT_EQ(trend.exit_code(), 0);
  EXPECT_EQ(trend.series, 80U);
  EXPECT_EQ(trend.judged, 80U);
  EXPECT_EQ(trend.points, 80 * kNights);
  EXPECT_TRUE(trend.findings.empty());
  EXPECT_EQ(trend.conclusion, "Nothing changed for the worse: 80 series of 80 devices.");
}

TEST(Trend, OneDeviceIsFoundAmongMany) {
  Fleet fleet = fleet_of(20, 4);
  slow_down(fleet, "GPU-7-2", 80, 0.95);
  for (std::size_t night = 80; night < kNights; ++night) {
    auto& point = fleet.series.at("GPU-7-2")[0].points[night];
    point.clock_hz = 1.8e9F;
    fleet.moments.at(point.run).devices[2].power_limit_w = 600;
  }
  const Trend trend = find_trends(fleet.source(), {});
  EXPECT_EQ(trend.exit_code(), 1);
  EXPECT_EQ(trend.worse, 1U);
  ASSERT_EQ(trend.groups.size(), 1U);
  const TrendGroup& group = trend.groups[0];
  EXPECT_EQ(group.devices, 1U);
  EXPECT_EQ(group.of_devices, 80U);
  const TrendFinding& finding = trend.findings[0];
  EXPECT_EQ(finding.key.device, "GPU-7-2");
  EXPECT_EQ(finding.host, "node7");
  EXPECT_EQ(finding.device, "cuda:2");
  EXPECT_EQ(finding.beside, 4U);
  EXPECT_EQ(finding.change.after.run, 7 * kNode + 80);
  const std::vector<Difference> expected{
      {.subject = "power limit", .before = "700 W", .after = "600 W"},
      {.subject = "clock", .before = "1.98 GHz", .after = "1.80 GHz"}};
  EXPECT_EQ(finding.differences, expected);
}

TEST(Trend, TheSameNightOfAllIsOneGroupWithWhatTheyShare) {
  Fleet fleet = fleet_of(10, 4);
  for (const auto& [device, list] : fleet.series) slow_down(fleet, device, 60, 0.96);
  for (auto& [run, moment] : fleet.moments) {
    if (run % kNode >= 60) moment.run.driver = "580";
    // One of them has a reason of its own as well.
    if (run / kNode == 5 && run % kNode >= 60) moment.devices[0].power_limit_w = 600;
  }
  slow_down(fleet, "GPU-3-1", 100, 0.9);
  const Trend trend = find_trends(fleet.source(), {});
  ASSERT_EQ(trend.groups.size(), 2U);
  EXPECT_EQ(trend.groups[0].devices, 40U);
  EXPECT_EQ(trend.groups[0].hosts.size(), 10U);
  const std::vector<Difference> driver{{.subject = "driver", .before = "570", .after = "580"}};
  EXPECT_EQ(trend.groups[0].shared, driver);
  EXPECT_NEAR(trend.groups[0].size, -0.04, 0.003);
  EXPECT_EQ(trend.groups[1].devices, 1U);
  EXPECT_TRUE(trend.groups[1].shared.empty());
  EXPECT_EQ(trend.worse, 40U);
}

TEST(Trend, AMovedDeviceIsFollowedToItsNewHost) {
  Fleet fleet = fleet_of(2, 2);
  // From night 70 on GPU-0-0 is in node1, and slower there.
  auto& points = fleet.series.at("GPU-0-0")[0].points;
  for (std::size_t night = 70; night < kNights; ++night) {
    points[night].run = kNode + static_cast<std::int64_t>(night);
    fleet.moments.at(points[night].run).devices.push_back(named("GPU-0-0", "cuda:2", "9"));
  }
  slow_down(fleet, "GPU-0-0", 70, 0.95);
  const Trend trend = find_trends(fleet.source(), {});
  ASSERT_EQ(trend.findings.size(), 1U);
  EXPECT_EQ(trend.findings[0].host, "node1");
  const auto& differences = trend.findings[0].differences;
  ASSERT_GE(differences.size(), 2U);
  EXPECT_EQ(differences[0], (Difference{"host", "node0", "node1"}));
  EXPECT_EQ(differences[1], (Difference{"slot", "0", "9"}));
  for (const auto& one : differences) EXPECT_NE(one.subject, "devices of the host");
}

TEST(Trend, ANeighbourThatLeftIsNamed) {
  Moment before, after;
  before.devices = {named("A"), named("B")};
  after.devices = {named("A")};
  const auto list = differences_between(before, after, "A");
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0], (Difference{"devices of the host", "2 devices, with B", "1 device"}));
  EXPECT_TRUE(differences_between(before, before, "A").empty());
}

TEST(Trend, ALossThatWasMadeGoodIsToldAndNotFailed) {
  Fleet fleet = fleet_of(5, 4);
  slow_down(fleet, "GPU-1-1", 40, 0.9);
  slow_down(fleet, "GPU-1-1", 80, 1 / 0.9);
  const Trend trend = find_trends(fleet.source(), {});
  EXPECT_EQ(trend.findings.size(), 2U);
  EXPECT_EQ(trend.worse, 0U);
  EXPECT_EQ(trend.exit_code(), 0);
}

TEST(Trend, ABadLastNightIsListedAndNotFailed) {
  Fleet fleet = fleet_of(5, 4);
  slow_down(fleet, "GPU-1-1", kNights - 1, 0.8);
  const Trend trend = find_trends(fleet.source(), {});
  EXPECT_EQ(trend.exit_code(), 0);
  ASSERT_EQ(trend.last_spikes.size(), 1U);
  EXPECT_EQ(trend.last_spikes[0].key.device, "GPU-1-1");
  EXPECT_EQ(trend.spikes, 1U);
}

TEST(Trend, TooFewRunsAreNotJudged) {
  const Fleet fleet = fleet_of(5, 4, 10);
  const Trend trend = find_trends(fleet.source(), {});
  EXPECT_EQ(trend.exit_code(), 3);
  EXPECT_EQ(trend.judged, 0U);
  EXPECT_EQ(trend.too_few, 20U);
  EXPECT_GT(trend.fewest_points, 10U);
  EXPECT_EQ(find_trends(Fleet{}.source(), {}).exit_code(), 3);
}

TEST(Trend, ThreadsChangeNothing) {
  Fleet fleet = fleet_of(12, 4);
  for (std::size_t node = 0; node < 12; node += 2) {
    slow_down(fleet, device_key(node, 1), 50 + node, 0.95);
  }
  const Trend one = find_trends(fleet.source(), {.threads = 1});
  const Trend four = find_trends(fleet.source(), {.threads = 4});
  ASSERT_EQ(one.findings.size(), 6U);
  ASSERT_EQ(four.findings.size(), 6U);
  for (std::size_t i = 0; i < one.findings.size(); ++i) {
    EXPECT_EQ(one.findings[i].key.device, four.findings[i].key.device);
    EXPECT_EQ(one.findings[i].change.size, four.findings[i].change.size);
  }
  EXPECT_EQ(one.conclusion, four.conclusion);
}

TEST(Trend, AReaderThatFailsEndsIt) {
  auto source = fleet_of(3, 2).source();
  source.open_series = []() -> SeriesOf {
    return [](const std::string&) -> std::vector<archive::Series> {
      throw std::runtime_error("locked");
    };
  };
  EXPECT_THROW(find_trends(source, {.threads = 2}), std::runtime_error);
}

TEST(Trend, PercentagesHaveASign) {
  EXPECT_EQ(signed_percent(-0.0412), "-4.1 %");
  EXPECT_EQ(signed_percent(0.1249), "+12 %");
}

}  // namespace
}  // namespace assay::judge
