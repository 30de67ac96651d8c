// Does each thing that spoils a measurement get its warning, and nothing else get one?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/warnings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <utility>

namespace assay::probe {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20, kGibibyte = std::uint64_t{1} << 30;

/// A GPU about which everything is known and nothing is wrong.
CudaFacts idle_gpu() {
  CudaFacts gpu;
  gpu.index = 3;
  gpu.memory_used_bytes = 20 * kMebibyte;
  gpu.processes.emplace();
  gpu.display = gpu.mig = gpu.mps = gpu.row_remap_pending = gpu.row_remap_failure = false;
  gpu.clock_hz = 345e6;
  gpu.maximum_clock_hz = 1980e6;
  gpu.pcie_generation = 1;
  gpu.pcie_maximum_generation = 5;
  gpu.pcie_width = gpu.pcie_maximum_width = 16;
  gpu.power_limit_w = gpu.default_power_limit_w = 700;
  gpu.nvlinks = {{.link = 0, .active = true}, {.link = 1, .active = true}};
  return gpu;
}

std::vector<std::pair<WarningKind, std::string>> warned(
    const std::function<void(CudaFacts&)>& change) {
  CudaFacts gpu = idle_gpu();
  change(gpu);
  std::vector<std::pair<WarningKind, std::string>> found;
  for (const Warning& warning : warnings_of(gpu)) found.emplace_back(warning.kind, warning.text);
  return found;
}

TEST(Warnings, none_of_an_idle_gpu) {
  EXPECT_THAT(warned([](CudaFacts&) {}), IsEmpty());
}

TEST(Warnings, none_of_a_gpu_about_which_nothing_is_known) {
  EXPECT_THAT(warnings_of(CudaFacts{}), IsEmpty());
}

TEST(Warnings, foreign_processes) {
  EXPECT_THAT(warned([](CudaFacts& gpu) {
                gpu.memory_used_bytes = 12 * kGibibyte;
                gpu.processes = {{.pid = 4711, .memory_bytes = 12 * kGibibyte}, {.pid = 4712}};
              }),
              ElementsAre(std::pair{WarningKind::foreign_process,
                                    "cuda:3: in use by others (pid 4711 holds 12GiB, pid 4712): "
                                    "end them, or results tell of both"}));
}

TEST(Warnings, of_many_processes_four_are_named) {
  const auto texts = warned([](CudaFacts& gpu) {
    for (std::uint64_t pid = 1; pid <= 6; ++pid) gpu.processes->push_back({.pid = pid});
  });
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_THAT(texts[0].second, testing::HasSubstr("(pid 1, pid 2, pid 3, pid 4, 2 more)"));
}

TEST(Warnings, memory_that_no_process_explains) {
  EXPECT_THAT(warned([](CudaFacts& gpu) { gpu.memory_used_bytes = 3 * kGibibyte; }),
              ElementsAre(std::pair{WarningKind::memory_in_use,
                                    "cuda:3: 3GiB of its memory is in use by a process that is not "
                                    "visible here: look on the host for what holds it"}));
}

TEST(Warnings, memory_threshold_is_what_an_idle_driver_stays_below) {
  const auto used = [](std::uint64_t bytes) {
    return warned([bytes](CudaFacts& gpu) { gpu.memory_used_bytes = bytes; });
  };
  EXPECT_THAT(used(256 * kMebibyte), IsEmpty());
  EXPECT_EQ(used(256 * kMebibyte + 1).size(), 1u);
}

TEST(Warnings, memory_beyond_that_of_the_known_processes) {
  const auto texts = warned([](CudaFacts& gpu) {
    gpu.memory_used_bytes = 5 * kGibibyte;
    gpu.processes = {{.pid = 1, .memory_bytes = kGibibyte}};
  });
  ASSERT_EQ(texts.size(), 2u);
  EXPECT_EQ(texts[1].first, WarningKind::memory_in_use);
  EXPECT_THAT(texts[1].second, testing::HasSubstr("4GiB"));
}

struct Row {
  const char* name;
  std::function<void(CudaFacts&)> change;
  WarningKind kind;
  const char* text;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> made{
      {"display", [](CudaFacts& gpu) { gpu.display = true; }, WarningKind::display,
       "cuda:3: it drives a display, which takes time and memory of it: measure without one"},
      {"mig", [](CudaFacts& gpu) { gpu.mig = true; }, WarningKind::mig,
       "cuda:3: MIG is on and a slice is measured, to which figures of the whole part do not "
       "apply: switch it off with nvidia-smi -mig 0"},
      {"mps", [](CudaFacts& gpu) { gpu.mps = true; }, WarningKind::mps,
       "cuda:3: MPS is active, so that others may share the GPU unseen: stop "
       "nvidia-cuda-mps-control"},
      {"remap_pending", [](CudaFacts& gpu) { gpu.row_remap_pending = true; },
       WarningKind::pending_row_remap,
       "cuda:3: memory rows wait to be remapped after errors: reset the GPU with nvidia-smi "
       "--gpu-reset"},
      {"remap_failure", [](CudaFacts& gpu) { gpu.row_remap_failure = true; },
       WarningKind::pending_row_remap,
       "cuda:3: remapping of faulty memory rows has failed: have the GPU replaced"},
      {"pcie_width", [](CudaFacts& gpu) { gpu.pcie_width = 8; }, WarningKind::link_below_maximum,
       "cuda:3: its PCIe link runs on 8 of 16 lanes: seat the card or cable anew"},
      {"pcie_generation_while_busy",
       [](CudaFacts& gpu) {
         gpu.clock_hz = 1980e6;
         gpu.pcie_generation = 3;
       },
       WarningKind::link_below_maximum,
       "cuda:3: its PCIe link runs at generation 3 of 5 although its clock is up: check the slot "
       "and the firmware settings"},
      {"one_nvlink", [](CudaFacts& gpu) { (*gpu.nvlinks)[1].active = false; },
       WarningKind::link_below_maximum,
       "cuda:3: 1 of 2 NVLinks are down (1): check nvidia-smi nvlink --status"},
      {"all_nvlinks",
       [](CudaFacts& gpu) {
         for (NvLink& link : *gpu.nvlinks) link.active = false;
       },
       WarningKind::link_below_maximum,
       "cuda:3: none of its 2 NVLinks is up, which is normal only for a GPU by itself: check "
       "bridges and nvidia-fabricmanager"},
      {"power_limit", [](CudaFacts& gpu) { gpu.power_limit_w = 300; },
       WarningKind::power_limit_below_default,
       "cuda:3: its power limit is 300 W, below the default of 700 W: raise it with nvidia-smi -pl "
       "700"},
  };
  return made;
}

class WarningRow : public testing::TestWithParam<Row> {};
TEST_P(WarningRow, is_warned_of_and_nothing_else) {
  EXPECT_THAT(warned(GetParam().change),
              ElementsAre(std::pair{GetParam().kind, std::string(GetParam().text)}));
}
INSTANTIATE_TEST_SUITE_P(Table, WarningRow, testing::ValuesIn(rows()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Warnings, power_limit_above_or_about_the_default_is_none) {
  for (const double limit : {699.5, 700.0, 800.0}) {
    EXPECT_THAT(warned([limit](CudaFacts& gpu) { gpu.power_limit_w = limit; }), IsEmpty());
  }
}

TEST(Warnings, come_in_the_order_of_their_kinds) {
  CudaFacts gpu = idle_gpu();
  for (const Row& row : rows()) row.change(gpu);
  const auto warnings = warnings_of(gpu);
  EXPECT_GE(warnings.size(), 7u);
  EXPECT_TRUE(std::is_sorted(warnings.begin(), warnings.end(),
                             [](const auto& a, const auto& b) { return a.kind < b.kind; }));
}

TEST(Warnings, only_others_make_a_gpu_busy) {
  for (const Row& row : rows()) {
    CudaFacts gpu = idle_gpu();
    row.change(gpu);
    gpu.warnings = warnings_of(gpu);
    EXPECT_FALSE(gpu.busy()) << row.name;
    EXPECT_EQ(occupants(gpu), "") << row.name;
  }
}

TEST(Warnings, occupants_of_a_busy_gpu) {
  CudaFacts gpu = idle_gpu();
  gpu.memory_used_bytes = 3 * kGibibyte;
  gpu.warnings = warnings_of(gpu);
  EXPECT_TRUE(gpu.busy());
  EXPECT_EQ(occupants(gpu), "3GiB of memory");
  gpu.processes = {{.pid = 4711, .memory_bytes = 3 * kGibibyte}};
  gpu.warnings = warnings_of(gpu);
  EXPECT_TRUE(gpu.busy());
  EXPECT_EQ(occupants(gpu), "pid 4711 holds 3GiB");
}

}  // namespace
}  // namespace assay::probe
