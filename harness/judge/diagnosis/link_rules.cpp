// What makes the way from one GPU to another longer than it need be.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "harness/core/units.hpp"
#include "harness/judge/diagnosis/rules.hpp"

namespace assay::judge {
namespace {

void check_fabric(const Patient& patient, Hindrances& found) {
  const auto& around = patient.surroundings;
  if (!around.switches || !around.sees_all_processes) return;
  if (around.services.contains(probe::kFabricService)) return;
  found.push_back({Effect::spoils, "host", "fabric_manager",
                   "there are NVSwitches, and the fabric manager that sets them up does not run",
                   "systemctl enable --now nvidia-fabricmanager, of the driver's own version"});
}

void check_iommu(const Patient& patient, Hindrances& found) {
  const auto& gpus = patient.surroundings.gpus;
  const bool translates = std::any_of(gpus.begin(), gpus.end(), [](const probe::PciGpu& gpu) {
    return gpu.iommu && gpu.iommu->starts_with("DMA");
  });
  if (!translates) return;
  found.push_back({Effect::colours, "host", "iommu",
                   "an IOMMU translates what GPUs read and write over PCIe",
                   "add iommu=pt to the kernel's command line and start anew"});
}

void check_access_control(const Patient& patient, Hindrances& found) {
  std::set<std::string> bridges;
  for (const auto& gpu : patient.surroundings.gpus) {
    bridges.insert(gpu.redirecting_bridges.begin(), gpu.redirecting_bridges.end());
  }
  if (bridges.empty()) return;
  found.push_back({Effect::colours, "host", "access_control",
                   fmt::format("PCI bridges send what goes from GPU to GPU through the host "
                               "(access control services): {}",
                               fmt::join(bridges, ", ")),
                   fmt::format("setpci -s {} ECAP_ACS+0x6.w=0000, as root, for each of them",
                               *bridges.begin())});
}

// What NCCL's manual asks for; containers begin with 64 MiB.
void check_shared_memory(const Patient& patient, Hindrances& found) {
  constexpr std::uint64_t kWanted = std::uint64_t{1} << 30;
  const auto free = patient.surroundings.limits.shared_memory_free_bytes;
  if (!free || *free >= kWanted) return;
  found.push_back({Effect::colours, "host", "shared_memory",
                   fmt::format("{} of /dev/shm are free, and NCCL and MPI exchange data there",
                               format_bytes(*free)),
                   patient.facts.host.container ? "docker run --shm-size=1g"
                                                : "mount -o remount,size=1g /dev/shm, as root"});
}

void check_locked_memory(const Patient& patient, Hindrances& found) {
  constexpr std::uint64_t kWanted = std::uint64_t{1} << 30;
  const auto limit = patient.surroundings.limits.locked_memory_bytes;
  if (!limit || *limit >= kWanted) return;
  found.push_back({Effect::colours, "host", "locked_memory",
                   fmt::format("at most {} may be locked, and network adapters need locked memory",
                               format_bytes(*limit)),
                   patient.facts.host.container ? "docker run --ulimit memlock=-1"
                                                : "ulimit -l unlimited, as root before the run"});
}

}  // namespace

void examine_links(const Patient& patient, Hindrances& found) {
  if (asked_gpus(patient).size() < 2) return;
  check_fabric(patient, found);
  check_iommu(patient, found);
  check_access_control(patient, found);
  check_shared_memory(patient, found);
  check_locked_memory(patient, found);
}

}  // namespace assay::judge
