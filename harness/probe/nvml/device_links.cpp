// The NVLinks of a GPU, and how it reaches another one.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "harness/probe/nvml/device.hpp"
#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

/// The library counts versions 1.0, 2.0, 2.2, 3.0, 3.1, 4.0, 5.0, 6.0 from one on.
std::optional<std::uint32_t> major_version(std::optional<unsigned> counted) {
  constexpr std::uint32_t kMajor[] = {1, 2, 2, 3, 3, 4, 5, 6};
  if (!counted || *counted == 0 || *counted > std::size(kMajor)) return std::nullopt;
  return kMajor[*counted - 1];
}

std::string remote_kind_name(unsigned kind) {
  switch (kind) {
    case nvml_api::kRemoteGpu:
      return "gpu";
    case nvml_api::kRemoteIbmNpu:
      return "ibm_npu";
    case nvml_api::kRemoteSwitch:
      return "switch";
    default:
      return "unknown";
  }
}

template <std::size_t Bytes>
std::optional<std::string> bounded_text(const char (&text)[Bytes]) {
  return clean_text(std::string_view(text, std::find(text, text + Bytes, '\0')));
}

/// Older functions fill the short text alone.
std::optional<std::string> bus_id(const nvml_api::PciInfo& info) {
  if (auto text = bounded_text(info.bus_id)) return text;
  return bounded_text(info.legacy_bus_id);
}

struct Level {
  unsigned level;
  const char* name;
};
constexpr Level kLevels[] = {
    {nvml_api::kTopologyInternal, "internal"},
    {nvml_api::kTopologySingle, "pcie_switch"},
    {nvml_api::kTopologyMultiple, "pcie_switches"},
    {nvml_api::kTopologyHostBridge, "pcie_host"},
    {nvml_api::kTopologyNode, "node"},
    {nvml_api::kTopologySystem, "system"},
};

}  // namespace

std::optional<double> NvmlDevice::nvlink_rate(unsigned link) const {
  constexpr double kMega = 1e6;
  constexpr unsigned kOldFields = 6;
  auto speed = field(nvml_api::kFieldNvLinkSpeed, link);
  if (!speed && link < kOldFields) speed = field(nvml_api::kFieldNvLinkSpeedFirst + link, 0);
  if (!speed || *speed <= 0) return std::nullopt;
  return *speed * kMega;
}

std::optional<NvLink> NvmlDevice::nvlink(unsigned link) const {
  const auto& functions = asker_.functions();
  const auto state = asker_.value<unsigned>(functions.nvlink_state, gpu_, link);
  if (!state) return std::nullopt;
  NvLink made{.link = link, .active = *state != 0};
  made.version = major_version(asker_.value<unsigned>(functions.nvlink_version, gpu_, link));
  if (!made.active) return made;
  made.rate = nvlink_rate(link);
  if (const auto kind = asker_.value<unsigned>(functions.nvlink_remote_kind, gpu_, link)) {
    made.remote_kind = remote_kind_name(*kind);
  }
  if (const auto remote =
          asker_.value<nvml_api::PciInfo>(functions.nvlink_remote_pci, gpu_, link)) {
    made.remote_pci_bus = bus_id(*remote);
  }
  return made;
}

std::optional<std::vector<NvLink>> NvmlDevice::nvlinks() const {
  const auto count = field(nvml_api::kFieldNvLinkCount, 0);
  std::vector<NvLink> links;
  if (count == 0.0) return links;
  NvmlFailure first;
  for (unsigned link = 0; link < nvml_api::kMaximumNvLinks; ++link) {
    if (auto found = nvlink(link)) {
      links.push_back(std::move(*found));
    } else if (link == 0) {
      first = last_failure();
    }
  }
  if (links.empty()) return asker_.fail(first.status, first.function, first.code);
  return links;
}

std::optional<std::string> NvmlDevice::link_to(const NvmlDevice& other) const {
  const auto& functions = asker_.functions();
  const auto nvlink =
      asker_.value<unsigned>(functions.peer_status, gpu_, other.gpu_, nvml_api::kPeerNvLink);
  if (nvlink == nvml_api::kPeerOk) return "nvlink";
  const auto level = asker_.value<unsigned>(functions.common_ancestor, gpu_, other.gpu_);
  if (!level) return std::nullopt;
  for (const Level& known : kLevels) {
    if (known.level == *level) return known.name;
  }
  return asker_.fail(NvmlStatus::failed, functions.common_ancestor.name, 0);
}

}  // namespace assay::probe
