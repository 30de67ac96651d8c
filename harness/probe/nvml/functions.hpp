// Which functions does this copy of NVIDIA's management library have, and where?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>
#include <string>
#include <vector>

#include "harness/probe/nvml/api.hpp"

namespace assay::probe {

/// A function under the newest of its names that the library has.
template <class... Arguments>
struct NvmlFunction {
  const char* name = "";
  int (*call)(Arguments...) = nullptr;  ///< null: missing
};

struct NvmlFunctions {
  using Device = nvml_api::Device;
  template <class Out>
  using Get = NvmlFunction<Device, Out*>;
  template <class Out>
  using GetOf = NvmlFunction<Device, unsigned, Out*>;
  using Text = NvmlFunction<Device, char*, unsigned>;
  using SystemText = NvmlFunction<char*, unsigned>;
  using Find = NvmlFunction<const char*, Device*>;
  using Processes = NvmlFunction<Device, unsigned*, nvml_api::ProcessInfo*>;

  NvmlFunction<> init, shutdown;
  SystemText driver_version, library_version;
  NvmlFunction<unsigned*> device_count;
  NvmlFunction<unsigned, char*, unsigned> process_name;
  NvmlFunction<nvml_api::ConfidentialCompute*> confidential_compute;
  Find handle_by_uuid, handle_by_pci_bus_id;

  Text uuid, serial, vbios;
  Get<nvml_api::PciInfo> pci_info;
  GetOf<unsigned> clock, application_clock;
  Get<unsigned> power, enforced_power_limit, default_power_limit;
  NvmlFunction<Device, unsigned*, unsigned*> power_limit_constraints;
  GetOf<unsigned> temperature;
  Get<nvml_api::Temperature> temperature_struct;  ///< what replaces `temperature` one day
  Get<unsigned long long> clock_event_reasons, energy;
  GetOf<nvml_api::ViolationTime> violation_time;
  NvmlFunction<Device, int, nvml_api::FieldValue*> field_values;
  Get<nvml_api::Memory> memory;
  Get<nvml_api::MemoryV2> memory_v2;
  Processes compute_processes, graphics_processes, mps_processes;
  Get<unsigned> compute_mode, persistence, display_active;
  NvmlFunction<Device, unsigned*, unsigned*> mig_mode;
  Get<unsigned> is_mig_device;
  Get<Device> gpu_of_mig_device;
  NvmlFunction<Device, unsigned, unsigned long*, unsigned> memory_affinity;
  NvmlFunction<Device, unsigned, unsigned, unsigned long long*> ecc_errors;
  NvmlFunction<Device, unsigned*, unsigned*, unsigned*, unsigned*> remapped_rows;
  Get<unsigned> pcie_replays, pcie_generation, pcie_maximum_generation, pcie_width,
      pcie_maximum_width;
  GetOf<unsigned> nvlink_state, nvlink_version, nvlink_remote_kind;
  GetOf<nvml_api::PciInfo> nvlink_remote_pci;
  NvmlFunction<Device, unsigned, unsigned, unsigned long long*> nvlink_errors;
  NvmlFunction<Device, Device, unsigned*> common_ancestor;
  NvmlFunction<Device, Device, unsigned, unsigned*> peer_status;

  // For who was asked to change something: that they are missing says nothing of what is measured.
  GetOf<unsigned> default_application_clock, maximum_clock;
  NvmlFunction<Device, unsigned, unsigned> lock_clocks;
  NvmlFunction<Device> restore_clocks;

  std::vector<std::string> missing;  ///< under the newest name, sorted
};

/// `symbol` is what dlsym answers for a name, null where there is none.
NvmlFunctions resolve_nvml_functions(const std::function<void*(const char*)>& symbol);

}  // namespace assay::probe
