// What is not known is left out, and named once at the end.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/gpu_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "harness/cli/named_line.hpp"
#include "harness/core/units.hpp"

namespace assay::cli {
namespace {

using Parts = std::vector<std::string>;

std::string identity(const probe::CudaFacts& gpu) {
  std::string text =
      fmt::format("{}, compute {}.{}, {} SMs, {} memory, {} L2, {}", gpu.name, gpu.compute_major,
                  gpu.compute_minor, gpu.multiprocessors, format_bytes(gpu.memory_bytes),
                  format_bytes(gpu.l2_bytes), gpu.pci_bus_id);
  if (!gpu.usable()) text += "; unusable: " + gpu.unusable;
  return text;
}

void add_hertz(Parts& parts, const char* form, std::optional<double> hertz) {
  if (hertz) parts.push_back(fmt::format(fmt::runtime(form), format_quantity(*hertz, "Hz")));
}

std::string clocks(const probe::CudaFacts& gpu) {
  Parts parts;
  add_hertz(parts, "{} now", gpu.clock_hz);
  add_hertz(parts, "at most {}", gpu.maximum_clock_hz);
  add_hertz(parts, "memory {}",
            gpu.memory_clock_now_hz ? gpu.memory_clock_now_hz : gpu.memory_clock_hz);
  add_hertz(parts, "applications {}", gpu.application_clock_hz);
  return comma_list(parts);
}

std::string power(const probe::CudaFacts& gpu) {
  Parts parts;
  if (gpu.power_limit_w) parts.push_back(fmt::format("limit {:.0f} W", *gpu.power_limit_w));
  if (gpu.default_power_limit_w) {
    parts.push_back(fmt::format("default {:.0f} W", *gpu.default_power_limit_w));
  }
  if (gpu.minimum_power_limit_w && gpu.maximum_power_limit_w) {
    parts.push_back(fmt::format("{:.0f} to {:.0f} W allowed", *gpu.minimum_power_limit_w,
                                *gpu.maximum_power_limit_w));
  }
  if (gpu.temperature_c) parts.push_back(fmt::format("{:.0f} C", *gpu.temperature_c));
  return comma_list(parts);
}

std::string memory(const probe::CudaFacts& gpu) {
  Parts parts;
  if (gpu.memory_total_bytes) {
    parts.push_back(fmt::format("{} on the board", format_bytes(*gpu.memory_total_bytes)));
  }
  if (gpu.memory_used_bytes) {
    parts.push_back(fmt::format("{} in use", format_bytes(*gpu.memory_used_bytes)));
  }
  if (gpu.memory_bus_bits) parts.push_back(fmt::format("{} bits", *gpu.memory_bus_bits));
  if (gpu.ecc) parts.emplace_back(*gpu.ecc ? "ECC" : "no ECC");
  return comma_list(parts);
}

std::string nvlinks(const std::vector<probe::NvLink>& links) {
  if (links.empty()) return "no NVLink";
  const auto up = std::count_if(links.begin(), links.end(), [](auto& link) { return link.active; });
  std::string text = fmt::format("{} of {} NVLinks", up, links.size());
  const auto rated = std::find_if(links.begin(), links.end(),
                                  [](auto& link) { return link.active && link.rate.has_value(); });
  if (rated != links.end()) text += " at " + format_quantity(*rated->rate, "B/s");
  return text;
}

std::string connections(const probe::CudaFacts& gpu) {
  Parts parts;
  if (gpu.pcie_generation && gpu.pcie_width) {
    parts.push_back(fmt::format("PCIe {} x{}", *gpu.pcie_generation, *gpu.pcie_width));
    if (gpu.pcie_maximum_generation && gpu.pcie_maximum_width) {
      parts.back() +=
          fmt::format(" of {} x{}", *gpu.pcie_maximum_generation, *gpu.pcie_maximum_width);
    }
  }
  if (gpu.nvlinks) parts.push_back(nvlinks(*gpu.nvlinks));
  if (gpu.numa_node) parts.push_back(fmt::format("NUMA node {}", *gpu.numa_node));
  return comma_list(parts);
}

void add_switch(Parts& parts, const char* name, std::optional<bool> on) {
  if (on) parts.push_back(fmt::format("{} {}", name, *on ? "on" : "off"));
}

std::string state(const probe::CudaFacts& gpu) {
  Parts parts;
  add_switch(parts, "persistence", gpu.persistence);
  add_switch(parts, "MIG", gpu.mig);
  add_switch(parts, "MPS", gpu.mps);
  add_switch(parts, "display", gpu.display);
  if (gpu.compute_mode) parts.push_back("compute mode " + *gpu.compute_mode);
  if (gpu.confidential_compute) {
    parts.push_back("confidential compute " + *gpu.confidential_compute);
  }
  return comma_list(parts);
}

std::string ids(const probe::CudaFacts& gpu) {
  Parts parts;
  if (!gpu.uuid.empty()) parts.push_back(gpu.uuid);
  if (gpu.serial) parts.push_back("serial " + *gpu.serial);
  if (gpu.pci_device_id) parts.push_back("device " + *gpu.pci_device_id);
  if (gpu.pci_subsystem_id) parts.push_back("subsystem " + *gpu.pci_subsystem_id);
  if (gpu.vbios) parts.push_back("VBIOS " + *gpu.vbios);
  return comma_list(parts);
}

std::string peer_text(const probe::Peer& peer) {
  Parts parts{peer.link.value_or("unknown link"), peer.access ? "access" : "no access"};
  if (peer.atomics) parts.emplace_back("atomics");
  return comma_list(parts);
}

}  // namespace

std::string gpu_lines(const probe::CudaFacts& gpu) {
  return named_line(fmt::format("cuda:{}", gpu.index), identity(gpu)) +
         named_line("  clock", clocks(gpu)) + named_line("  power", power(gpu)) +
         named_line("  memory", memory(gpu)) + named_line("  links", connections(gpu)) +
         named_line("  state", state(gpu)) + named_line("  ids", ids(gpu)) +
         named_line("  untold", comma_list(gpu.not_supported));
}

std::string peer_lines(const probe::CudaProbe& cuda) {
  std::map<std::string, int> pairs;
  for (const probe::Peer& peer : cuda.peers) ++pairs[peer_text(peer)];
  std::string text;
  for (const auto& [how, count] : pairs) {
    text += named_line(text.empty() ? "peers" : "", fmt::format("{} pairs: {}", count, how));
  }
  return text;
}

std::string driver_lines(const probe::CudaProbe& cuda) {
  Parts parts;
  if (cuda.nvml.driver_version) parts.push_back(*cuda.nvml.driver_version);
  if (cuda.driver_version) parts.push_back("CUDA " + *cuda.driver_version);
  if (cuda.nvml.version) parts.push_back("NVML " + *cuda.nvml.version);
  std::string text = named_line("driver", comma_list(parts));
  // Without GPUs the reason of the one is that of the other.
  if (!cuda.devices.empty()) text += named_line("nvml", cuda.nvml.reason);
  if (!cuda.nvml.missing_functions.empty()) {
    text += named_line("nvml", "without " + comma_list(cuda.nvml.missing_functions));
  }
  if (!cuda.devices.empty() && cuda.nvml.devices.value_or(0) > cuda.devices.size()) {
    text += named_line("hidden", fmt::format("NVML sees {} GPUs, CUDA shows {}", *cuda.nvml.devices,
                                             cuda.devices.size()));
  }
  return text;
}

std::string warning_lines(const probe::CudaProbe& cuda) {
  std::string text;
  for (const auto& gpu : cuda.devices) {
    for (const auto& warning : gpu.warnings) text += named_line("warning", warning.text);
  }
  return text;
}

}  // namespace assay::cli
