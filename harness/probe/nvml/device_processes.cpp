// Who else uses the GPU?
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "harness/probe/nvml/device.hpp"

namespace assay::probe {
namespace {

using Entries = std::vector<nvml_api::ProcessInfo>;

/// Processes come and go between asking how many there are and asking for them.
int read_list(int (*call)(nvml_api::Device, unsigned*, nvml_api::ProcessInfo*),
              nvml_api::Device device, Entries& entries) {
  unsigned count = 0;
  int status = call(device, &count, nullptr);
  for (int attempt = 0; status == nvml_api::kInsufficientSize && attempt < 3; ++attempt) {
    count = 2 * count + 8;
    entries.assign(2 * std::size_t{count}, {});  // twice: see functions.cpp on larger structs
    status = call(device, &count, entries.data());
  }
  entries.resize(status == nvml_api::kSuccess ? std::min(std::size_t{count}, entries.size()) : 0);
  return status;
}

}  // namespace

std::optional<std::vector<GpuProcess>> NvmlDevice::list(
    const NvmlFunctions::Processes& function) const {
  const auto entries = asker_.ask<Entries>(function, [device = handle_](auto call, Entries& out) {
    return read_list(call, device, out);
  });
  if (!entries) return std::nullopt;
  std::vector<GpuProcess> processes;
  for (const nvml_api::ProcessInfo& entry : *entries) {
    GpuProcess process{.pid = entry.pid};
    if (entry.used_bytes != nvml_api::kNotAvailable) process.memory_bytes = entry.used_bytes;
    processes.push_back(process);
  }
  return processes;
}

std::optional<std::vector<GpuProcess>> NvmlDevice::processes() const {
  const auto graphics = list(asker_.functions().graphics_processes);
  const auto compute = list(asker_.functions().compute_processes);
  if (!compute) return std::nullopt;
  // One that does both is in both lists, with the same memory.
  std::map<std::uint64_t, GpuProcess> by_pid;
  for (const auto* list : {&*compute, graphics ? &*graphics : nullptr}) {
    if (list == nullptr) continue;
    for (const GpuProcess& process : *list) {
      GpuProcess& kept = by_pid.try_emplace(process.pid, process).first->second;
      kept.memory_bytes = std::max(kept.memory_bytes, process.memory_bytes);
    }
  }
  std::vector<GpuProcess> processes;
  for (const auto& [pid, process] : by_pid) processes.push_back(process);
  return processes;
}

std::optional<std::vector<GpuProcess>> NvmlDevice::mps_clients() const {
  return list(asker_.functions().mps_processes);
}

}  // namespace assay::probe
