// What control groups, affinity and limits leave to a run.
#include <fmt/format.h>

#include "harness/core/units.hpp"
#include "harness/judge/diagnosis/rules.hpp"

namespace assay::judge {
namespace {

bool in_container(const Patient& patient) {
  return patient.facts.host.container.has_value();
}

void check_processors(const Patient& patient, Hindrances& found) {
  const auto& cpu = patient.facts.cpu;
  const std::size_t allowed = cpu.allowed_processors.size();
  if (allowed < cpu.online_processors) {
    found.push_back(
        {on_cpu(patient), "cpu", "cpuset",
         fmt::format("this process may use {} of {} processors", allowed, cpu.online_processors),
         in_container(patient) ? "docker run without --cpuset-cpus"
                               : "taskset -c 0-N, or Cpus_allowed_list in "
                                 "/proc/self/status shows what set it"});
  }
  if (cpu.quota_processors && *cpu.quota_processors < static_cast<double>(allowed)) {
    found.push_back({on_cpu(patient), "cpu", "quota",
                     fmt::format("a quota of {:.2f} processors stops threads in the middle of a "
                                 "sample",
                                 *cpu.quota_processors),
                     in_container(patient) ? "docker run without --cpus"
                                           : "systemctl set-property UNIT CPUQuota="});
  }
}

// Standard cases on a CPU take up to three arrays of 1 GiB; without room for them they are skipped.
void check_memory(const Patient& patient, Hindrances& found) {
  constexpr std::uint64_t kWanted = std::uint64_t{4} << 30, kLeast = std::uint64_t{512} << 20;
  const auto& cpu = patient.facts.cpu;
  const auto available = cpu.memory_available_bytes;
  if (!available || *available >= kWanted) return;
  const bool limited = cpu.memory_limit_bytes.has_value();
  found.push_back(
      {*available < kLeast ? Effect::spoils : Effect::colours, "host", "memory",
       fmt::format(
           "{} of memory are available{}: larger cases are left out", format_bytes(*available),
           limited ? fmt::format(", of a limit of {}", format_bytes(*cpu.memory_limit_bytes)) : ""),
       limited && in_container(patient) ? "docker run without --memory, or with more"
                                        : "ps aux --sort=-rss | head shows who has it"});
}

void check_tasks(const Patient& patient, Hindrances& found) {
  constexpr std::uint64_t kBesideThreads = 64;  // of CUDA, NCCL and MPI
  const auto free = patient.surroundings.limits.free_tasks;
  if (!free || *free >= patient.facts.cpu.threads + kBesideThreads) return;
  found.push_back({Effect::spoils, "host", "tasks",
                   fmt::format("the control group allows {} more threads, and a run may need {}",
                               *free, patient.facts.cpu.threads + kBesideThreads),
                   in_container(patient) ? "docker run --pids-limit -1"
                                         : "systemctl set-property UNIT TasksMax=infinity"});
}

void check_open_files(const Patient& patient, Hindrances& found) {
  constexpr std::uint64_t kWanted = 1024;
  const auto limit = patient.surroundings.limits.open_files;
  if (!limit || *limit >= kWanted) return;
  found.push_back({Effect::colours, "host", "open_files",
                   fmt::format("at most {} files may be open, and drivers open many", *limit),
                   in_container(patient) ? "docker run --ulimit nofile=65536" : "ulimit -n 65536"});
}

}  // namespace

void examine_container(const Patient& patient, Hindrances& found) {
  check_processors(patient, found);
  check_memory(patient, found);
  check_tasks(patient, found);
  check_open_files(patient, found);
}

void examine_companions(const Patient& patient, Hindrances& found) {
  const std::size_t gpus = asked_gpus(patient).size();
  for (const auto& companion : patient.companions) {
    if (companion.reason.empty() || gpus < companion.gpus) continue;
    found.push_back({Effect::colours, "host", "library",
                     fmt::format("no {} to compare with: {}", companion.name, companion.reason),
                     companion.remedy});
  }
}

}  // namespace assay::judge
