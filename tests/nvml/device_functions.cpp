// What is one GPU: its identity, its place in the system, its modes?
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstring>
#include <string>

#include "tests/nvml/replay.hpp"

using namespace assay::fake_nvml;

namespace {

struct Pci {
  unsigned domain = 0, bus = 0, device = 0, device_id = 0, subsystem_id = 0;
};

/// "0x233010DE" of a recording.
unsigned hexadecimal(const nlohmann::json& text) {
  return text.is_null() ? 0
                        : static_cast<unsigned>(std::stoul(text.get<std::string>(), nullptr, 16));
}

int read_pci(const Call& call, Pci& pci) {
  if (call.status() != kSuccess) return call.status();
  const auto& bus_id = call.value("/pci/bus_id");
  if (bus_id.is_null()) return kNotSupported;
  if (std::sscanf(bus_id.get<std::string>().c_str(), "%x:%x:%x", &pci.domain, &pci.bus,
                  &pci.device) != 3) {
    return kUnknown;
  }
  pci.device_id = hexadecimal(call.value("/pci/device_id"));
  pci.subsystem_id = hexadecimal(call.value("/pci/subsystem_id"));
  return kSuccess;
}

int answer_pci(const Call& call, PciInfo* info) {
  Pci pci;
  const int status = read_pci(call, pci);
  if (status != kSuccess) return status;
  *info = {.bus_id_legacy = {},
           .domain = pci.domain,
           .bus = pci.bus,
           .device = pci.device,
           .device_id = pci.device_id,
           .subsystem_id = pci.subsystem_id,
           .bus_id = {}};
  std::snprintf(info->bus_id_legacy, sizeof info->bus_id_legacy, "%04X:%02X:%02X.0",
                pci.domain & 0xffff, pci.bus & 0xff, pci.device & 0xff);
  std::snprintf(info->bus_id, sizeof info->bus_id, "%08X:%02X:%02X.0", pci.domain, pci.bus & 0xff,
                pci.device & 0xff);
  return kSuccess;
}

int answer_pci_v2(const Call& call, PciInfoV2* info) {
  PciInfo wide;
  const int status = answer_pci(call, &wide);
  if (status != kSuccess) return status;
  *info = {.bus_id = {},
           .domain = wide.domain,
           .bus = wide.bus,
           .device = wide.device,
           .device_id = wide.device_id,
           .subsystem_id = wide.subsystem_id,
           .reserved = {}};
  std::memcpy(info->bus_id, wide.bus_id_legacy, sizeof info->bus_id);
  return kSuccess;
}

/// Both of a mode that changes with the next reset.
int answer_mode(const Call& call, const std::string& mode, unsigned* current, unsigned* pending) {
  const int status = answer(call, mode + "/current", current);
  return status == kSuccess ? answer(call, mode + "/pending", pending) : status;
}

}  // namespace

FAKE_NVML int nvmlDeviceGetName(const Device* device, char* name, unsigned length) {
  return answer_text(Call(__func__, device), "/name", name, length);
}
FAKE_NVML int nvmlDeviceGetUUID(const Device* device, char* uuid, unsigned length) {
  return answer_text(Call(__func__, device), "/uuid", uuid, length);
}
FAKE_NVML int nvmlDeviceGetSerial(const Device* device, char* serial, unsigned length) {
  return answer_text(Call(__func__, device), "/serial", serial, length);
}
FAKE_NVML int nvmlDeviceGetVbiosVersion(const Device* device, char* version, unsigned length) {
  return answer_text(Call(__func__, device), "/vbios", version, length);
}
FAKE_NVML int nvmlDeviceGetBoardPartNumber(const Device* device, char* number, unsigned length) {
  return answer_text(Call(__func__, device), "/board_part_number", number, length);
}
FAKE_NVML int nvmlDeviceGetInforomImageVersion(const Device* device, char* version,
                                               unsigned length) {
  return answer_text(Call(__func__, device), "/inforom_version", version, length);
}
FAKE_NVML int nvmlDeviceGetIndex(const Device* device, unsigned* index) {
  const Call call(__func__, device);
  if (call.status() != kSuccess) return call.status();
  *index = device->index;
  return kSuccess;
}
FAKE_NVML int nvmlDeviceGetMinorNumber(const Device* device, unsigned* number) {
  return answer(Call(__func__, device), "/minor_number", number);
}
FAKE_NVML int nvmlDeviceGetPciInfo_v3(const Device* device, PciInfo* info) {
  return answer_pci(Call(__func__, device), info);
}
FAKE_NVML int nvmlDeviceGetPciInfo_v2(const Device* device, PciInfoV2* info) {
  return answer_pci_v2(Call(__func__, device), info);
}
FAKE_NVML int nvmlDeviceGetPciInfo(const Device* device, PciInfoV2* info) {
  return answer_pci_v2(Call(__func__, device), info);
}
FAKE_NVML int nvmlDeviceGetCudaComputeCapability(const Device* device, int* major, int* minor) {
  const Call call(__func__, device);
  const int status = answer(call, "/compute_capability/0", major);
  return status == kSuccess ? answer(call, "/compute_capability/1", minor) : status;
}
FAKE_NVML int nvmlDeviceGetNumGpuCores(const Device* device, unsigned* cores) {
  return answer(Call(__func__, device), "/cores", cores);
}
FAKE_NVML int nvmlDeviceGetMemoryBusWidth(const Device* device, unsigned* bits) {
  return answer(Call(__func__, device), "/memory_bus_bits", bits);
}

