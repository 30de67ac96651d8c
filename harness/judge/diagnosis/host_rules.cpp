// Other work, and how the processors and their memory are set up.
#include <fmt/format.h>

#include "harness/judge/diagnosis/rules.hpp"

namespace assay::judge {
namespace {

// The average lags by a minute: a run that has just ended counts as well.
void check_load(const Patient& patient, Hindrances& found) {
  constexpr double kIdleShare = 0.25;
  const auto load = patient.surroundings.load;
  const std::uint32_t processors = patient.facts.cpu.online_processors;
  if (!load || processors == 0 || *load <= kIdleShare * processors) return;
  found.push_back({patient.cpu ? Effect::spoils : Effect::colours, "host", "load",
                   fmt::format("{:.1f} tasks ran or waited in the last minute, on {} processors",
                               *load, processors),
                   "top shows them: end them, or wait a minute where it was a run"});
}

void check_clock(const Patient& patient, Hindrances& found) {
  const auto& governor = patient.facts.cpu.governor;
  if (governor && *governor != "performance") {
    found.push_back(
        {on_cpu(patient), "cpu", "governor",
         fmt::format("the governor is {}: clocks rise only after work has begun", *governor),
         "cpupower frequency-set -g performance, as root"});
  }
  if (patient.surroundings.turbo == false) {
    found.push_back({Effect::note, "cpu", "turbo", "turbo is off: the nominal clock is the highest",
                     "echo 0 > /sys/devices/system/cpu/intel_pstate/no_turbo, or echo 1 > "
                     "/sys/devices/system/cpu/cpufreq/boost, as root"});
  }
}

void check_memory_settings(const Patient& patient, Hindrances& found) {
  if (patient.facts.cpu.transparent_huge_pages == "never") {
    found.push_back({on_cpu(patient), "cpu", "huge_pages",
                     "huge pages are off: arrays lie in pages of 4 KiB, which costs bandwidth",
                     "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled, as root"});
  }
  if (patient.surroundings.numa_balancing == true && patient.facts.cpu.numa_nodes.size() > 1) {
    found.push_back({on_cpu(patient), "host", "numa_balancing",
                     "the kernel moves pages between memory nodes while they are measured",
                     "sysctl kernel.numa_balancing=0, as root"});
  }
}

void check_virtual(const Patient& patient, Hindrances& found) {
  if (patient.facts.cpu.virtualised != true) return;
  found.push_back(
      {Effect::note, "host", "virtual_machine",
       fmt::format("this is a virtual machine{}: neighbours and the host cannot be seen",
                   patient.facts.cpu.hypervisor ? " (" + *patient.facts.cpu.hypervisor + ")" : ""),
       "measure more than once, at different times"});
}

void check_profiling(const Patient& patient, Hindrances& found) {
  if (!patient.gpus || !patient.surroundings.services.contains(probe::kProfilingService)) return;
  found.push_back({Effect::colours, "host", "profiling",
                   "DCGM's host engine runs: where it profiles, it takes part of the GPUs' rate",
                   "dcgmi profile --pause for the time of the run"});
}

}  // namespace

void examine_host(const Patient& patient, Hindrances& found) {
  check_load(patient, found);
  check_clock(patient, found);
  check_memory_settings(patient, found);
  check_profiling(patient, found);
  check_virtual(patient, found);
}

}  // namespace assay::judge
