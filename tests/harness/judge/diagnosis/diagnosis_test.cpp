// Is a diagnosis of what was asked, the worst first, and open about what it does not know?
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/diagnosis/diagnosis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/probe/warnings.hpp"
#include "tests/harness/judge/diagnosis/diagnosis_node.hpp"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Diagnosis, a_healthy_node_has_nothing) {
  const Diagnosis diagnosis = healthy_node().diagnosed();
  EXPECT_THAT(diagnosis.hindrances, IsEmpty());
  EXPECT_THAT(diagnosis.unknown, IsEmpty());
  EXPECT_EQ(diagnosis.exit_code(), 0);
}

TEST(Diagnosis, every_warning_of_the_probe_is_passed_on) {
  Node node = healthy_node();
  probe::CudaFacts& gpu = node.facts.cuda.devices[0];
  gpu.processes = std::vector<probe::GpuProcess>{{.pid = 7}};
  gpu.memory_used_bytes = 3 * kGibibyte;
  gpu.processes->front().memory_bytes = kGibibyte;
  gpu.display = gpu.mig = gpu.mps = gpu.row_remap_pending = true;
  gpu.pcie_width = 8;
  gpu.pcie_maximum_width = 16;
  gpu.power_limit_w = 500;
  gpu.warnings = probe::warnings_of(gpu);
  EXPECT_EQ(gpu.warnings.size(), 8u);
  EXPECT_EQ(node.diagnosed().hindrances.size(), gpu.warnings.size());
}

TEST(Diagnosis, only_what_is_asked_about_is_examined) {
  Node node = healthy_node();
  node.facts.cuda.devices[0].persistence = false;
  node.facts.cuda.devices[1].compute_mode = "prohibited";
  node.only = std::vector<int>{0};
  EXPECT_EQ(node.diagnosed().exit_code(), 0);
  EXPECT_EQ(node.diagnosed().hindrances.size(), 1u);
  node.gpus = false;
  EXPECT_THAT(node.diagnosed().hindrances, IsEmpty());
}

TEST(Diagnosis, the_worst_comes_first) {
  Node node = healthy_node();
  node.facts.cpu.virtualised = true;
  node.facts.cpu.governor = "powersave";
  node.facts.cuda.devices[1].compute_mode = "prohibited";
  std::vector<Effect> effects;
  for (const auto& one : node.diagnosed().hindrances) effects.push_back(one.effect);
  EXPECT_THAT(effects, ElementsAre(Effect::spoils, Effect::colours, Effect::note));
}

TEST(Diagnosis, what_was_not_looked_at_is_named) {
  Node node = healthy_node();
  node.around.load.reset();
  node.facts.cpu.governor.reset();
  node.facts.cuda.nvml.loaded = false;
  node.around.sees_all_processes = false;
  node.around.services.clear();
  node.around.gpus[0].bridges_known = false;
  const Diagnosis diagnosis = node.diagnosed();
  EXPECT_THAT(diagnosis.hindrances, IsEmpty());
  EXPECT_THAT(diagnosis.unknown,
              ElementsAre(HasSubstr("load"), HasSubstr("governor"), HasSubstr("NVML"),
                          HasSubstr("fabric manager"), HasSubstr("only root")));
}

}  // namespace
}  // namespace assay::judge
