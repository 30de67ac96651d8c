// How /sys/devices/system tells cores, sockets and NUMA nodes.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/topology.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "harness/probe/memory.hpp"
#include "harness/probe/processor_list.hpp"

namespace assay::probe {
namespace {

/// sysfs lists grow with the machine, so they are not held to the length of clean_text.
std::optional<std::vector<int>> list_at(const Tree& tree, const std::string& path) {
  const std::optional<std::string> text = tree.text(path);
  return text ? parse_processor_list(*text) : std::nullopt;
}

std::string topology_folder(int processor) {
  return "sys/devices/system/cpu/cpu" + std::to_string(processor) + "/topology/";
}

/// Hardware threads of the core, this processor among them; empty where unknown.
std::vector<int> siblings_of(const Tree& tree, int processor) {
  const auto siblings = list_at(tree, topology_folder(processor) + "thread_siblings_list");
  if (!siblings || !std::binary_search(siblings->begin(), siblings->end(), processor)) return {};
  return *siblings;
}

}  // namespace

std::vector<int> online_processors(const Tree& tree) {
  return list_at(tree, "sys/devices/system/cpu/online").value_or(std::vector<int>{});
}

Cores cores_of(const Tree& tree, const std::vector<int>& allowed) {
  Cores cores;
  std::set<int> seen;
  for (const int processor : allowed) {
    const std::vector<int> siblings = siblings_of(tree, processor);
    if (!siblings.empty()) {
      const auto count = static_cast<std::uint32_t>(siblings.size());
      cores.threads_per_core = std::max(cores.threads_per_core.value_or(0), count);
    }
    const int core = siblings.empty() ? processor : siblings.front();
    if (seen.insert(core).second) cores.first_processors.push_back(processor);
  }
  return cores;
}

std::optional<std::uint32_t> sockets_of(const Tree& tree, const std::vector<int>& processors) {
  std::set<std::uint64_t> packages;
  for (const int processor : processors) {
    // ARM kernels without a firmware table write -1, which is no number here.
    const auto package = tree.number(topology_folder(processor) + "physical_package_id");
    if (!package) return std::nullopt;
    packages.insert(*package);
  }
  if (packages.empty()) return std::nullopt;
  return static_cast<std::uint32_t>(packages.size());
}

std::vector<NumaNode> numa_nodes(const Tree& tree, const std::vector<int>& allowed) {
  const std::string nodes = "sys/devices/system/node/";
  std::vector<NumaNode> found;
  for (const int id : list_at(tree, nodes + "online").value_or(std::vector<int>{})) {
    const std::string folder = nodes + "node" + std::to_string(id);
    const auto processors = list_at(tree, folder + "/cpulist");
    const auto memory = node_memory_bytes(tree, folder, id);
    if (!processors || !memory) continue;
    found.push_back(
        {.id = id, .memory_bytes = *memory, .processors = intersection(allowed, *processors)});
  }
  return found;
}

}  // namespace assay::probe
