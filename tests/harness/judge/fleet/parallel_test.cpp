// What is lost when all are measured at once?
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/fleet/parallel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "fleet_collections.hpp"

namespace assay::judge {
namespace {

using ::testing::ElementsAre;

archive::Collection both_ways(std::size_t nodes,
                              const std::function<double(std::size_t)>& loss_of) {
  archive::Collection collection;
  for (std::size_t node = 0; node < nodes; ++node) {
    archive::Entry alone = made_node({}, node);
    archive::Entry together = alone;
    alone.run.id += "-alone";
    alone.run.parallel = false;
    alone.run.level = plan::Level::standard;
    for (auto& one : together.observations) one.value *= 1 - loss_of(node);
    collection.add(alone);
    collection.add(together);
  }
  return collection;
}

std::vector<ParallelLoss> losses(const archive::Collection& collection) {
  return parallel_losses(collection, select_runs(collection, {}), {});
}

TEST(ParallelLosses, AreToldByMetric) {
  const auto list = losses(both_ways(2, [](std::size_t node) { return node == 0 ? 0.02 : 0.06; }));
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].devices, 16u);
  EXPECT_EQ(list[0].nodes, 2u);
  EXPECT_NEAR(list[0].median, 0.04, 1e-12);
  EXPECT_EQ(list[0].worst_host, "node1");
  EXPECT_NEAR(list[0].worst, 0.06, 1e-12);
  EXPECT_TRUE(list[0].hosts_out.empty());
}

TEST(ParallelLosses, NameTheNodeThatLosesMore) {
  const auto list = losses(both_ways(12, [](std::size_t node) {
    return node == 7 ? 0.15 : 0.02 + 0.0005 * static_cast<double>(node % 3);
  }));
  ASSERT_EQ(list.size(), 1u);
  EXPECT_THAT(list[0].hosts_out, ElementsAre("node7"));
}

TEST(ParallelLosses, AreNoneWhereEachWasMeasuredOneWay) {
  EXPECT_TRUE(losses(made_fleet({})).empty());
}

TEST(ParallelLosses, OfATimeAreWhatItGrows) {
  archive::Collection collection;
  for (const bool parallel : {false, true}) {
    archive::Entry entry = made_node({}, 0);
    entry.run.id += parallel ? "p" : "a";
    entry.run.parallel = parallel;
    for (auto& one : entry.observations) {
      one.higher_is_better = false;
      one.value = parallel ? 5e-6 : 4e-6;
    }
    collection.add(entry);
  }
  const auto list = losses(collection);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_NEAR(list[0].median, 0.2, 1e-12);
}

}  // namespace
}  // namespace assay::judge
