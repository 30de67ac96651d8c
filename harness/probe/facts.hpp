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

/// One NVLink of a GPU, as NVML states it.
struct NvLink {
  std::uint32_t link = 0;
  bool active = false;
  std::optional<std::uint32_t> version = {};
  std::optional<double> rate = {};              ///< B/s, one direction
  std::optional<std::string> remote_kind = {};  ///< "gpu", "switch", "ibm_npu", "unknown"
  std::optional<std::string> remote_pci_bus = {};
};

/// A process that holds memory of a GPU. Its name is left out: documents travel.
struct GpuProcess {
  std::uint64_t pid = 0;  ///< as the driver sees it; of another namespace in a container
  std::optional<std::uint64_t> memory_bytes = {};
};

/// What would spoil or colour a measurement, seen before it began.
enum class WarningKind {
  foreign_process,
  memory_in_use,
  display,
  mig,
  mps,
  pending_row_remap,
  link_below_maximum,
  power_limit_below_default,
};

struct Warning {
  WarningKind kind{};
  std::string text;  ///< what was seen, and what to do
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
  std::optional<bool> multicast = {};                ///< the switch adds up and stores to all GPUs
  std::optional<double> power_limit_w = {};          ///< enforced now
  std::optional<double> default_power_limit_w = {};
  std::optional<std::uint32_t> nvlink_links = {};  ///< the device has
  std::optional<std::uint32_t> nvlink_links_active = {};
  std::optional<std::uint32_t> pcie_generation = {}, pcie_maximum_generation = {};
  std::optional<std::uint32_t> pcie_width = {}, pcie_maximum_width = {};  ///< lanes
  // From here on what NVML alone knows; it is found by UUID or bus id, never by ordinal.
  std::optional<std::string> serial = {}, vbios = {};
  std::optional<double> clock_hz = {}, memory_clock_now_hz = {};  ///< at probe time
  std::optional<double> application_clock_hz = {}, application_memory_clock_hz = {};
  std::optional<std::uint64_t> memory_total_bytes = {};  ///< of the board: CUDA keeps a part of it
  std::optional<std::uint64_t> memory_used_bytes = {};   ///< by everybody, this process left out
  std::optional<double> minimum_power_limit_w = {}, maximum_power_limit_w = {};
  std::optional<double> temperature_c = {};
  std::optional<bool> persistence = {};
  std::optional<bool> mps = {};                  ///< processes share the GPU through an MPS server
  std::optional<bool> display = {};              ///< a display is active
  std::optional<std::string> compute_mode = {};  ///< "default", "exclusive_process", "prohibited"
  std::optional<int> numa_node = {};
  std::optional<std::string> confidential_compute = {};  ///< "off", "on", "development"
  std::optional<bool> row_remap_pending = {}, row_remap_failure = {};
  std::optional<std::vector<NvLink>> nvlinks = {};        ///< empty: it has none
  std::optional<std::vector<GpuProcess>> processes = {};  ///< others than this one
  std::vector<std::string> not_supported = {};  ///< what this driver does not tell, by key, sorted
  std::vector<Warning> warnings = {};
  std::string unusable = {};  ///< not empty: nothing can be measured on it, and why

  bool usable() const { return unusable.empty(); }
  /// Somebody else works on it: a measurement would tell of both.
  bool busy() const;
};

/// How one GPU reaches the memory of another. Both by index.
struct Peer {
  int from = 0, to = 0;
  bool access = false, atomics = false;
  std::optional<std::string> link = {};  ///< "nvlink", "pcie_switch", "pcie_host", "system", ...
};

/// What became of the management library. If it is not `loaded`, `reason` says why.
struct NvmlFacts {
  bool loaded = false;
  std::string reason = {};
  std::optional<std::string> version = {};          ///< of the library
  std::optional<std::string> driver_version = {};   ///< "580.65.06"
  std::vector<std::string> missing_functions = {};  ///< that this library does not have, sorted
  std::optional<std::uint32_t> devices = {};        ///< of the host that NVML sees
};

/// Result of looking for GPUs. If none of `devices` is usable, `reason` says why, for people.
struct CudaProbe {
  bool built = false;  ///< this binary holds GPU kernels
  std::vector<CudaFacts> devices;
  std::string reason;
  std::optional<std::string> driver_version;  ///< CUDA version the driver supports, "13.0"
  std::optional<std::string> runtime_version;
  std::vector<Peer> peers = {};  ///< every ordered pair of usable devices
  NvmlFacts nvml = {};
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

/// One process of a launcher such as mpirun.
struct WorldRank {
  std::uint32_t rank = 0;
  std::string host = {};
  std::vector<std::string> devices = {};  ///< GPUs it holds, on its own host: "cuda:3"
  std::optional<std::string> mpi_version = {}, nccl_version = {};
};

struct Facts {
  HostFacts host;
  CpuFacts cpu;
  CudaProbe cuda;
  std::vector<WorldRank> world = {};  ///< in order; empty: no launcher
};

}  // namespace assay::probe
