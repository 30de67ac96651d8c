// Are only those compared that are alike, and is it said of those that are too few?
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fleet_collections.hpp"
#include "harness/judge/fleet/fleet.hpp"

namespace assay::judge {
namespace {

using ::testing::HasSubstr;

Fleet judged(const MadeFleet& made, FleetOptions options = {}) {
  return judge_fleet(made_fleet(made), options);
}

TEST(FleetStrata, OfOneNodeFindsTheDeviceThatDiffers) {
  const Fleet fleet = judged({.nodes = 1, .noise = 0.003, .plant = [](std::size_t, auto& entry) {
                                scale_gpu(entry, 3, 0.85);
                              }});
  ASSERT_EQ(fleet.findings.size(), 1u);
  EXPECT_EQ(fleet.findings[0].devices.at(0).device, "cuda:3");
  EXPECT_EQ(fleet.exit_code(), 1);
}

TEST(FleetStrata, SaysOfTooFewWhatItSeesAndThatItCannotJudge) {
  const Fleet fleet = judged(
      {.nodes = 1, .gpus = 4, .plant = [](std::size_t, auto& entry) { scale_gpu(entry, 3, 0.8); }});
  EXPECT_FALSE(fleet.judged());
  EXPECT_TRUE(fleet.findings.empty());
  EXPECT_EQ(fleet.exit_code(), 3);
  EXPECT_THAT(fleet.conclusion(), HasSubstr("Nothing of 1 node could be judged"));
  ASSERT_EQ(fleet.hints.size(), 1u);
  EXPECT_THAT(fleet.hints[0], HasSubstr("cuda:3 of node0 (GPU-0-3)"));
  EXPECT_THAT(fleet.hints[0], HasSubstr("below the median of the 3 others"));
}

TEST(FleetStrata, KeepsStrataApart) {
  const Fleet fleet = judged({.nodes = 20, .plant = [](std::size_t node, archive::Entry& entry) {
                                if (node % 2 == 0) return;
                                for (std::uint32_t gpu = 0; gpu < 8; ++gpu) {
                                  scale_gpu(entry, gpu, 0.7);
                                  entry.devices[gpu].power_limit_w = 500;
                                }
                              }});
  EXPECT_TRUE(fleet.findings.empty());
  ASSERT_EQ(fleet.strata.size(), 2u);
  EXPECT_EQ(fleet.strata[0].power_limit_w, 500u);
  EXPECT_EQ(fleet.strata[0].nodes, 10u);
  EXPECT_EQ(fleet.strata[0].devices, 80u);
  EXPECT_EQ(fleet.strata[1].power_limit_w, 700u);
}

TEST(FleetStrata, NamesAStratumThatIsTooSmallAndJudgesTheRest) {
  const Fleet fleet = judged({.plant = [](std::size_t node, archive::Entry& entry) {
    if (node == 5) entry.devices[0].part = "h20";
  }});
  ASSERT_EQ(fleet.strata.size(), 2u);
  EXPECT_EQ(fleet.strata[1].part, "h20");
  EXPECT_FALSE(fleet.strata[1].judged());
  EXPECT_TRUE(fleet.strata[0].judged());
  EXPECT_EQ(fleet.exit_code(), 0);
}

}  // namespace
}  // namespace assay::judge
