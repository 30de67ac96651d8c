// What is planned under a launcher, and what is not?
#include "harness/plan/world_cases.hpp"

#include <gtest/gtest.h>

#include "harness/plan/plan.hpp"
#include "kernels/error.hpp"

namespace assay::plan {
namespace {

probe::Facts facts_with_gpu() {
  probe::Facts facts;
  facts.cuda.built = true;
  probe::CudaFacts gpu;
  gpu.uuid = "GPU-1";
  gpu.compute_major = 9;
  gpu.multiprocessors = 132;
  gpu.memory_free_bytes = gpu.memory_bytes = 80ull << 30;
  facts.cuda.devices.push_back(gpu);
  return facts;
}

Options launched(std::uint32_t ranks, std::uint32_t nodes, Level level = Level::quick) {
  Options options{.level = level};
  options.world = {.ranks = ranks, .nodes = nodes};
  return options;
}

std::size_t count(const Plan& plan, Engine engine, Pattern pattern = Pattern::none) {
  std::size_t found = 0;
  for (const Case& one : plan.cases) {
    found += one.parameters.engine == engine && one.parameters.pattern == pattern ? 1 : 0;
  }
  return found;
}

TEST(WorldCases, NothingElseIsPlannedUnderALauncher) {
  Options options = launched(8, 4);
  options.devices = {{.kind = DeviceId::Kind::cpu}};
  const Plan plan = make_plan({}, kernel_table(), options);
  EXPECT_EQ(plan.cases.size(), 3u);
  for (const Case& one : plan.cases) {
    EXPECT_TRUE(one.is_shared());
    EXPECT_EQ(one.parameters.engine, Engine::mpi);
    EXPECT_GT(one.deadline, Seconds{});
    EXPECT_EQ(one.unavailable, "");
  }
  EXPECT_EQ(count(plan, Engine::mpi, Pattern::all_pairs), 1u);
}

TEST(WorldCases, PatternsTakeSeveralHosts) {
  const auto one_host = make_plan({}, kernel_table(), launched(4, 1));
  EXPECT_EQ(count(one_host, Engine::mpi, Pattern::all_pairs), 0u);
  const auto many = make_plan({}, kernel_table(), launched(16, 16));
  EXPECT_EQ(count(many, Engine::mpi, Pattern::batch), 1u);
  EXPECT_TRUE(world_cases(kernel_table(), launched(1, 1)).empty());
}

TEST(WorldCases, WhatOneNodeMeasuresAloneIsRefusedInWords) {
  Options options = launched(4, 2);
  options.only = {"memory.*"};
  try {
    make_plan({}, kernel_table(), options);
    FAIL() << "nothing of it is shared";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find("without mpirun or srun"), std::string::npos);
  }
}

TEST(WorldCases, WhoDoesNotJoinLeavesEveryCaseUnavailable) {
  Options options = launched(4, 1);
  options.world.unavailable = "rank 2 on host2 did not come";
  const Plan plan = make_plan({}, kernel_table(), options);
  EXPECT_FALSE(plan.cases.empty());
  for (const Case& one : plan.cases) EXPECT_EQ(one.unavailable, "rank 2 on host2 did not come");
}

TEST(WorldCases, GpusOfAllRanksAreOneCommunicator) {
  Options options = launched(4, 2, Level::standard);
  options.devices = {{.kind = DeviceId::Kind::cuda}};
  options.world.gpus = 16;
  const Plan plan = make_plan(facts_with_gpu(), kernel_table(), options);
  EXPECT_GE(count(plan, Engine::nccl), 10u);
  EXPECT_EQ(count(plan, Engine::sm), 0u);
  for (const Case& one : plan.cases) {
    if (one.parameters.engine != Engine::nccl) continue;
    EXPECT_EQ(one.parameters.devices, 16u);
    EXPECT_EQ(one.parameters.nodes, 2u);
    EXPECT_NE(one.parameters.algorithm, Algorithm::nvls);
    EXPECT_TRUE(one.group.empty());
    EXPECT_EQ(to_string(one.device), "cuda:0");
  }
}

TEST(WorldCases, AMismatchOfNcclSkipsItsCasesAlone) {
  Options options = launched(4, 2);
  options.devices = {{.kind = DeviceId::Kind::cuda}};
  options.world.gpus = 16;
  options.world.no_nccl = "NCCL is not the same everywhere";
  const Plan plan = make_plan(facts_with_gpu(), kernel_table(), options);
  for (const Case& one : plan.cases) {
    const bool by_nccl = one.parameters.engine == Engine::nccl;
    EXPECT_EQ(one.unavailable, by_nccl ? "NCCL is not the same everywhere" : "") << one.name();
  }
  EXPECT_GT(count(plan, Engine::nccl), 0u);
}

}  // namespace
}  // namespace assay::plan
