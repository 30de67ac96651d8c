// What does NVIDIA's management library say of one GPU?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/probe/facts.hpp"
#include "harness/probe/nvml/library.hpp"
#include "harness/probe/nvml/status.hpp"

namespace assay::probe {

struct NvmlMemory {
  std::uint64_t total_bytes = 0, free_bytes = 0;
  /// Of processes; absent where the library cannot tell it from what the driver keeps for itself.
  std::optional<std::uint64_t> used_bytes = {};
};

struct NvmlRemappedRows {
  std::uint32_t corrected = 0, uncorrected = 0;
  bool pending = false;  ///< takes effect with the next reset
  bool failure = false;
};

/// For how long since the driver was loaded a clock event reason was active.
struct NvmlClockEventTime {
  std::uint64_t reason = 0;  ///< one bit of clock_event_bits()
  Seconds total{};
};

/// One GPU, or one slice of it. A getter is absent, never zero, where NVML does not answer;
/// last_failure() then says why. Of a slice, what belongs to the GPU as a whole (clocks, power,
/// counters, links) is that of the GPU. For one thread at a time; a copy is two pointers.
class NvmlDevice {
 public:
  NvmlDevice(NvmlAsker asker, nvml_api::Device handle);

  bool is_slice() const { return slice_; }
  std::optional<std::string> uuid() const;  ///< "GPU-..." or "MIG-..."
  std::optional<std::string> serial() const;
  std::optional<std::string> vbios() const;
  std::optional<nvml_api::PciInfo> pci_info() const;

  // Read again and again while measuring.
  std::optional<double> sm_clock_hz() const;
  std::optional<double> memory_clock_hz() const;
  /// Of the moment where the driver has it, else averaged as the driver pleases (1 s on Hopper).
  std::optional<double> power_w() const;
  std::optional<double> temperature_c() const;
  /// NVML's own bits: nvml_api::kReason...
  std::optional<std::uint64_t> clock_event_bits() const;

  // Counters: only differences mean something.
  std::optional<double> total_energy_j() const;
  /// Empty where the driver counts none of them.
  std::vector<NvmlClockEventTime> clock_event_times() const;
  std::optional<std::uint64_t> ecc_corrected() const;  ///< since the driver was loaded
  std::optional<std::uint64_t> ecc_uncorrected() const;
  std::optional<NvmlRemappedRows> remapped_rows() const;
  std::optional<std::uint64_t> pcie_replays() const;
  std::optional<std::uint64_t> nvlink_errors() const;  ///< of every kind and link together

  // State and limits.
  std::optional<double> application_clock_hz() const;
  std::optional<double> application_memory_clock_hz() const;
  std::optional<double> enforced_power_limit_w() const;
  std::optional<double> default_power_limit_w() const;
  std::optional<std::pair<double, double>> power_limit_range_w() const;
  std::optional<NvmlMemory> memory() const;
  std::optional<bool> persistence() const;
  std::optional<bool> display_active() const;
  std::optional<bool> mig_mode() const;
  std::optional<std::string> compute_mode() const;  ///< "default", "exclusive_process", ...
  std::optional<int> numa_node() const;             ///< of the host memory that is nearest
  std::optional<std::uint32_t> pcie_generation() const, pcie_maximum_generation() const;
  std::optional<std::uint32_t> pcie_width() const, pcie_maximum_width() const;
  std::optional<std::vector<NvLink>> nvlinks() const;

  /// Of compute and graphics, this process among them if it uses the GPU; each pid once.
  std::optional<std::vector<GpuProcess>> processes() const;
  /// Clients of an MPS server.
  std::optional<std::vector<GpuProcess>> mps_clients() const;

  /// "nvlink", "internal", "pcie_switch", "pcie_switches", "pcie_host", "node" or "system".
  std::optional<std::string> link_to(const NvmlDevice& other) const;

  // The only calls that change anything, and only for who was asked to.
  /// What the SM clock is without a lock, power and heat permitting: the default application clock,
  /// else the highest.
  std::optional<std::uint32_t> sustained_clock_mhz() const;
  /// The driver takes the nearest clock that it has. Needs root. False: see last_failure().
  bool lock_clock(std::uint32_t mhz);
  /// To the driver's default, whoever locked it: NVML does not tell what was locked before.
  bool restore_clock();

  const NvmlFailure& last_failure() const { return asker_.last_failure(); }

 private:
  std::optional<std::string> text(const NvmlFunctions::Text& function, nvml_api::Device device,
                                  std::size_t bytes) const;
  std::optional<double> field(unsigned field, unsigned scope) const;
  std::optional<std::vector<GpuProcess>> list(const NvmlFunctions::Processes& function) const;
  std::optional<NvLink> nvlink(unsigned link) const;
  std::optional<double> nvlink_rate(unsigned link) const;

  NvmlAsker asker_;
  nvml_api::Device handle_;  ///< as it was found
  nvml_api::Device gpu_;     ///< the GPU it is, or is a slice of
  bool slice_ = false;
};

}  // namespace assay::probe
