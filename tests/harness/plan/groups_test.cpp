// Several GPUs together: which of them, in which order, and what is said where they cannot.
#include "harness/plan/groups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "fakes.hpp"
#include "harness/plan/plan.hpp"
#include "planned.hpp"

namespace assay::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint64_t kMiB = 1024 * 1024;

int transfer_cases(const GroupShape& shape, Depth, Parameters* list) {
  const auto transfer = [](Direction direction, Pattern pattern) {
    return Parameters{.type = DataType::fp32,
                      .bytes = 256 * kMiB,
                      .direction = direction,
                      .engine = Engine::sm,
                      .pattern = pattern};
  };
  list[0] = transfer(Direction::one, Pattern::pair);
  list[1] = transfer(Direction::both, Pattern::pair);
  list[2] = transfer(Direction::one, Pattern::all_pairs);
  list[2].devices = shape.devices;
  return 3;
}

int sum_cases(const GroupShape& shape, Depth, Parameters* list) {
  const auto sum = [&](Engine engine, Algorithm algorithm) {
    return Parameters{.type = DataType::bf16,
                      .bytes = kMiB,
                      .engine = engine,
                      .algorithm = algorithm,
                      .devices = shape.devices};
  };
  list[0] = sum(Engine::sm, Algorithm::two_shot);
  list[1] = sum(Engine::nccl, Algorithm::none);
  if (!shape.multicast) return 2;
  list[2] = sum(Engine::sm, Algorithm::multimem);
  return 3;
}

bool always(const Parameters&) {
  return true;
}

constexpr Kernel group_kernel(const char* name, int (*cases)(const GroupShape&, Depth, Parameters*),
                              bool one_use) {
  Kernel kernel = fake::memory_kernel(name, fake::three_arrays, fake::one_pass);
  kernel.machines = Machines::group;
  kernel.group_cases = cases;
  if (one_use) kernel.one_use_arrays = always;
  return kernel;
}
constexpr Kernel kTransfer = group_kernel("transfer.peer", transfer_cases, false);
constexpr Kernel kSum = group_kernel("collective.all_reduce", sum_cases, true);
constexpr std::array kEntries{fake::everywhere(fake::kRead), fake::everywhere(kTransfer),
                              fake::everywhere(kSum)};
constexpr KernelTable kTable = fake::table_of(kEntries);

/// So many GPUs alike that all reach each other.
probe::Facts node_of(int gpus) {
  probe::Facts facts = fake::gpu_host(9);
  const probe::CudaFacts gpu = facts.cuda.devices.front();
  facts.cuda.devices.clear();
  for (int i = 0; i < gpus; ++i) {
    facts.cuda.devices.push_back(gpu);
    facts.cuda.devices.back().index = i;
    for (int to = 0; to < gpus; ++to) {
      if (to == i) continue;
      facts.cuda.peers.push_back({.from = i, .to = to, .access = true, .link = "nvlink"});
    }
  }
  return facts;
}

Options options_for(const probe::Facts& facts) {
  Options options;
  options.devices = usable_gpus(facts);
  return options;
}

std::vector<std::string> groups_of(const std::vector<GroupCase>& cases) {
  std::vector<std::string> texts;
  for (const GroupCase& one : cases) {
    std::string text;
    for (const DeviceId id : one.group) text += std::to_string(id.index);
    if (one.parameters.peer >= 0) text += "->" + std::to_string(one.parameters.peer);
    texts.push_back(text);
  }
  return texts;
}

TEST(Groups, every_ordered_pair_one_way_and_every_pair_both_ways) {
  const auto facts = node_of(3);
  const auto cases = group_cases(kTransfer, facts, options_for(facts));
  EXPECT_THAT(groups_of(cases), ElementsAre("01->1", "02->2", "10->0", "12->2", "20->0", "21->1",
                                            "01->1", "02->2", "12->2", "012"));
  for (const GroupCase& one : cases) EXPECT_EQ(one.unavailable, "");
}

TEST(Groups, all_devices_take_part_in_a_collective) {
  const auto facts = node_of(4);
  const auto cases = group_cases(kSum, facts, options_for(facts));
  EXPECT_THAT(groups_of(cases), ElementsAre("0123", "0123"));
  EXPECT_EQ(cases[0].parameters.devices, 4u);
}

TEST(Groups, chosen_devices_alone) {
  const auto facts = node_of(4);
  Options options = options_for(facts);
  options.devices = {{DeviceId::Kind::cuda, 3}, {DeviceId::Kind::cuda, 1}, {}};
  EXPECT_THAT(groups_of(group_cases(kSum, facts, options)), ElementsAre("31", "31"));
}

TEST(Groups, multicast_only_where_every_device_has_it) {
  auto facts = node_of(2);
  for (auto& gpu : facts.cuda.devices) gpu.multicast = true;
  EXPECT_THAT(group_cases(kSum, facts, options_for(facts)), SizeIs(3));
  facts.cuda.devices[1].multicast = false;
  EXPECT_THAT(group_cases(kSum, facts, options_for(facts)), SizeIs(2));
}

