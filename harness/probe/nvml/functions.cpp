// The names of each function, the one to take first.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/nvml/functions.hpp"

#include <algorithm>
#include <initializer_list>

namespace assay::probe {
namespace {

class Resolver {
 public:
  Resolver(const std::function<void*(const char*)>& symbol, std::vector<std::string>& missing)
      : symbol_(symbol), missing_(missing) {}

  template <class... Arguments>
  bool optional(NvmlFunction<Arguments...>& function, std::initializer_list<const char*> names) {
    function.name = *names.begin();
    for (const char* name : names) {
      void* found = symbol_(name);
      if (found == nullptr) continue;
      function = {.name = name, .call = reinterpret_cast<int (*)(Arguments...)>(found)};
      return true;
    }
    return false;
  }

  template <class... Arguments>
  void needed(NvmlFunction<Arguments...>& function, std::initializer_list<const char*> names) {
    if (!optional(function, names)) missing_.emplace_back(function.name);
  }

 private:
  const std::function<void*(const char*)>& symbol_;
  std::vector<std::string>& missing_;
};

void resolve_system(Resolver& find, NvmlFunctions& to) {
  find.needed(to.init, {"nvmlInit_v2", "nvmlInit"});
  find.needed(to.shutdown, {"nvmlShutdown"});
  find.needed(to.driver_version, {"nvmlSystemGetDriverVersion"});
  find.needed(to.library_version, {"nvmlSystemGetNVMLVersion"});
  find.needed(to.process_name, {"nvmlSystemGetProcessName"});
  find.needed(to.confidential_compute, {"nvmlSystemGetConfComputeState"});
  find.needed(to.device_count, {"nvmlDeviceGetCount_v2", "nvmlDeviceGetCount"});
  find.needed(to.handle_by_uuid, {"nvmlDeviceGetHandleByUUID"});
  find.needed(to.handle_by_pci_bus_id,
              {"nvmlDeviceGetHandleByPciBusId_v2", "nvmlDeviceGetHandleByPciBusId"});
}

void resolve_identity(Resolver& find, NvmlFunctions& to) {
  find.needed(to.uuid, {"nvmlDeviceGetUUID"});
  find.needed(to.serial, {"nvmlDeviceGetSerial"});
  find.needed(to.vbios, {"nvmlDeviceGetVbiosVersion"});
  find.needed(to.pci_info, {"nvmlDeviceGetPciInfo_v3", "nvmlDeviceGetPciInfo_v2"});
  find.needed(to.mig_mode, {"nvmlDeviceGetMigMode"});
  find.needed(to.is_mig_device, {"nvmlDeviceIsMigDeviceHandle"});
  find.needed(to.gpu_of_mig_device, {"nvmlDeviceGetDeviceHandleFromMigDeviceHandle"});
  find.needed(to.memory_affinity, {"nvmlDeviceGetMemoryAffinity"});
  find.needed(to.common_ancestor, {"nvmlDeviceGetTopologyCommonAncestor"});
  find.needed(to.peer_status, {"nvmlDeviceGetP2PStatus"});
}

void resolve_readings(Resolver& find, NvmlFunctions& to) {
  find.needed(to.clock, {"nvmlDeviceGetClockInfo"});
  find.needed(to.application_clock, {"nvmlDeviceGetApplicationsClock"});
  find.needed(to.power, {"nvmlDeviceGetPowerUsage"});
  find.needed(to.enforced_power_limit, {"nvmlDeviceGetEnforcedPowerLimit"});
  find.needed(to.default_power_limit, {"nvmlDeviceGetPowerManagementDefaultLimit"});
  find.needed(to.power_limit_constraints, {"nvmlDeviceGetPowerManagementLimitConstraints"});
  if (!find.optional(to.temperature_struct, {"nvmlDeviceGetTemperatureV"})) {
    find.needed(to.temperature, {"nvmlDeviceGetTemperature"});
  } else {
    find.optional(to.temperature, {"nvmlDeviceGetTemperature"});
  }
  find.needed(to.clock_event_reasons, {"nvmlDeviceGetCurrentClocksEventReasons",
                                       "nvmlDeviceGetCurrentClocksThrottleReasons"});
  find.needed(to.energy, {"nvmlDeviceGetTotalEnergyConsumption"});
  find.needed(to.violation_time, {"nvmlDeviceGetViolationStatus"});
  find.needed(to.field_values, {"nvmlDeviceGetFieldValues"});
}

// The drivers 535.43 to 535.98 have the _v3 of the process lists fill structs of 32 bytes; _v2 has
// always kept its 24.
void resolve_use(Resolver& find, NvmlFunctions& to) {
  find.needed(to.memory, {"nvmlDeviceGetMemoryInfo"});
  find.needed(to.memory_v2, {"nvmlDeviceGetMemoryInfo_v2"});
  find.needed(to.compute_processes, {"nvmlDeviceGetComputeRunningProcesses_v2",
                                     "nvmlDeviceGetComputeRunningProcesses_v3"});
  find.needed(to.graphics_processes, {"nvmlDeviceGetGraphicsRunningProcesses_v2",
                                      "nvmlDeviceGetGraphicsRunningProcesses_v3"});
  find.needed(to.mps_processes, {"nvmlDeviceGetMPSComputeRunningProcesses_v2",
                                 "nvmlDeviceGetMPSComputeRunningProcesses_v3"});
  find.needed(to.compute_mode, {"nvmlDeviceGetComputeMode"});
  find.needed(to.persistence, {"nvmlDeviceGetPersistenceMode"});
  find.needed(to.display_active, {"nvmlDeviceGetDisplayActive"});
}

void resolve_links(Resolver& find, NvmlFunctions& to) {
  find.needed(to.ecc_errors, {"nvmlDeviceGetTotalEccErrors"});
  find.needed(to.remapped_rows, {"nvmlDeviceGetRemappedRows"});
  find.needed(to.pcie_replays, {"nvmlDeviceGetPcieReplayCounter"});
  find.needed(to.pcie_generation, {"nvmlDeviceGetCurrPcieLinkGeneration"});
  find.needed(to.pcie_maximum_generation, {"nvmlDeviceGetMaxPcieLinkGeneration"});
  find.needed(to.pcie_width, {"nvmlDeviceGetCurrPcieLinkWidth"});
  find.needed(to.pcie_maximum_width, {"nvmlDeviceGetMaxPcieLinkWidth"});
  find.needed(to.nvlink_state, {"nvmlDeviceGetNvLinkState"});
  find.needed(to.nvlink_version, {"nvmlDeviceGetNvLinkVersion"});
  find.needed(to.nvlink_remote_kind, {"nvmlDeviceGetNvLinkRemoteDeviceType"});
  find.needed(to.nvlink_remote_pci,
              {"nvmlDeviceGetNvLinkRemotePciInfo_v2", "nvmlDeviceGetNvLinkRemotePciInfo"});
  find.needed(to.nvlink_errors, {"nvmlDeviceGetNvLinkErrorCounter"});
}

void resolve_control(Resolver& find, NvmlFunctions& to) {
  find.optional(to.default_application_clock, {"nvmlDeviceGetDefaultApplicationsClock"});
  find.optional(to.maximum_clock, {"nvmlDeviceGetMaxClockInfo"});
  find.optional(to.lock_clocks, {"nvmlDeviceSetGpuLockedClocks"});
  find.optional(to.restore_clocks, {"nvmlDeviceResetGpuLockedClocks"});
}

}  // namespace

NvmlFunctions resolve_nvml_functions(const std::function<void*(const char*)>& symbol) {
  NvmlFunctions functions;
  Resolver find(symbol, functions.missing);
  resolve_system(find, functions);
  resolve_identity(find, functions);
  resolve_readings(find, functions);
  resolve_use(find, functions);
  resolve_links(find, functions);
  resolve_control(find, functions);
  std::sort(functions.missing.begin(), functions.missing.end());
  return functions;
}

}  // namespace assay::probe
