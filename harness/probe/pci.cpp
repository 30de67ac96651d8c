// Files of /sys/bus/pci/devices/ADDRESS: device, subsystem_device, current_link_speed, ...
#include "harness/probe/pci.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

std::string upper_case(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return upper;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

// "0x2329\n" as "2329".
std::optional<std::string> id_of(const std::optional<std::string>& line) {
  if (!line || line->size() != 6 || !line->starts_with("0x")) return std::nullopt;
  const auto digits = std::string_view(*line).substr(2);
  const bool hexadecimal = std::all_of(digits.begin(), digits.end(),
                                       [](unsigned char c) { return std::isxdigit(c) != 0; });
  if (!hexadecimal) return std::nullopt;
  return upper_case(digits);
}

struct Speed {
  std::string_view line;  ///< how the kernel begins it, GT/s of one lane
  std::uint32_t generation;
};
// Transfer rates of PCI Express Base Specification 6.0, generations 1 to 6.
constexpr std::array<Speed, 6> kSpeeds{
    {{"2.5 ", 1}, {"5.0 ", 2}, {"8.0 ", 3}, {"16.0 ", 4}, {"32.0 ", 5}, {"64.0 ", 6}}};

std::optional<std::uint32_t> generation_of(const std::optional<std::string>& line) {
  if (!line) return std::nullopt;
  for (const auto& speed : kSpeeds) {
    if (line->starts_with(speed.line)) return speed.generation;
  }
  return std::nullopt;
}

// The kernel gives 0 or 255 where it does not know.
std::optional<std::uint32_t> width_of(const std::optional<std::uint64_t>& lanes) {
  if (!lanes || *lanes == 0 || *lanes > 64) return std::nullopt;
  return static_cast<std::uint32_t>(*lanes);
}

}  // namespace

void read_pci(const Tree& tree, CudaFacts& gpu) {
  if (gpu.pci_bus_id.empty() || gpu.pci_bus_id.find('/') != std::string::npos) return;
  const std::string folder = fmt::format("sys/bus/pci/devices/{}/", lower_case(gpu.pci_bus_id));
  gpu.pci_device_id = id_of(tree.line(folder + "device"));
  gpu.pci_subsystem_id = id_of(tree.line(folder + "subsystem_device"));
  gpu.pcie_generation = generation_of(tree.line(folder + "current_link_speed"));
  gpu.pcie_maximum_generation = generation_of(tree.line(folder + "max_link_speed"));
  gpu.pcie_width = width_of(tree.number(folder + "current_link_width"));
  gpu.pcie_maximum_width = width_of(tree.number(folder + "max_link_width"));
}

}  // namespace assay::probe
