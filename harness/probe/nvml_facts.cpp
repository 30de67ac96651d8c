// Each fact is asked for by itself: one that is missing takes no other with it.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/nvml_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace assay::probe {
namespace {

std::string lost_text(const NvmlFailure& failure) {
  return fmt::format("NVML says of it: {}; reset the GPU, or the host if that fails",
                     to_string(failure));
}

/// Takes the answers about one GPU, and notes by key what was not answered.
class Intake {
 public:
  Intake(const NvmlDevice& device, CudaFacts& gpu) : device_(device), gpu_(gpu) {}

  template <class Field, class Value>
  void take(const char* key, Field& field, std::optional<Value> value) {
    if (value) {
      field = std::move(*value);
    } else if (!field) {
      missed(key);
    }
  }

  void missed(const char* key) { missed(key, device_.last_failure()); }

  void missed(const char* key, const NvmlFailure& failure) {
    if (failure.status == NvmlStatus::gpu_lost) {
      gpu_.unusable = lost_text(failure);
    } else if (failure.status != NvmlStatus::hung) {
      gpu_.not_supported.emplace_back(key);
    }
  }

 private:
  const NvmlDevice& device_;
  CudaFacts& gpu_;
};

std::string four_digits(unsigned combined_id) {
  return fmt::format("{:04X}", combined_id >> 16);
}

void read_identity(const NvmlDevice& device, Intake& intake, CudaFacts& gpu) {
  if (device.is_slice()) {
    if (const auto uuid = device.uuid()) gpu.uuid = *uuid;
    gpu.mig = true;
  } else {
    intake.take("mig", gpu.mig, device.mig_mode());
  }
  intake.take("serial", gpu.serial, device.serial());
  intake.take("vbios", gpu.vbios, device.vbios());
  if (gpu.pci_device_id && gpu.pci_subsystem_id) return;
  const auto pci = device.pci_info();
  if (!pci) return intake.missed("pci_device_id");
  gpu.pci_device_id = four_digits(pci->device_id);
  gpu.pci_subsystem_id = four_digits(pci->subsystem_id);
}

void read_clocks(const NvmlDevice& device, Intake& intake, CudaFacts& gpu) {
  intake.take("clock_hz", gpu.clock_hz, device.sm_clock_hz());
  intake.take("memory_clock_now_hz", gpu.memory_clock_now_hz, device.memory_clock_hz());
  intake.take("application_clock_hz", gpu.application_clock_hz, device.application_clock_hz());
  intake.take("application_memory_clock_hz", gpu.application_memory_clock_hz,
              device.application_memory_clock_hz());
  intake.take("temperature_c", gpu.temperature_c, device.temperature_c());
  intake.take("power_limit_w", gpu.power_limit_w, device.enforced_power_limit_w());
  intake.take("default_power_limit_w", gpu.default_power_limit_w, device.default_power_limit_w());
  if (const auto range = device.power_limit_range_w()) {
    gpu.minimum_power_limit_w = range->first;
    gpu.maximum_power_limit_w = range->second;
  } else {
    intake.missed("minimum_power_limit_w");
    intake.missed("maximum_power_limit_w");
  }
}

void read_state(const NvmlDevice& device, Intake& intake, CudaFacts& gpu) {
  intake.take("persistence", gpu.persistence, device.persistence());
  intake.take("display", gpu.display, device.display_active());
  intake.take("compute_mode", gpu.compute_mode, device.compute_mode());
  intake.take("numa_node", gpu.numa_node, device.numa_node());
  if (const auto rows = device.remapped_rows()) {
    gpu.row_remap_pending = rows->pending;
    gpu.row_remap_failure = rows->failure;
  } else {
    intake.missed("row_remap_pending");
    intake.missed("row_remap_failure");
  }
}

// In the place of what sysfs says: it does not know what the slot allows, and lies in guests.
void read_links(const NvmlDevice& device, Intake& intake, CudaFacts& gpu) {
  intake.take("pcie_generation", gpu.pcie_generation, device.pcie_generation());
  intake.take("pcie_maximum_generation", gpu.pcie_maximum_generation,
              device.pcie_maximum_generation());
  intake.take("pcie_width", gpu.pcie_width, device.pcie_width());
  intake.take("pcie_maximum_width", gpu.pcie_maximum_width, device.pcie_maximum_width());
  intake.take("nvlinks", gpu.nvlinks, device.nvlinks());
  if (!gpu.nvlinks) return;
  gpu.nvlink_links = static_cast<std::uint32_t>(gpu.nvlinks->size());
  gpu.nvlink_links_active = static_cast<std::uint32_t>(std::count_if(
      gpu.nvlinks->begin(), gpu.nvlinks->end(), [](const NvLink& link) { return link.active; }));
}

void read_memory(const NvmlDevice& device, std::uint64_t own_bytes, Intake& intake,
                 CudaFacts& gpu) {
  const auto memory = device.memory();
  if (!memory) {
    intake.missed("memory_total_bytes");
    return intake.missed("memory_used_bytes");
  }
  gpu.memory_total_bytes = memory->total_bytes;
  // CUDA cannot hand out what it keeps of the board's memory.
  gpu.memory_free_bytes = memory->free_bytes;
  if (gpu.memory_bytes != 0) {
    gpu.memory_free_bytes = std::min(gpu.memory_free_bytes, gpu.memory_bytes);
  }
  if (!memory->used_bytes) return intake.missed("memory_used_bytes");
  gpu.memory_used_bytes = *memory->used_bytes - std::min(own_bytes, *memory->used_bytes);
}

/// An MPS server stands in the list of compute processes; its clients have one of their own. Either
/// shows that others share the GPU. Whether contexts of this process would be shared too is what
/// CUDA said.
bool serves_mps(const Nvml& nvml, const NvmlDevice& device,
                const std::vector<GpuProcess>& processes) {
  const auto clients = device.mps_clients();
  if (clients && !clients->empty()) return true;
  return std::any_of(processes.begin(), processes.end(), [&](const GpuProcess& process) {
    return nvml.process_name(process.pid) == "nvidia-cuda-mps-server";
  });
}

void read_use(const Nvml& nvml, const NvmlDevice& device, std::uint64_t own_pid, Intake& intake,
              CudaFacts& gpu) {
  intake.take("processes", gpu.processes, device.processes());
  std::uint64_t own_bytes = 0;
  if (gpu.processes) {
    if (serves_mps(nvml, device, *gpu.processes)) gpu.mps = true;
    for (const GpuProcess& process : *gpu.processes) {
      if (process.pid == own_pid) own_bytes = process.memory_bytes.value_or(0);
    }
    std::erase_if(*gpu.processes,
                  [&](const GpuProcess& process) { return process.pid == own_pid; });
  }
  read_memory(device, own_bytes, intake, gpu);
}

void read_device(const Nvml& nvml, const NvmlDevice& device, std::uint64_t own_pid,
                 CudaFacts& gpu) {
  Intake intake(device, gpu);
  read_identity(device, intake, gpu);
  read_use(nvml, device, own_pid, intake, gpu);
  read_clocks(device, intake, gpu);
  read_state(device, intake, gpu);
  read_links(device, intake, gpu);
  gpu.confidential_compute = nvml.confidential_compute();
  if (!gpu.confidential_compute) intake.missed("confidential_compute", nvml.last_failure());
  std::sort(gpu.not_supported.begin(), gpu.not_supported.end());
  if (gpu.usable() && gpu.compute_mode == "prohibited") {
    gpu.unusable = "its compute mode is prohibited; nvidia-smi -c DEFAULT allows work on it";
  }
}

NvmlFacts facts_of(const Nvml& nvml) {
  NvmlFacts facts;
  facts.loaded = nvml.usable();
  if (facts.loaded) {
    facts.version = nvml.library_version();
    facts.driver_version = nvml.driver_version();
    facts.missing_functions = nvml.missing_functions();
    facts.devices = nvml.device_count();
  }
  facts.reason = nvml.reason();
  return facts;
}

}  // namespace

void read_nvml(const Nvml& nvml, std::uint64_t own_pid, CudaProbe& probe) {
  probe.nvml = facts_of(nvml);
  std::map<int, NvmlDevice> found;
  for (CudaFacts& gpu : probe.devices) {
    if (gpu.uuid.empty() && gpu.pci_bus_id.empty()) continue;
    const auto device = nvml.find(gpu.uuid, gpu.pci_bus_id);
    if (!device) {
      const NvmlFailure& failure = nvml.last_failure();
      if (failure.status == NvmlStatus::gpu_lost) gpu.unusable = lost_text(failure);
      continue;
    }
    read_device(nvml, *device, own_pid, gpu);
    found.emplace(gpu.index, *device);
  }
  for (Peer& peer : probe.peers) {
    const auto from = found.find(peer.from), to = found.find(peer.to);
    if (from != found.end() && to != found.end()) peer.link = from->second.link_to(to->second);
  }
  if (!nvml.usable()) {
    probe.nvml.loaded = false;
    probe.nvml.reason = nvml.reason();
  }
}

}  // namespace assay::probe
