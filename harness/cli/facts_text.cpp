// Facts as "name  value" lines.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/facts_text.hpp"

#include <fmt/format.h>

#include "harness/cli/gpu_text.hpp"
#include "harness/cli/named_line.hpp"
#include "harness/core/units.hpp"
#include "harness/plan/device.hpp"

namespace assay::cli {
namespace {

std::string host_lines(const probe::HostFacts& host) {
  return named_line("host", host.hostname) +
         named_line("system", fmt::format("{}, kernel {}, {}", host.operating_system, host.kernel,
                                          host.machine)) +
         named_line("container", host.container.value_or(""));
}

std::string threads(const probe::CpuFacts& cpu) {
  std::string text = fmt::format("{} measuring, of {} processors allowed and {} online",
                                 cpu.threads, cpu.allowed_processors.size(), cpu.online_processors);
  if (cpu.quota_processors) text += fmt::format(", quota {:.2f}", *cpu.quota_processors);
  return text;
}

std::string caches(const probe::CpuFacts& cpu) {
  std::string text;
  for (const auto& cache : cpu.caches) {
    if (cache.type == "instruction") continue;
    if (!text.empty()) text += ", ";
    text += fmt::format("L{} ", cache.level);
    if (cache.instances) text += fmt::format("{} x ", *cache.instances);
    text += format_bytes(cache.size_bytes);
  }
  return text;
}

std::string memory(const probe::CpuFacts& cpu) {
  std::string text;
  if (cpu.memory_bytes) text = format_bytes(*cpu.memory_bytes);
  if (cpu.memory_available_bytes) {
    text += fmt::format("{}{} available", text.empty() ? "" : ", ",
                        format_bytes(*cpu.memory_available_bytes));
  }
  return text;
}

std::string clocks(const probe::CpuFacts& cpu) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (cpu.frequency_hz) add(format_quantity(*cpu.frequency_hz, "Hz"));
  if (cpu.maximum_frequency_hz) {
    add("at most " + format_quantity(*cpu.maximum_frequency_hz, "Hz"));
  }
  if (cpu.stated_frequency_hz) add("stated " + format_quantity(*cpu.stated_frequency_hz, "Hz"));
  if (cpu.governor) add("governor " + *cpu.governor);
  return text;
}

std::string cpu_lines(const probe::CpuFacts& cpu) {
  std::string machine;
  if (cpu.virtualised == true) machine = "yes" + (cpu.hypervisor ? ", " + *cpu.hypervisor : "");
  if (cpu.virtualised == false) machine = "no";
  return named_line("cpu", fmt::format("{}, {}", cpu.model.value_or("unknown model"),
                                       cpu.instruction_set)) +
         named_line("threads", threads(cpu)) + named_line("caches", caches(cpu)) +
         named_line("memory", memory(cpu)) + named_line("clock", clocks(cpu)) +
         named_line("virtual", machine);
}

}  // namespace

std::string facts_text(const probe::Facts& facts) {
  std::string text = host_lines(facts.host) + cpu_lines(facts.cpu);
  for (const auto& gpu : facts.cuda.devices) text += gpu_lines(gpu);
  if (facts.cuda.devices.empty()) text += named_line("gpu", "none: " + plan::why_no_gpu(facts));
  text += peer_lines(facts.cuda) + driver_lines(facts.cuda) + warning_lines(facts.cuda);
  return text;
}

}  // namespace assay::cli