FAKE_NVML int nvmlDeviceGetPersistenceMode(const Device* device, unsigned* mode) {
  return answer(Call(__func__, device), "/persistence", mode);
}
FAKE_NVML int nvmlDeviceGetDisplayMode(const Device* device, unsigned* mode) {
  return answer(Call(__func__, device), "/display_connected", mode);
}
FAKE_NVML int nvmlDeviceGetDisplayActive(const Device* device, unsigned* active) {
  return answer(Call(__func__, device), "/display_active", active);
}
FAKE_NVML int nvmlDeviceGetComputeMode(const Device* device, unsigned* mode) {
  return answer_word(Call(__func__, device), "/compute_mode", mode,
                     {"default", "exclusive_thread", "prohibited", "exclusive_process"});
}
FAKE_NVML int nvmlDeviceGetEccMode(const Device* device, unsigned* current, unsigned* pending) {
  return answer_mode(Call(__func__, device), "/ecc", current, pending);
}
FAKE_NVML int nvmlDeviceGetNumaNodeId(const Device* device, int* node) {
  return answer(Call(__func__, device), "/numa_node", node);
}
/// One bit a node, of what is nearest; the scopes, node and socket, are not told apart.
FAKE_NVML int nvmlDeviceGetMemoryAffinity(const Device* device, unsigned words,
                                          unsigned long* nodes, unsigned) {
  const Call call(__func__, device);
  unsigned node = 0;
  const int status = answer(call, "/near_numa_node", &node);
  if (status != kSuccess) return status;
  if (node / 64 >= words) return kInsufficientSize;
  std::memset(nodes, 0, words * sizeof *nodes);
  nodes[node / 64] = 1UL << node % 64;
  return kSuccess;
}

FAKE_NVML int nvmlDeviceGetMigMode(const Device* device, unsigned* current, unsigned* pending) {
  return answer_mode(Call(__func__, device), "/mig", current, pending);
}
FAKE_NVML int nvmlDeviceIsMigDeviceHandle(const Device* device, unsigned* is_slice) {
  const Call call(__func__, device);
  if (call.status() != kSuccess) return call.status();
  *is_slice = device->slice ? 1 : 0;
  return kSuccess;
}
FAKE_NVML int nvmlDeviceGetMaxMigDeviceCount(const Device* device, unsigned* count) {
  return answer(Call(__func__, device), "/mig/maximum_slices", count);
}
FAKE_NVML int nvmlDeviceGetMigDeviceHandleByIndex(const Device* device, unsigned index,
                                                  const Device** slice) {
  const Call call(__func__, device);
  if (call.status() != kSuccess) return call.status();
  for (const Device& candidate : replay().slices) {
    if (candidate.recording != device->recording || candidate.slice != index) continue;
    *slice = &candidate;
    return kSuccess;
  }
  return call.value("/mig").is_null() ? kNotSupported : kNotFound;
}
FAKE_NVML int nvmlDeviceGetDeviceHandleFromMigDeviceHandle(const Device* slice,
                                                           const Device** device) {
  const Call call(__func__, slice);
  if (call.status() != kSuccess) return call.status();
  *device = &replay().devices[slice->index];
  return kSuccess;
}
