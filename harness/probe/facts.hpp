// What this host and its devices are, as the operating system and the drivers state it.
// Unknown facts are empty optionals, never zero.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace assay::probe {

struct Cache {
  int level = 0;
  std::string type;                               ///< "data", "instruction", "unified"
  std::uint64_t size_bytes = 0;                   ///< one instance
  std::optional<std::uint32_t> shared_by;         ///< logical processors sharing one instance
  std::optional<std::uint32_t> instances;         ///< over the processors allowed to this process
  std::optional<std::uint32_t> thread_instances;  ///< over CpuFacts::thread_processors
};

struct NumaNode {
  int id = 0;
  std::uint64_t memory_bytes = 0;
  std::vector<int> processors;  ///< of the allowed ones
};

struct CpuFacts {
  std::optional<std::string> model;
  std::optional<std::string> vendor;
  std::optional<int> family, model_number, stepping;
  std::string architecture;     ///< "x86_64"
  std::string instruction_set;  ///< chosen target: "avx512", "avx2", "baseline"
  std::optional<std::uint32_t> sockets;
  std::uint32_t online_processors = 0;     ///< logical, of the host
  std::vector<int> allowed_processors;     ///< affinity mask and cpuset of this process
  std::optional<double> quota_processors;  ///< cgroup CPU quota, in processors; absent: none
  std::uint32_t threads = 0;           ///< threads a measurement uses: one a core, within the quota
  std::vector<int> thread_processors;  ///< the processor each of them is pinned to
  std::optional<std::uint32_t> threads_per_core;
  std::vector<Cache> caches;
  std::vector<NumaNode> numa_nodes;
  std::optional<std::uint64_t> memory_bytes;            ///< of the host
  std::optional<std::uint64_t> memory_limit_bytes;      ///< of the cgroup; absent: none
  std::optional<std::uint64_t> memory_available_bytes;  ///< at probe time, within the cgroup limit
  std::optional<std::string> governor;
  std::optional<double> frequency_hz, minimum_frequency_hz, maximum_frequency_hz;  ///< of cpufreq
  std::optional<double> stated_frequency_hz;  ///< of cpuinfo; usually nominal if virtualised
  std::optional<bool> virtualised;
  std::optional<std::string> hypervisor;
  std::optional<std::string> transparent_huge_pages;

  /// Sum of the last-level caches reachable by the threads; 0 where unknown.
  std::uint64_t last_level_cache_bytes() const;
};

struct CudaFacts {
  int index = 0;
  std::string uuid;
  std::string name;
  std::string pci_bus_id;
  int compute_major = 0, compute_minor = 0;
  std::uint32_t multiprocessors = 0;
  std::uint64_t memory_bytes = 0, memory_free_bytes = 0;
  std::uint64_t l2_bytes = 0;
  std::optional<double> maximum_clock_hz, memory_clock_hz;
  std::optional<std::uint32_t> memory_bus_bits;
  std::optional<bool> ecc;
  std::optional<std::string> pci_device_id = {};     ///< four upper-case hexadecimal digits
  std::optional<std::string> pci_subsystem_id = {};  ///< likewise
  std::optional<bool> mig = {};                      ///< true: this is a slice of a GPU
  std::optional<double> power_limit_w = {};          ///< enforced now
  std::optional<double> default_power_limit_w = {};
  std::optional<std::uint32_t> nvlink_links = {};  ///< the device has
  std::optional<std::uint32_t> nvlink_links_active = {};
  std::optional<std::uint32_t> pcie_generation = {}, pcie_maximum_generation = {};
  std::optional<std::uint32_t> pcie_width = {}, pcie_maximum_width = {};  ///< lanes
  std::string unusable;  ///< not empty: nothing can be measured on it, and why

  bool usable() const { return unusable.empty(); }
};

/// Result of looking for GPUs. If none of `devices` is usable, `reason` says why, for people.
struct CudaProbe {
  bool built = false;  ///< this binary holds GPU kernels
  std::vector<CudaFacts> devices;
  std::string reason;
  std::optional<std::string> driver_version;  ///< CUDA version the driver supports, "13.0"
  std::optional<std::string> runtime_version;
};

struct HostFacts {
  std::string hostname;
  std::string operating_system;  ///< PRETTY_NAME of os-release
  std::string kernel;            ///< uname release
  std::string machine;           ///< uname machine
  std::optional<std::string> c_library;
  std::optional<std::string> container;            ///< "docker", "podman", "kubernetes", ...
  std::map<std::string, std::string> environment;  ///< by allow-list only
};

struct Facts {
  HostFacts host;
  CpuFacts cpu;
  CudaProbe cuda;
};

}  // namespace assay::probe
