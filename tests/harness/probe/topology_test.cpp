// Are cores, sockets, caches and NUMA nodes counted as they are shared?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/topology.hpp"

#include <gtest/gtest.h>

#include "tests/harness/probe/fake_machines.hpp"

namespace assay::probe {
namespace {

using List = std::vector<int>;

class Topology : public testing::Test {
 protected:
  const Cache* cache(const std::vector<Cache>& caches, int level, const std::string& type) const {
    for (const Cache& cache : caches) {
      if (cache.level == level && cache.type == type) return &cache;
    }
    return nullptr;
  }
  FakeTree tree_;
};

TEST_F(Topology, one_processor_a_core) {
  make_server(tree_);
  const Cores cores = cores_of(tree_.tree(), processors(0, 15));
  EXPECT_EQ(cores.first_processors, processors(0, 7));
  EXPECT_EQ(cores.threads_per_core, 2u);
}

TEST_F(Topology, first_allowed_sibling_stands_for_its_core) {
  make_server(tree_);
  EXPECT_EQ(cores_of(tree_.tree(), {1, 9, 12}).first_processors, (List{1, 12}));
}

TEST_F(Topology, unknown_siblings_make_every_processor_a_core) {
  const Cores cores = cores_of(tree_.tree(), {0, 1});
  EXPECT_EQ(cores.first_processors, (List{0, 1}));
  EXPECT_EQ(cores.threads_per_core, std::nullopt);
}

TEST_F(Topology, siblings_without_the_processor_itself_are_not_believed) {
  tree_.file("sys/devices/system/cpu/cpu3/topology/thread_siblings_list", "0-1\n");
  tree_.file("sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "0-1\n");
  EXPECT_EQ(cores_of(tree_.tree(), {0, 3}).first_processors, (List{0, 3}));
}

TEST_F(Topology, sockets) {
  make_server(tree_);
  EXPECT_EQ(sockets_of(tree_.tree(), processors(0, 15)), 2u);
  EXPECT_EQ(sockets_of(tree_.tree(), {}), std::nullopt);
  EXPECT_EQ(sockets_of(tree_.tree(), {99}), std::nullopt);
}

TEST_F(Topology, unnumbered_sockets_are_unknown) {
  tree_.file("sys/devices/system/cpu/cpu0/topology/physical_package_id", "-1\n");
  EXPECT_EQ(sockets_of(tree_.tree(), {0}), std::nullopt);
}

TEST_F(Topology, caches_are_counted_by_who_shares_them) {
  make_server(tree_);
  const auto caches = caches_of(tree_.tree(), processors(0, 15), processors(0, 2));
  ASSERT_EQ(caches.size(), 4u);
  const Cache* l1 = cache(caches, 1, "data");
  ASSERT_NE(l1, nullptr);
  EXPECT_EQ(l1->size_bytes, 32768u);
  EXPECT_EQ(l1->shared_by, 2u);
  EXPECT_EQ(l1->instances, 8u);
  EXPECT_EQ(l1->thread_instances, 3u);
  const Cache* l3 = cache(caches, 3, "unified");
  ASSERT_NE(l3, nullptr);
  EXPECT_EQ(l3->size_bytes, 31457280u);
  EXPECT_EQ(l3->shared_by, 8u);
  EXPECT_EQ(l3->instances, 2u);
  EXPECT_EQ(l3->thread_instances, 1u);
}

TEST_F(Topology, two_kinds_of_cores_have_two_kinds_of_caches) {
  add_cache(tree_, 0, 0, "2", "Unified", "2048K", "0");
  add_cache(tree_, 1, 0, "2", "Unified", "4096K", "1-2");
  add_cache(tree_, 2, 0, "2", "Unified", "4096K", "1-2");
  const auto caches = caches_of(tree_.tree(), {0, 1, 2}, {0, 1, 2});
  ASSERT_EQ(caches.size(), 2u);
  EXPECT_EQ(caches[0].instances, 1u);
  EXPECT_EQ(caches[1].instances, 1u);
  EXPECT_EQ(caches[1].shared_by, 2u);
}

TEST_F(Topology, unknown_sharing_is_absent) {
  add_cache(tree_, 0, 0, "3", "Unified", "1024K", "garbage");
  const auto caches = caches_of(tree_.tree(), {0}, {0});
  ASSERT_EQ(caches.size(), 1u);
  EXPECT_EQ(caches[0].shared_by, std::nullopt);
  EXPECT_EQ(caches[0].instances, std::nullopt);
  EXPECT_EQ(caches[0].thread_instances, std::nullopt);
}

TEST_F(Topology, malformed_caches_are_left_out) {
  add_cache(tree_, 0, 0, "3", "Unified", "-1K", "0");
  add_cache(tree_, 0, 1, "3", "Unified", "0K", "0");
  add_cache(tree_, 0, 2, "3", "Unified", "99999999999999999K", "0");
  add_cache(tree_, 0, 3, "three", "Unified", "32K", "0");
  add_cache(tree_, 0, 4, "3", "Trace", "32K", "0");
  add_cache(tree_, 0, 5, "3", "Unified", "", "0");
  EXPECT_TRUE(caches_of(tree_.tree(), {0}, {0}).empty());
}

TEST_F(Topology, numa_nodes_hold_allowed_processors) {
  make_server(tree_);
  const auto nodes = numa_nodes(tree_.tree(), {2, 3, 4});
  ASSERT_EQ(nodes.size(), 2u);
  EXPECT_EQ(nodes[0].id, 0);
  EXPECT_EQ(nodes[0].memory_bytes, 98840064ull * 1024);
  EXPECT_EQ(nodes[0].processors, (List{2, 3}));
  EXPECT_EQ(nodes[1].processors, (List{4}));
}

TEST_F(Topology, nodes_without_stated_memory_are_left_out) {
  make_server(tree_);
  tree_.file("sys/devices/system/node/node0/meminfo", "Node 0 MemTotal: lots\n");
  const auto nodes = numa_nodes(tree_.tree(), {0});
  ASSERT_EQ(nodes.size(), 1u);
  EXPECT_EQ(nodes[0].id, 1);
}

}  // namespace
}  // namespace assay::probe
