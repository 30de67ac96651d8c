// Files of /sys/bus/pci/devices/ADDRESS; access control services as PCI Express Base Specification
// 6.0, 7.7.11, lays them out in config space.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/pci_gpus.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

const std::string kDevices = "sys/bus/pci/devices/";

bool is_gpu(const Tree& tree, const std::string& folder) {
  constexpr std::string_view kDisplayClass = "0x03";
  return tree.line(folder + "vendor") == "0x10de" &&
         tree.line(folder + "class").value_or("").starts_with(kDisplayClass);
}

/// The value of "DRIVER=nvidia".
std::optional<std::string> driver_of(const Tree& tree, const std::string& folder) {
  constexpr std::string_view kKey = "DRIVER=";
  const std::string text = tree.text(folder + "uevent").value_or("");
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with(kKey)) return clean_text(line.substr(kKey.size()));
  }
  return std::nullopt;
}

std::uint32_t word_at(const std::string& bytes, std::size_t at) {
  std::uint32_t word = 0;
  for (std::size_t i = 4; i-- > 0;) word = word << 8 | static_cast<unsigned char>(bytes[at + i]);
  return word;
}

enum class Redirection { unknown, no, yes };

// Extended capabilities are a list that begins at 0x100; others than root are shown 64 bytes.
Redirection redirection_of(const std::string& config) {
  constexpr std::size_t kFirst = 0x100, kSize = 4096;
  constexpr std::uint32_t kAccessControl = 0x000d;
  constexpr std::uint32_t kRedirects = 0x04 | 0x08;  // of requests, of completions
  if (config.size() <= kFirst) return Redirection::unknown;
  if (config.size() < kSize) return Redirection::no;
  std::size_t at = kFirst;
  // As many as there is room for, so that a list in a circle ends.
  for (std::size_t seen = 0; seen < kSize / 8 && at >= kFirst && at + 8 <= kSize; ++seen) {
    const std::uint32_t head = word_at(config, at);
    if ((head & 0xffff) == kAccessControl) {
      const std::uint32_t control = word_at(config, at + 4) >> 16;
      return (control & kRedirects) != 0 ? Redirection::yes : Redirection::no;
    }
    at = (head >> 20) & 0xffc;
  }
  return Redirection::no;
}

bool is_address(const std::string& name) {
  return name.size() == 12 && name[4] == ':' && name[7] == ':' && name[10] == '.';
}

void read_bridges(const Tree& tree, PciGpu& gpu) {
  for (const auto& step : tree.steps_to(kDevices + gpu.address)) {
    if (!is_address(step) || step == gpu.address) continue;
    const auto config = tree.text(kDevices + step + "/config");
    const Redirection redirection = config ? redirection_of(*config) : Redirection::unknown;
    if (redirection == Redirection::yes) gpu.redirecting_bridges.push_back(step);
    if (redirection == Redirection::unknown) gpu.bridges_known = false;
  }
}

}  // namespace

std::vector<PciGpu> pci_gpus(const Tree& tree) {
  std::vector<PciGpu> gpus;
  for (const auto& address : tree.names(kDevices)) {
    const std::string folder = kDevices + address + "/";
    if (!is_gpu(tree, folder)) continue;
    gpus.push_back({.address = address,
                    .driver = driver_of(tree, folder),
                    .iommu = tree.line(folder + "iommu_group/type")});
    read_bridges(tree, gpus.back());
  }
  return gpus;
}

}  // namespace assay::probe
