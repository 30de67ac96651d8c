// Facts as "name  value" lines.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/facts_text.hpp"

#include <fmt/format.h>

#include <string_view>

#include "harness/core/units.hpp"
#include "harness/plan/device.hpp"
#include "harness/report/plain.hpp"

namespace assay::cli {
namespace {

constexpr std::size_t kNameColumns = 10;

std::string line(std::string_view name, const std::string& value) {
  if (value.empty()) return {};
  return report::wrap(fmt::format("{:<{}}{}", name, kNameColumns, report::printable(value)),
                      kNameColumns);
}

std::string host_lines(const probe::HostFacts& host) {
  return line("host", host.hostname) +
         line("system",
              fmt::format("{}, kernel {}, {}", host.operating_system, host.kernel, host.machine)) +
         line("container", host.container.value_or(""));
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
  return line("cpu",
              fmt::format("{}, {}", cpu.model.value_or("unknown model"), cpu.instruction_set)) +
         line("threads", threads(cpu)) + line("caches", caches(cpu)) + line("memory", memory(cpu)) +
         line("clock", clocks(cpu)) + line("virtual", machine);
}

std::string gpu_line(const probe::CudaFacts& gpu) {
  std::string text =
      fmt::format("{}, compute {}.{}, {} SMs, {} memory, {} L2, {}", gpu.name, gpu.compute_major,
                  gpu.compute_minor, gpu.multiprocessors, format_bytes(gpu.memory_bytes),
                  format_bytes(gpu.l2_bytes), gpu.pci_bus_id);
  if (!gpu.usable()) text += "; unusable: " + gpu.unusable;
  return line(fmt::format("cuda:{}", gpu.index), text);
}

}  // namespace

std::string facts_text(const probe::Facts& facts) {
  std::string text = host_lines(facts.host) + cpu_lines(facts.cpu);
  for (const auto& gpu : facts.cuda.devices) text += gpu_line(gpu);
  if (facts.cuda.devices.empty()) text += line("gpu", "none: " + plan::why_no_gpu(facts));
  if (facts.cuda.driver_version) text += line("driver", "CUDA " + *facts.cuda.driver_version);
  return text;
}

}  // namespace assay::cli
