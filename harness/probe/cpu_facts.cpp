// How the facts of the CPU are put together.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/cpu_facts.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <string_view>

#include "harness/probe/cgroup.hpp"
#include "harness/probe/memory.hpp"
#include "harness/probe/text.hpp"
#include "harness/probe/topology.hpp"
#include "harness/probe/virtualisation.hpp"
#include "kernels/error.hpp"

namespace assay::probe {
namespace {

constexpr std::string_view kArchitecture =
#if defined(__x86_64__)
    "x86_64";
#elif defined(__aarch64__)
    "aarch64";
#else
    "other";
#endif

using Entries = std::map<std::string, std::string, std::less<>>;

/// "key : value" of the first processor in /proc/cpuinfo; the flags line alone is some 2000 bytes
/// long.
Entries first_processor(const Tree& tree) {
  Entries entries;
  const std::string text = tree.text("proc/cpuinfo").value_or("");
  const std::string_view block = std::string_view(text).substr(0, text.find("\n\n"));
  for (const std::string_view line : split(block, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::optional<std::string> key = clean_text(line.substr(0, colon));
    const std::optional<std::string> value = clean_text(line.substr(colon + 1), 8192);
    if (key && value) entries.emplace(*key, *value);
  }
  return entries;
}

std::string value_of(const Entries& entries, std::string_view key) {
  const auto entry = entries.find(key);
  return entry == entries.end() ? std::string() : entry->second;
}

void identify(CpuFacts& cpu, const Entries& entries) {
  cpu.model = clean_text(value_of(entries, "model name"));
  cpu.vendor = clean_text(value_of(entries, "vendor_id"));
  cpu.family = parse_small_number(value_of(entries, "cpu family"));
  cpu.model_number = parse_small_number(value_of(entries, "model"));
  cpu.stepping = parse_small_number(value_of(entries, "stepping"));
  if (const auto megahertz = parse_positive_real(value_of(entries, "cpu MHz"))) {
    cpu.stated_frequency_hz = *megahertz * 1e6;
  }
}

void choose_threads(CpuFacts& cpu, const Tree& tree) {
  const Cores cores = cores_of(tree, cpu.allowed_processors);
  cpu.threads_per_core = cores.threads_per_core;
  cpu.threads = thread_count(cores.first_processors.size(), cpu.quota_processors);
  cpu.thread_processors = cores.first_processors;
  cpu.thread_processors.resize(cpu.threads);
}

void read_memory(CpuFacts& cpu, const Tree& tree, const CgroupLimits& limits) {
  const Memory memory = host_memory(tree);
  cpu.memory_bytes = memory.total_bytes;
  cpu.memory_limit_bytes = limits.memory_bytes;
  cpu.memory_available_bytes = memory.available_bytes;
  if (limits.memory_unused_bytes) {
    cpu.memory_available_bytes = std::min(
        memory.available_bytes.value_or(*limits.memory_unused_bytes), *limits.memory_unused_bytes);
  }
  cpu.transparent_huge_pages = transparent_huge_pages(tree);
}

/// Of the first processor that is measured; cpufreq writes kHz.
void read_frequencies(CpuFacts& cpu, const Tree& tree) {
  const std::string folder =
      "sys/devices/system/cpu/cpu" + std::to_string(cpu.thread_processors.front()) + "/cpufreq/";
  const auto hertz = [&](const char* file) -> std::optional<double> {
    const std::optional<std::uint64_t> kilohertz = tree.number(folder + file);
    if (!kilohertz || *kilohertz == 0) return std::nullopt;
    return static_cast<double>(*kilohertz) * 1e3;
  };
  cpu.governor = tree.line(folder + "scaling_governor");
  cpu.frequency_hz = hertz("scaling_cur_freq");
  cpu.minimum_frequency_hz = hertz("cpuinfo_min_freq");
  cpu.maximum_frequency_hz = hertz("cpuinfo_max_freq");
}

void read_virtualisation(CpuFacts& cpu, const CpuSources& sources, const Entries& entries) {
  VirtualisationEvidence evidence;
  evidence.signature = sources.features.hypervisor_signature;
  const auto flags = entries.find("flags");
  if (flags != entries.end()) evidence.flags = flags->second;
  const Virtualisation found = virtualisation(sources.tree, evidence);
  cpu.virtualised = found.virtualised;
  cpu.hypervisor = found.hypervisor;
}

}  // namespace

std::uint32_t thread_count(std::size_t cores, std::optional<double> quota_processors) {
  double threads = static_cast<double>(cores);
  if (quota_processors) threads = std::min(threads, std::floor(*quota_processors));
  return static_cast<std::uint32_t>(std::max(threads, 1.0));
}

CpuFacts probe_cpu(const CpuSources& sources) {
  if (sources.affinity.empty()) {
    throw Error(ErrorKind::unavailable,
                "this process may run on no processor; widen its affinity mask or cpuset");
  }
  const Tree& tree = sources.tree;
  const Entries entries = first_processor(tree);
  const CgroupLimits limits = cgroup_limits(tree);
  const std::vector<int> online = online_processors(tree);
  CpuFacts cpu;
  identify(cpu, entries);
  cpu.architecture = kArchitecture;
  cpu.instruction_set = instruction_set_name(best_cpu_target(sources.features));
  cpu.allowed_processors = sources.affinity;
  // Without sysfs, those that are allowed are at least online.
  cpu.online_processors =
      static_cast<std::uint32_t>(std::max(online.size(), cpu.allowed_processors.size()));
  cpu.quota_processors = limits.processors;
  cpu.sockets = sockets_of(tree, online);
  choose_threads(cpu, tree);
  cpu.caches = caches_of(tree, cpu.allowed_processors, cpu.thread_processors);
  cpu.numa_nodes = numa_nodes(tree, cpu.allowed_processors);
  read_memory(cpu, tree, limits);
  read_frequencies(cpu, tree);
  read_virtualisation(cpu, sources, entries);
  return cpu;
}

}  // namespace assay::probe
