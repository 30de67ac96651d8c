// Is it the link, the GPU, or the node?
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fleet_collections.hpp"
#include "harness/judge/fleet/fleet.hpp"

namespace assay::judge {
namespace {

using ::testing::HasSubstr;

Fleet with_slow_links(std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs,
                      double factor = 0.5) {
  const MadeFleet made{.with_links = true, .plant = [=](std::size_t node, archive::Entry& entry) {
                         if (node != 9) return;
                         for (const auto& [one, other] : pairs) {
                           scale_link(entry, one, other, factor);
                         }
                       }};
  return judge_fleet(made_fleet(made), {});
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> all_of(
    std::initializer_list<std::uint32_t> gpus) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (std::uint32_t one = 0; one < 8; ++one) {
    for (std::uint32_t other = one + 1; other < 8; ++other) {
      for (const std::uint32_t gpu : gpus) {
        if (gpu != one && gpu != other) continue;
        pairs.emplace_back(one, other);
        break;
      }
    }
  }
  return pairs;
}

TEST(FleetLinks, OfOnePairIsTheLink) {
  const Fleet fleet = with_slow_links({{3, 5}});
  ASSERT_EQ(fleet.findings.size(), 1u);
  const FleetFinding& found = fleet.findings.front();
  EXPECT_EQ(found.subject, FleetSubject::link);
  EXPECT_EQ(found.host, "node9");
  ASSERT_EQ(found.devices.size(), 2u);
  EXPECT_EQ(found.devices[0].device, "cuda:3");
  EXPECT_EQ(found.devices[1].device, "cuda:5");
  EXPECT_NEAR(found.deviations.at(0).share, -0.5, 0.02);
  EXPECT_THAT(found.sentence, HasSubstr("node9 way between cuda:3 (GPU-9-3"));
}

TEST(FleetLinks, OfTwoPairsWithoutACommonGpuAreTwoLinks) {
  const Fleet fleet = with_slow_links({{0, 1}, {3, 5}});
  ASSERT_EQ(fleet.findings.size(), 2u);
  for (const auto& found : fleet.findings) EXPECT_EQ(found.subject, FleetSubject::link);
}

TEST(FleetLinks, OfAllPairsOfAGpuIsTheGpu) {
  const Fleet fleet = with_slow_links(all_of({2}));
  ASSERT_EQ(fleet.findings.size(), 1u);
  EXPECT_EQ(fleet.findings[0].subject, FleetSubject::device);
  EXPECT_EQ(fleet.findings[0].devices.at(0).device, "cuda:2");
  EXPECT_EQ(fleet.findings[0].deviations.at(0).out, 7u);
  EXPECT_EQ(fleet.findings[0].deviations.at(0).of, 7u);
  EXPECT_THAT(fleet.findings[0].sentence, HasSubstr("7 of its 7 ways"));
}

TEST(FleetLinks, OfThreeGpusAreThoseThree) {
  const Fleet fleet = with_slow_links(all_of({1, 4, 6}));
  ASSERT_EQ(fleet.findings.size(), 3u);
  for (const auto& found : fleet.findings) EXPECT_EQ(found.subject, FleetSubject::device);
}

TEST(FleetLinks, OfAGpuAndAPairBesideItAreBoth) {
  auto pairs = all_of({2});
  pairs.emplace_back(5, 6);
  const Fleet fleet = with_slow_links(pairs);
  ASSERT_EQ(fleet.findings.size(), 2u);
  EXPECT_NE(fleet.findings[0].subject, fleet.findings[1].subject);
}

TEST(FleetLinks, OfAllPairsIsTheNode) {
  const Fleet fleet = with_slow_links(all_of({0, 1, 2, 3, 4, 5, 6, 7}), 0.8);
  ASSERT_EQ(fleet.findings.size(), 1u);
  EXPECT_EQ(fleet.findings[0].subject, FleetSubject::node);
  EXPECT_EQ(fleet.findings[0].deviations.at(0).out, 28u);
  EXPECT_EQ(fleet.findings[0].deviations.at(0).of, 28u);
}

TEST(FleetLinks, AreComparedInOneNode) {
  const MadeFleet made{.nodes = 1, .with_links = true, .plant = [](std::size_t, auto& entry) {
                         scale_link(entry, 3, 5, 0.5);
                       }};
  const Fleet fleet = judge_fleet(made_fleet(made), {});
  ASSERT_EQ(fleet.findings.size(), 1u);
  EXPECT_EQ(fleet.findings[0].subject, FleetSubject::link);
}

// Measured once for both directions, and told of both: 28 values and not 56.
TEST(FleetLinks, CountWhatWasMeasuredOnceOnce) {
  const MadeFleet made{.nodes = 1, .with_links = true, .plant = [](std::size_t, auto& entry) {
                         for (auto& one : entry.observations) {
                           if (one.peer) one.value = 1e9 + one.device * *one.peer;
                         }
                       }};
  const Fleet fleet = judge_fleet(made_fleet(made), {});
  EXPECT_EQ(fleet.links, 28u);
}

// The best way of a GPU stands for the GPU; each is compared by itself.
TEST(FleetLinks, AreNotComparedOnceMoreByDevice) {
  const MadeFleet made{.metrics = {"transfer.peer/bandwidth [devices=2]"}, .with_links = true};
  const Fleet fleet = judge_fleet(made_fleet(made), {});
  EXPECT_EQ(fleet.comparisons, 16u * 56u);
}

TEST(FleetLinks, OfUnlikeDevicesCountAmongThoseOfTheMoreUsual) {
  const MadeFleet made{.with_links = true, .plant = [](std::size_t node, archive::Entry& entry) {
                         if (node != 9) return;
                         entry.devices[3].power_limit_w = 500;
                         scale_link(entry, 3, 5, 0.5);
                       }};
  const Fleet fleet = judge_fleet(made_fleet(made), {});
  ASSERT_EQ(fleet.findings.size(), 1u);
  EXPECT_EQ(fleet.findings[0].subject, FleetSubject::link);
  EXPECT_EQ(fleet.links, 16u * 56u);
}

}  // namespace
}  // namespace assay::judge
