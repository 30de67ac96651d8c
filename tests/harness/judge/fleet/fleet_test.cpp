// Is what was planted found, named and put down to the right thing, and nothing else?
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/fleet/fleet.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fleet_collections.hpp"

namespace assay::judge {
namespace {

using ::testing::HasSubstr;

Fleet judged(const MadeFleet& made, FleetOptions options = {}) {
  return judge_fleet(made_fleet(made), options);
}

TEST(Fleet, OfHealthyNodesNamesNone) {
  const Fleet fleet = judged({.with_links = true});
  EXPECT_TRUE(fleet.findings.empty());
  EXPECT_EQ(fleet.exit_code(), 0);
  EXPECT_EQ(fleet.nodes, 16u);
  EXPECT_EQ(fleet.devices, 128u);
  // Devices, each within its node, nodes, and 56 ways each.
  EXPECT_EQ(fleet.comparisons, 128u + 128u + 16u + 16u * 56u);
  EXPECT_LT(fleet.expected_by_chance, 0.1);
  EXPECT_THAT(fleet.conclusion(), HasSubstr("None of 16 nodes stand out"));
}

TEST(Fleet, NamesASlowDeviceWithAllThatFindsIt) {
  const Fleet fleet = judged({.plant = [](std::size_t node, archive::Entry& entry) {
    if (node != 5) return;
    scale_gpu(entry, 3, 0.9);
    entry.observations[3].clock_hz = 1.5e9;
  }});
  ASSERT_EQ(fleet.findings.size(), 1u);
  const FleetFinding& found = fleet.findings.front();
  EXPECT_EQ(found.subject, FleetSubject::device);
  EXPECT_EQ(found.side, FleetSide::worse);
  EXPECT_EQ(found.host, "node5");
  ASSERT_EQ(found.devices.size(), 1u);
  EXPECT_EQ(found.devices[0].device, "cuda:3");
  EXPECT_EQ(found.devices[0].key, "GPU-5-3");
  EXPECT_EQ(found.devices[0].serial, "16500053");
  EXPECT_EQ(found.devices[0].slot, "0000:31:00.0");
  ASSERT_EQ(found.deviations.size(), 1u);
  const FleetDeviation& one = found.deviations.front();
  EXPECT_NEAR(one.share, -0.1, 0.02);
  EXPECT_NEAR(one.median, kUsualRate, 0.01 * kUsualRate);
  EXPECT_EQ(one.members, 128u);
  EXPECT_LT(one.deviations.value(), -10);
  EXPECT_EQ(one.basis, FleetBasis::fleet);
  EXPECT_EQ(one.clock_hz.value().value, 1.5e9f);
  EXPECT_EQ(one.clock_hz.value().median, 1.755e9f);
  for (const char* word : {"node5 cuda:3", "GPU-5-3", "16500053", "0000:31:00.0", "gemm.bf16",
                           "below the median of 128 values", "1.50 GHz against"}) {
    EXPECT_THAT(found.sentence, HasSubstr(word));
  }
  EXPECT_EQ(fleet.exit_code(), 1);
  EXPECT_THAT(fleet.conclusion(), HasSubstr("1 of 16 nodes stands out as worse"));
}

TEST(Fleet, CallsTooGoodSuspiciousAndNoFailure) {
  const Fleet fleet = judged({.plant = [](std::size_t node, archive::Entry& entry) {
    if (node == 5) scale_gpu(entry, 3, 1.1);
  }});
  ASSERT_EQ(fleet.findings.size(), 1u);
  EXPECT_EQ(fleet.findings[0].side, FleetSide::better);
  EXPECT_THAT(fleet.findings[0].sentence, HasSubstr("suspicious"));
  EXPECT_EQ(fleet.exit_code(), 0);
}

TEST(Fleet, TakesALongerTimeForWorse) {
  MadeFleet made{.metrics = {"launch.latency/latency"}};
  made.plant = [](std::size_t node, archive::Entry& entry) {
    for (auto& one : entry.observations) {
      one.unit = "s";
      one.higher_is_better = false;
      one.value = one.value / kUsualRate * 4e-6;
    }
    if (node == 5) scale_gpu(entry, 3, 1.2);
    if (node == 6) scale_gpu(entry, 4, 0.8);
  };
  const Fleet fleet = judged(made);
  ASSERT_EQ(fleet.findings.size(), 2u);
  EXPECT_EQ(fleet.findings[0].side, FleetSide::worse);
  EXPECT_EQ(fleet.findings[0].host, "node5");
  EXPECT_EQ(fleet.findings[1].side, FleetSide::better);
  EXPECT_EQ(fleet.findings[1].host, "node6");
}

TEST(Fleet, IsSilentOfWhatIsCertainAndSmall) {
  const Fleet fleet = judged({.noise = 0.001, .plant = [](std::size_t node, archive::Entry& entry) {
                                if (node == 5) scale_gpu(entry, 3, 0.98);
                              }});
  EXPECT_TRUE(fleet.findings.empty());
  const Fleet strict = judged({.noise = 0.001,
                               .plant =
                                   [](std::size_t node, archive::Entry& entry) {
                                     if (node == 5) scale_gpu(entry, 3, 0.98);
                                   }},
                              {.threshold = 0.01});
  EXPECT_EQ(strict.findings.size(), 1u);
}

TEST(Fleet, IsSilentOfWhatIsGreatAndUncertain) {
  const Fleet fleet = judged({.noise = 0.05, .plant = [](std::size_t node, archive::Entry& entry) {
                                if (node == 5) entry.observations[3].value = 0.9 * kUsualRate;
                              }});
  EXPECT_TRUE(fleet.findings.empty());
}

TEST(Fleet, BlamesTheNodeWhereMostOfItsDevicesAreOut) {
  const Fleet fleet = judged({.plant = [](std::size_t node, archive::Entry& entry) {
    if (node != 5) return;
    for (std::uint32_t gpu = 0; gpu < 8; ++gpu) scale_gpu(entry, gpu, 0.92);
  }});
  ASSERT_EQ(fleet.findings.size(), 1u);
  EXPECT_EQ(fleet.findings[0].subject, FleetSubject::node);
  EXPECT_EQ(fleet.findings[0].deviations.front().of, 8u);
  EXPECT_EQ(fleet.findings[0].deviations.front().out, 8u);
  EXPECT_THAT(fleet.findings[0].sentence, HasSubstr("8 of 8 are out by themselves"));
}

TEST(Fleet, BlamesTheNodeWithTooFewNodesToCompareThem) {
  const Fleet fleet = judged({.nodes = 4, .plant = [](std::size_t node, archive::Entry& entry) {
                                if (node != 2) return;
                                for (std::uint32_t gpu = 0; gpu < 8; ++gpu) {
                                  scale_gpu(entry, gpu, 0.8);
                                }
                              }});
  ASSERT_EQ(fleet.findings.size(), 1u);
  EXPECT_EQ(fleet.findings[0].subject, FleetSubject::node);
}

TEST(Fleet, NamesADeviceBesideItsNodeWhereItIsOutAmongThemToo) {
  const Fleet fleet = judged({.plant = [](std::size_t node, archive::Entry& entry) {
    if (node != 5) return;
    for (std::uint32_t gpu = 0; gpu < 8; ++gpu) scale_gpu(entry, gpu, gpu == 6 ? 0.5 : 0.92);
  }});
  ASSERT_EQ(fleet.findings.size(), 2u);
  EXPECT_EQ(fleet.findings[0].subject, FleetSubject::device);
  EXPECT_EQ(fleet.findings[0].devices[0].device, "cuda:6");
  EXPECT_EQ(fleet.findings[1].subject, FleetSubject::node);
}

TEST(Fleet, LeavesTheNodeAloneWhereHalfOfItsDevicesAreOut) {
  const Fleet fleet = judged({.plant = [](std::size_t node, archive::Entry& entry) {
    if (node != 5) return;
    for (std::uint32_t gpu = 0; gpu < 4; ++gpu) scale_gpu(entry, gpu, 0.9);
  }});
  ASSERT_EQ(fleet.findings.size(), 4u);
  for (const auto& found : fleet.findings) EXPECT_EQ(found.subject, FleetSubject::device);
}

// The nodes differ by 3 %, so that 5 % are nothing in the fleet, and much in the node.
TEST(Fleet, ComparesADeviceWithTheOthersOfItsNode) {
  const Fleet fleet =
      judged({.nodes = 64, .noise = 0.002, .plant = [](std::size_t node, archive::Entry& entry) {
                const double own = 1 + 0.03 * (static_cast<double>(node % 8) - 3.5) / 3.5;
                for (std::uint32_t gpu = 0; gpu < 8; ++gpu) scale_gpu(entry, gpu, own);
                if (node == 20) scale_gpu(entry, 1, 0.95);
              }});
  ASSERT_EQ(fleet.findings.size(), 1u);
  const FleetDeviation& one = fleet.findings[0].deviations.at(0);
  EXPECT_EQ(fleet.findings[0].devices.at(0).device, "cuda:1");
  EXPECT_EQ(one.basis, FleetBasis::node);
  EXPECT_EQ(one.members, 7u);
  EXPECT_NEAR(one.share, -0.05, 0.01);
  EXPECT_NEAR(one.value / one.median, 1 + one.share, 1e-12);
  EXPECT_THAT(fleet.findings[0].sentence, HasSubstr("the 7 others of its node"));
}

TEST(Fleet, TakesOneMissingProcessorOfMany) {
  MadeFleet made{.metrics = {"sm.census/count"}};
  made.plant = [](std::size_t node, archive::Entry& entry) {
    for (auto& one : entry.observations) {
      one.unit = "1";
      one.value = 132;
    }
    if (node == 5) entry.observations[2].value = 131;
  };
  const Fleet fleet = judged(made);
  ASSERT_EQ(fleet.findings.size(), 1u);
  EXPECT_EQ(fleet.findings[0].devices.at(0).device, "cuda:2");
  EXPECT_FALSE(fleet.findings[0].deviations.at(0).deviations.has_value());
  EXPECT_LT(fleet.expected_by_chance, 1e-9);
}

TEST(Fleet, OfValuesThatAllAgreeTakesThePracticalDifference) {
  MadeFleet made{};
  made.plant = [](std::size_t node, archive::Entry& entry) {
    for (auto& one : entry.observations) one.value = 50e6;
    if (node == 5) entry.observations[2].value = 49e6;
    if (node == 6) entry.observations[2].value = 48e6;
  };
  const Fleet fleet = judged(made);
  ASSERT_EQ(fleet.findings.size(), 1u);
  EXPECT_EQ(fleet.findings[0].host, "node6");
  EXPECT_NEAR(fleet.findings[0].deviations.at(0).deviations.value(), -40, 1e-9);
}

TEST(Fleet, EndsWithFourWhereAnAnswerIsWrong) {
  const Fleet fleet = judged({.plant = [](std::size_t node, archive::Entry& entry) {
    if (node == 5) entry.devices[3].wrong = 2;
    if (node == 6) scale_gpu(entry, 3, 0.5);
  }});
  ASSERT_EQ(fleet.findings.size(), 2u);
  EXPECT_EQ(fleet.findings[0].host, "node5");
  EXPECT_EQ(fleet.findings[0].wrong, 2u);
  EXPECT_THAT(fleet.findings[0].sentence, HasSubstr("computed a wrong answer in 2 cases"));
  EXPECT_EQ(fleet.exit_code(), 4);
}

TEST(Fleet, EndsWithThreeWhereADocumentWasUnreadable) {
  Fleet fleet = judged({.plant = [](std::size_t node, archive::Entry& entry) {
    if (node == 6) scale_gpu(entry, 3, 0.5);
  }});
  EXPECT_EQ(fleet.exit_code(), 1);
  fleet.unreadable.push_back({"a.json", "is no document"});
  EXPECT_EQ(fleet.exit_code(), 3);
}

TEST(Fleet, OfNothingJudgesNothing) {
  const Fleet fleet = judge_fleet(archive::Collection{}, {});
  EXPECT_EQ(fleet.exit_code(), 3);
  EXPECT_EQ(fleet.conclusion(), "No run could be used, so that nothing was judged.");
}

TEST(Fleet, FindsTheCollectivesOfANode) {
  MadeFleet made{.gpus = 1, .metrics = {"collective.all_reduce/bus_bandwidth [devices=8]"}};
  made.plant = [](std::size_t node, archive::Entry& entry) {
    if (node == 5) scale_gpu(entry, 0, 0.8);
  };
  const Fleet fleet = judged(made);
  ASSERT_EQ(fleet.findings.size(), 1u);
  EXPECT_EQ(fleet.findings[0].subject, FleetSubject::node);
  EXPECT_EQ(fleet.findings[0].host, "node5");
}

TEST(Fleet, NamesNodesWithFewerGpus) {
  const Fleet fleet = judged({.plant = [](std::size_t node, archive::Entry& entry) {
    if (node != 5) return;
    entry.devices.pop_back();
    entry.observations.pop_back();
  }});
  EXPECT_THAT(fleet.notes,
              ::testing::Contains("fewer GPUs than most nodes of their kind have: node5 (7 of 8)"));
}

TEST(Fleet, OfTwoLevelsOfOneNodeMakesOneFinding) {
  archive::Collection collection;
  for (const auto level : {plan::Level::quick, plan::Level::standard}) {
    for (std::size_t node = 0; node < 16; ++node) {
      archive::Entry entry = made_node({}, node);
      entry.run.level = level;
      entry.run.id += level == plan::Level::quick ? "q" : "s";
      if (node == 5) scale_gpu(entry, 3, 0.9);
      collection.add(entry);
    }
  }
  const Fleet fleet = judge_fleet(collection, {});
  ASSERT_EQ(fleet.findings.size(), 1u);
  EXPECT_EQ(fleet.findings[0].deviations.size(), 2u);
  EXPECT_EQ(fleet.devices, 128u);
}

}  // namespace
}  // namespace assay::judge
