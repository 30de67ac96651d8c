// What the probe warned of, with the command that mends it, and how the driver is set up.
#include <fmt/format.h>

#include "harness/judge/diagnosis/rules.hpp"

namespace assay::judge {
namespace {

using probe::CudaFacts;
using probe::WarningKind;

/// How a kind of warning of the probe is taken. `{}` in a remedy stands for the bus address: the
/// ordinals of CUDA and of nvidia-smi differ.
struct Treatment {
  WarningKind kind;
  Effect effect;
  const char* check;
  const char* remedy;
};
constexpr Treatment kTreatments[] = {
    {WarningKind::foreign_process, Effect::spoils, "foreign_process",
     "nvidia-smi -i {0} --query-compute-apps=pid,name,used_memory --format=csv; then end them"},
    {WarningKind::memory_in_use, Effect::spoils, "memory_in_use",
     "fuser -v /dev/nvidia*, as root on the host; then end what it shows"},
    {WarningKind::display, Effect::colours, "display", "systemctl isolate multi-user.target"},
    {WarningKind::mig, Effect::spoils, "mig", "nvidia-smi -i {0} -mig 0, as root"},
    {WarningKind::mps, Effect::colours, "mps", "echo quit | nvidia-cuda-mps-control"},
    {WarningKind::pending_row_remap, Effect::spoils, "pending_row_remap",
     "nvidia-smi -i {0} --gpu-reset, as root, with nothing running on it"},
    {WarningKind::link_below_maximum, Effect::colours, "link_below_maximum",
     "nvidia-smi -i {0} -q -d PCIE; nvidia-smi nvlink --status -i {0}"},
    {WarningKind::power_limit_below_default, Effect::spoils, "power_limit_below_default",
     "nvidia-smi -i {0} -pl {1:.0f}, as root"},
};

std::string name_of(const CudaFacts& gpu) {
  return fmt::format("cuda:{}", gpu.index);
}

// The probe begins its sentences with the device.
std::string without_device(const CudaFacts& gpu, const std::string& text) {
  const std::string beginning = name_of(gpu) + ": ";
  return text.starts_with(beginning) ? text.substr(beginning.size()) : text;
}

void add_warnings(const CudaFacts& gpu, Hindrances& found) {
  for (const auto& warning : gpu.warnings) {
    for (const Treatment& treatment : kTreatments) {
      if (treatment.kind != warning.kind) continue;
      found.push_back({treatment.effect, name_of(gpu), treatment.check,
                       without_device(gpu, warning.text),
                       fmt::format(fmt::runtime(treatment.remedy), gpu.pci_bus_id,
                                   gpu.default_power_limit_w.value_or(0))});
    }
  }
}

void check_driver_settings(const CudaFacts& gpu, Hindrances& found) {
  const std::string where = name_of(gpu), &bus = gpu.pci_bus_id;
  if (gpu.compute_mode == "prohibited") {
    found.push_back({Effect::spoils, where, "compute_mode",
                     "its compute mode lets no process use it",
                     fmt::format("nvidia-smi -i {} -c DEFAULT, as root", bus)});
  }
  if (gpu.persistence == false) {
    found.push_back({Effect::colours, where, "persistence",
                     "persistence mode is off: the driver unloads between runs, which start slowly "
                     "and lose what was set",
                     fmt::format("nvidia-smi -i {} -pm 1, as root", bus)});
  }
  if (gpu.confidential_compute && *gpu.confidential_compute != "off") {
    found.push_back(
        {Effect::colours, where, "confidential_compute",
         "confidential computing is on: transfers and launches are encrypted and slower",
         "compare with GPUs in the same mode alone"});
  }
  if (gpu.ecc == false) {
    found.push_back({Effect::note, where, "ecc",
                     "error correction is off: faults of its memory stay unseen but for our checks",
                     fmt::format("nvidia-smi -i {} -e 1, as root, then reset it", bus)});
  }
}

void check_temperature(const CudaFacts& gpu, Hindrances& found) {
  // An idle data-centre GPU lies well below; from here there is little left until it slows down.
  constexpr double kHotBeforehand = 65;
  if (gpu.temperature_c.value_or(0) < kHotBeforehand) return;
  found.push_back({Effect::colours, name_of(gpu), "temperature",
                   fmt::format("it has {:.0f} C before anything runs", *gpu.temperature_c),
                   "let it cool down; look at fans, air flow or coolant"});
}

void check_distance(const CudaFacts& gpu, const probe::CpuFacts& cpu, Hindrances& found) {
  if (!gpu.numa_node || cpu.numa_nodes.size() < 2) return;
  for (const auto& node : cpu.numa_nodes) {
    if (node.id != *gpu.numa_node || !node.processors.empty()) continue;
    found.push_back(
        {Effect::colours, name_of(gpu), "distance",
         fmt::format("it hangs on memory node {}, of whose processors this process may "
                     "use none",
                     node.id),
         fmt::format("numactl --cpunodebind={0} --membind={0} assay run ...", node.id)});
  }
}

}  // namespace

void examine_gpus(const Patient& patient, Hindrances& found) {
  for (const CudaFacts* gpu : asked_gpus(patient)) {
    if (!gpu->usable()) {
      found.push_back({Effect::spoils, name_of(*gpu), "unusable", gpu->unusable,
                       "measure another device, or build for this one"});
    }
    add_warnings(*gpu, found);
    check_driver_settings(*gpu, found);
    check_temperature(*gpu, found);
    check_distance(*gpu, patient.facts.cpu, found);
  }
}

}  // namespace assay::judge
