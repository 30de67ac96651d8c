// Other work, services and settings, from /proc, /sys and /dev.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/surroundings.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

constexpr std::array<const char*, 3> kServices{kPersistenceService, kFabricService,
                                               kProfilingService};

/// The first of "3.00 4.21 7.58 3/113 12346". An idle host says 0.00, which is known.
std::optional<double> load_of(const Tree& tree) {
  const auto line = tree.line("proc/loadavg");
  if (!line) return std::nullopt;
  const auto words = split(*line, ' ');
  if (words.size() != 5) return std::nullopt;
  if (words[0] == "0.00") return 0.0;
  return parse_positive_real(words[0]);
}

/// "0" or "1"; newer kernels have modes above 1.
std::optional<bool> switched_on(const std::optional<std::uint64_t>& number) {
  if (!number) return std::nullopt;
  return *number != 0;
}

std::optional<bool> turbo_of(const Tree& tree) {
  const std::string folder = "sys/devices/system/cpu/";
  if (const auto off = switched_on(tree.number(folder + "intel_pstate/no_turbo"))) return !*off;
  return switched_on(tree.number(folder + "cpufreq/boost"));
}

bool is_number(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

void read_processes(const Tree& tree, Surroundings& found) {
  for (const auto& name : tree.names("proc")) {
    if (!is_number(name)) continue;
    const auto command = tree.line("proc/" + name + "/comm").value_or("");
    // Kernel threads exist in the host's namespace alone.
    found.sees_all_processes |= command == "kthreadd";
    if (std::find(kServices.begin(), kServices.end(), command) != kServices.end()) {
      found.services.insert(command);
    }
  }
}

// nvidiactl, nvidia-uvm and nvidia0 to nvidia7 must all be open to this process.
void read_device_files(const Tree& tree, Surroundings& found) {
  for (const auto& name : tree.names("dev")) {
    found.switches |= name.starts_with("nvidia-nvswitch");
    const bool needed = name == "nvidiactl" || name == "nvidia-uvm" ||
                        (name.starts_with("nvidia") && is_number(name.substr(6)));
    if (needed && !tree.may_use("dev/" + name)) found.forbidden_devices.push_back("/dev/" + name);
  }
}

}  // namespace

Surroundings surroundings(const Tree& tree) {
  Surroundings found{.limits = process_limits(tree),
                     .load = load_of(tree),
                     .numa_balancing = switched_on(tree.number("proc/sys/kernel/numa_balancing")),
                     .turbo = turbo_of(tree),
                     .gpus = pci_gpus(tree)};
  read_processes(tree, found);
  read_device_files(tree, found);
  return found;
}

}  // namespace assay::probe
