// How is one GPU connected: PCIe, NVLink, other GPUs?
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <string>

#include "tests/nvml/replay.hpp"

using namespace assay::fake_nvml;

namespace {

/// Where the recording tells of a link; sets *status where there is no such link.
std::string link_of(const Call& call, unsigned link, int* status) {
  *status = call.status();
  if (*status != kSuccess) return {};
  const auto& links = call.value("/nvlinks");
  if (links.is_null()) *status = kNotSupported;
  if (!links.is_null() && link >= links.size()) *status = kInvalidArgument;
  return "/nvlinks/" + std::to_string(link);
}

template <class Number>
int answer_link(const Call& call, unsigned link, const std::string& key, Number* number) {
  int status = kSuccess;
  const std::string of = link_of(call, link, &status);
  return status == kSuccess ? answer(call, of + key, number) : status;
}

int answer_remote_bus(const Call& call, unsigned link, PciInfo* remote) {
  int status = kSuccess;
  const std::string of = link_of(call, link, &status);
  if (status != kSuccess) return status;
  const auto& bus_id = call.value(of + "/remote_bus_id");
  if (bus_id.is_null()) return kNotSupported;
  *remote = {};
  if (std::sscanf(bus_id.get<std::string>().c_str(), "%x:%x:%x", &remote->domain, &remote->bus,
                  &remote->device) != 3) {
    return kUnknown;
  }
  std::snprintf(remote->bus_id_legacy, sizeof remote->bus_id_legacy, "%04X:%02X:%02X.0",
                remote->domain & 0xffff, remote->bus & 0xff, remote->device & 0xff);
  std::snprintf(remote->bus_id, sizeof remote->bus_id, "%08X:%02X:%02X.0", remote->domain,
                remote->bus & 0xff, remote->device & 0xff);
  return kSuccess;
}

/// Of a square table in the order of the devices; the recording leaves it out where all are alike.
const nlohmann::json* pair_in(const char* table, const Device* one, const Device* other) {
  const auto& system = replay().recording.system;
  if (!system.contains(table)) return nullptr;
  return &system.at(table).at(one->index).at(other->index);
}

}  // namespace

FAKE_NVML int nvmlDeviceGetCurrPcieLinkGeneration(const Device* device, unsigned* generation) {
  return answer(Call(__func__, device), "/pcie/generation", generation);
}
FAKE_NVML int nvmlDeviceGetMaxPcieLinkGeneration(const Device* device, unsigned* generation) {
  return answer(Call(__func__, device), "/pcie/maximum_generation", generation);
}
FAKE_NVML int nvmlDeviceGetGpuMaxPcieLinkGeneration(const Device* device, unsigned* generation) {
  return answer(Call(__func__, device), "/pcie/device_maximum_generation", generation);
}
FAKE_NVML int nvmlDeviceGetCurrPcieLinkWidth(const Device* device, unsigned* lanes) {
  return answer(Call(__func__, device), "/pcie/width", lanes);
}
FAKE_NVML int nvmlDeviceGetMaxPcieLinkWidth(const Device* device, unsigned* lanes) {
  return answer(Call(__func__, device), "/pcie/maximum_width", lanes);
}
FAKE_NVML int nvmlDeviceGetPcieReplayCounter(const Device* device, unsigned* replays) {
  return answer(Call(__func__, device), "/pcie/replays", replays);
}

FAKE_NVML int nvmlDeviceGetNvLinkState(const Device* device, unsigned link, unsigned* active) {
  return answer_link(Call(__func__, device), link, "/active", active);
}
FAKE_NVML int nvmlDeviceGetNvLinkVersion(const Device* device, unsigned link, unsigned* version) {
  return answer_link(Call(__func__, device), link, "/version", version);
}
/// 0 to 3: peer to peer, system memory, and atomics over both, as NVLink between GPUs has them.
FAKE_NVML int nvmlDeviceGetNvLinkCapability(const Device* device, unsigned link,
                                            unsigned capability, unsigned* has) {
  const Call call(__func__, device);
  const int status = answer_link(call, link, "/active", has);
  if (status != kSuccess || capability <= 3) return status;
  *has = 0;
  return kSuccess;
}
FAKE_NVML int nvmlDeviceGetNvLinkRemoteDeviceType(const Device* device, unsigned link,
                                                  unsigned* type) {
  const Call call(__func__, device);
  int status = kSuccess;
  const std::string of = link_of(call, link, &status);
  if (status != kSuccess) return status;
  if (call.value(of + "/remote_kind") == "unknown") {
    *type = 0xff;
    return kSuccess;
  }
  return answer_word(call, of + "/remote_kind", type, {"gpu", "ibm_npu", "switch"});
}
FAKE_NVML int nvmlDeviceGetNvLinkRemotePciInfo_v2(const Device* device, unsigned link,
                                                  PciInfo* remote) {
  return answer_remote_bus(Call(__func__, device), link, remote);
}
FAKE_NVML int nvmlDeviceGetNvLinkErrorCounter(const Device* device, unsigned link, unsigned counter,
                                              unsigned long long* errors) {
  constexpr const char* kCounters[] = {"replay", "recovery", "crc_flit", "crc_data", "ecc_data"};
  if (counter >= std::size(kCounters)) return kInvalidArgument;
  return answer_link(Call(__func__, device), link, std::string("/errors/") + kCounters[counter],
                     errors);
}

FAKE_NVML int nvmlDeviceGetTopologyCommonAncestor(const Device* one, const Device* other,
                                                  unsigned* level) {
  const Call call(__func__, one);
  if (call.status() != kSuccess) return call.status();
  if (one->recording == other->recording) return kInvalidArgument;
  constexpr const char* kLevels[] = {"internal",    "single", "multiple",
                                     "host_bridge", "node",   "system"};
  const auto* pair = pair_in("topology", one, other);
  if (pair == nullptr) return kNotSupported;
  for (unsigned i = 0; i < std::size(kLevels); ++i) {
    if (*pair != kLevels[i]) continue;
    *level = i * 10;
    return kSuccess;
  }
  return kUnknown;
}
FAKE_NVML int nvmlDeviceGetP2PStatus(const Device* one, const Device* other, unsigned index,
                                     unsigned* status) {
  const Call call(__func__, one);
  if (call.status() != kSuccess) return call.status();
  // Read, write, NVLink, atomics: all go by NVLink, or none.
  constexpr unsigned kOk = 0, kNo = 5;
  const auto* pair = pair_in("nvlink_peers", one, other);
  if (pair == nullptr || index > 3) return kNotSupported;
  *status = pair->get<bool>() ? kOk : kNo;
  return kSuccess;
}
