// A node about which everything is known and nothing is wrong, for the tests of diagnoses.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/judge/diagnosis/diagnosis.hpp"

namespace assay::judge {

inline constexpr std::uint64_t kGibibyte = std::uint64_t{1} << 30;

struct Node {
  probe::Facts facts;
  probe::Surroundings around;
  std::vector<Companion> companions;
  bool cpu = true, gpus = true;
  std::optional<std::vector<int>> only;

  Diagnosis diagnosed() const {
    return diagnose({.facts = facts,
                     .surroundings = around,
                     .companions = companions,
                     .cpu = cpu,
                     .gpus = gpus,
                     .only = only});
  }
};

inline probe::CudaFacts healthy_gpu(int index) {
  probe::CudaFacts gpu;
  gpu.index = index;
  gpu.pci_bus_id = "0000:3b:00." + std::to_string(index);
  gpu.power_limit_w = gpu.default_power_limit_w = 700;
  gpu.persistence = gpu.ecc = true;
  gpu.mig = gpu.mps = gpu.display = false;
  gpu.compute_mode = "default";
  gpu.confidential_compute = "off";
  gpu.temperature_c = 31;
  gpu.processes.emplace();
  return gpu;
}

/// Two GPUs with NVSwitches, two sockets, nothing wrong.
inline Node healthy_node() {
  Node node;
  node.facts.cuda.built = true;
  node.facts.cuda.nvml.loaded = true;
  node.facts.cuda.devices = {healthy_gpu(0), healthy_gpu(1)};
  auto& cpu = node.facts.cpu;
  cpu.online_processors = 4;
  cpu.allowed_processors = {0, 1, 2, 3};
  cpu.threads = 2;
  cpu.governor = "performance";
  cpu.memory_available_bytes = 64 * kGibibyte;
  cpu.transparent_huge_pages = "madvise";
  cpu.virtualised = false;
  cpu.numa_nodes = {{0, kGibibyte, {0, 1}}, {1, kGibibyte, {2, 3}}};
  auto& around = node.around;
  around.load = 0.5;
  around.numa_balancing = false;
  around.turbo = true;
  around.switches = around.sees_all_processes = true;
  around.services = {probe::kFabricService};
  around.gpus = {{.address = "0000:3b:00.0", .driver = "nvidia", .iommu = "identity"},
                 {.address = "0000:3b:00.1", .driver = "nvidia", .iommu = "identity"}};
  around.limits = {.locked_memory_bytes = {},
                   .open_files = 65536,
                   .free_tasks = 10000,
                   .shared_memory_bytes = 8 * kGibibyte,
                   .shared_memory_free_bytes = 8 * kGibibyte};
  return node;
}

}  // namespace assay::judge
