// The rules in turn, then the worst first; and what nobody could look at.
#include "harness/judge/diagnosis/diagnosis.hpp"

#include <algorithm>

#include "harness/judge/diagnosis/rules.hpp"

namespace assay::judge {
namespace {

constexpr int kSpoiledExitCode = 3;

std::vector<std::string> unknown_to(const Patient& patient) {
  std::vector<std::string> unknown;
  const auto& around = patient.surroundings;
  if (!around.load) unknown.emplace_back("load of the host: /proc/loadavg cannot be read");
  if (patient.cpu && !patient.facts.cpu.governor) {
    unknown.emplace_back(
        "governor of the processors: the kernel shows none here, as in most virtual machines");
  }
  if (!patient.gpus || patient.facts.cuda.devices.empty()) return unknown;
  if (!patient.facts.cuda.nvml.loaded) {
    unknown.emplace_back("processes, clocks and power of the GPUs: NVML is not there");
  }
  if (!around.sees_all_processes) {
    unknown.emplace_back(
        "services of the host, such as the fabric manager: a container hides them");
  }
  if (patient.facts.cuda.devices.size() > 1 &&
      std::any_of(around.gpus.begin(), around.gpus.end(),
                  [](const probe::PciGpu& gpu) { return !gpu.bridges_known; })) {
    unknown.emplace_back("access control of the PCI bridges: only root may read it");
  }
  return unknown;
}

}  // namespace

std::string_view to_string(Effect effect) {
  switch (effect) {
    case Effect::note:
      return "note";
    case Effect::colours:
      return "colours";
    case Effect::spoils:
      return "spoils";
  }
  return "";
}

std::size_t Diagnosis::count(Effect effect) const {
  return static_cast<std::size_t>(
      std::count_if(hindrances.begin(), hindrances.end(),
                    [&](const Hindrance& one) { return one.effect == effect; }));
}

int Diagnosis::exit_code() const {
  return count(Effect::spoils) != 0 ? kSpoiledExitCode : 0;
}

Effect on_cpu(const Patient& patient) {
  return patient.cpu ? Effect::colours : Effect::note;
}

std::vector<const probe::CudaFacts*> asked_gpus(const Patient& patient) {
  std::vector<const probe::CudaFacts*> gpus;
  for (const auto& gpu : patient.facts.cuda.devices) {
    const bool asked = !patient.only || std::find(patient.only->begin(), patient.only->end(),
                                                  gpu.index) != patient.only->end();
    if (patient.gpus && asked) gpus.push_back(&gpu);
  }
  return gpus;
}

Diagnosis diagnose(const Patient& patient) {
  Diagnosis diagnosis{.hindrances = {}, .unknown = unknown_to(patient)};
  Hindrances& found = diagnosis.hindrances;
  examine_presence(patient, found);
  examine_gpus(patient, found);
  examine_links(patient, found);
  examine_host(patient, found);
  examine_container(patient, found);
  examine_companions(patient, found);
  std::stable_sort(found.begin(), found.end(), [](const Hindrance& one, const Hindrance& other) {
    return one.effect > other.effect;
  });
  return diagnosis;
}

}  // namespace assay::judge