TEST(Groups, single_gpu_lacks_nothing_and_is_told) {
  const auto facts = node_of(1);
  for (const GroupCase& one : group_cases(kSum, facts, options_for(facts))) {
    EXPECT_TRUE(one.beyond_devices);
    EXPECT_THAT(one.unavailable, HasSubstr("cuda:0 is the only GPU"));
  }
  const Plan plan = make_plan(facts, kTable, options_for(facts));
  for (const Case& one : plan.cases) EXPECT_EQ(one.kernel->description().name, fake::kRead.name);
  ASSERT_THAT(plan.left_out, SizeIs(2));
  EXPECT_EQ(plan.left_out[0].kernel, "transfer.peer");
  EXPECT_EQ(plan.left_out[1].kernel, "collective.all_reduce");
}

TEST(Groups, nothing_else_asked_for_is_planned_with_its_reason) {
  const auto facts = node_of(1);
  Options options = options_for(facts);
  options.only = {"collective.*"};
  const Plan plan = make_plan(facts, kTable, options);
  ASSERT_THAT(plan.cases, SizeIs(2));
  EXPECT_THAT(plan.cases[0].unavailable, HasSubstr("at least two"));
}

TEST(Groups, broken_nvlink_is_a_fault_and_its_pair_is_named) {
  auto facts = node_of(3);
  for (auto& peer : facts.cuda.peers) {
    if (peer.from == 1 && peer.to == 2) peer.access = false;
  }
  const auto cases = group_cases(kTransfer, facts, options_for(facts));
  EXPECT_EQ(cases[0].unavailable, "");
  EXPECT_THAT(cases[3].unavailable, HasSubstr("cuda:1 cannot reach the memory of cuda:2"));
  EXPECT_FALSE(cases[3].beyond_devices);
  EXPECT_NE(cases[9].unavailable, "");  // all at once need every pair
}

TEST(Groups, gpus_without_nvlink_were_never_made_for_it_and_nccl_goes_through_the_host) {
  auto facts = node_of(2);
  for (auto& peer : facts.cuda.peers) peer = {.from = peer.from, .to = peer.to, .link = "system"};
  const auto cases = group_cases(kSum, facts, options_for(facts));
  EXPECT_TRUE(cases[0].beyond_devices);
  EXPECT_EQ(cases[1].unavailable, "");
}

TEST(Groups, a_gpu_that_cannot_be_used_is_named) {
  auto facts = node_of(2);
  const Options options = options_for(facts);
  facts.cuda.devices[1].unusable = "the GPU has fallen off the bus";
  for (const GroupCase& one : group_cases(kTransfer, facts, options)) {
    EXPECT_EQ(one.unavailable, "cuda:1: the GPU has fallen off the bus");
    EXPECT_FALSE(one.beyond_devices);
  }
}

TEST(Groups, sizes_asked_for_replace_those_of_the_kernel) {
  const auto facts = node_of(2);
  Options options = options_for(facts);
  options.bytes = {kMiB, 4 * kMiB};
  std::vector<std::uint64_t> sizes;
  for (const GroupCase& one : group_cases(kSum, facts, options)) {
    sizes.push_back(one.parameters.bytes);
  }
  EXPECT_THAT(sizes, ElementsAre(kMiB, 4 * kMiB, kMiB, 4 * kMiB));
}

TEST(Groups, no_gpus_no_groups) {
  Options options;
  options.devices = {{}};
  EXPECT_THAT(group_cases(kSum, fake::cpu_host(), options), IsEmpty());
}

TEST(Groups, plan_holds_them_behind_the_devices_with_names_of_their_own) {
  const auto facts = node_of(2);
  const Plan plan = make_plan(facts, kTable, options_for(facts));
  const auto all = names(plan);
  EXPECT_THAT(all, testing::Contains("transfer.peer/bandwidth [bytes=256MiB type=fp32 "
                                     "direction=one engine=sm pattern=pair peer=1] cuda:0"));
  EXPECT_THAT(all, testing::Contains("collective.all_reduce/bandwidth [bytes=1MiB type=bf16 "
                                     "engine=nccl devices=2] cuda:0"));
  const Case& last = plan.cases.back();
  EXPECT_THAT(last.group, SizeIs(2));
  EXPECT_TRUE(last.is_shared());
  EXPECT_GT(last.iterations, 1u);
  EXPECT_LE(last.iterations, 64u);
  EXPECT_GT(last.deadline.count(), 0);
}

TEST(Groups, arrays_for_one_use_never_fill_the_device) {
  const auto facts = node_of(2);
  Options options = options_for(facts);
  options.bytes = {1024 * kMiB};
  options.only = {"collective.*"};
  for (const Case& one : make_plan(facts, kTable, options).cases) EXPECT_EQ(one.iterations, 1u);
}

}  // namespace
}  // namespace assay::plan
