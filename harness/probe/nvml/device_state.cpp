// Limits, modes and use of a GPU, which do not change while it is measured, or should not.
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <bit>

#include "harness/probe/nvml/device.hpp"

namespace assay::probe {
namespace {

constexpr double kMega = 1e6, kMilli = 1e-3;

std::optional<double> scaled(std::optional<unsigned> value, double unit) {
  if (!value) return std::nullopt;
  return *value * unit;
}

std::optional<bool> truth(std::optional<unsigned> value) {
  if (!value) return std::nullopt;
  return *value != 0;
}

/// Of two results; the second is left out where only the first is wanted.
using Two = std::pair<unsigned, unsigned>;
std::optional<Two> two_values(const NvmlAsker& asker,
                              const NvmlFunction<nvml_api::Device, unsigned*, unsigned*>& function,
                              nvml_api::Device gpu) {
  return asker.ask<Two>(function,
                        [gpu](auto call, Two& out) { return call(gpu, &out.first, &out.second); });
}

std::optional<std::uint32_t> unless_zero(std::optional<unsigned> value) {
  if (value == 0u) return std::nullopt;
  return value;
}

}  // namespace

std::optional<double> NvmlDevice::application_clock_hz() const {
  return scaled(
      asker_.value<unsigned>(asker_.functions().application_clock, gpu_, nvml_api::kClockGraphics),
      kMega);
}

std::optional<double> NvmlDevice::application_memory_clock_hz() const {
  return scaled(
      asker_.value<unsigned>(asker_.functions().application_clock, gpu_, nvml_api::kClockMemory),
      kMega);
}

std::optional<double> NvmlDevice::enforced_power_limit_w() const {
  return scaled(asker_.value<unsigned>(asker_.functions().enforced_power_limit, gpu_), kMilli);
}

std::optional<double> NvmlDevice::default_power_limit_w() const {
  return scaled(asker_.value<unsigned>(asker_.functions().default_power_limit, gpu_), kMilli);
}

std::optional<std::pair<double, double>> NvmlDevice::power_limit_range_w() const {
  const auto limits = two_values(asker_, asker_.functions().power_limit_constraints, gpu_);
  if (!limits) return std::nullopt;
  return std::pair{limits->first * kMilli, limits->second * kMilli};
}

std::optional<NvmlMemory> NvmlDevice::memory() const {
  const auto& functions = asker_.functions();
  const auto newer =
      asker_.ask<nvml_api::MemoryV2>(functions.memory_v2, [device = handle_](auto call, auto& out) {
        out.version = nvml_api::kMemoryV2;
        return call(device, &out);
      });
  if (newer) {
    return NvmlMemory{
        .total_bytes = newer->total, .free_bytes = newer->free, .used_bytes = newer->used};
  }
  const auto older = asker_.value<nvml_api::Memory>(functions.memory, handle_);
  if (!older) return std::nullopt;
  return NvmlMemory{.total_bytes = older->total, .free_bytes = older->free};
}

std::optional<bool> NvmlDevice::persistence() const {
  return truth(asker_.value<unsigned>(asker_.functions().persistence, gpu_));
}

std::optional<bool> NvmlDevice::display_active() const {
  return truth(asker_.value<unsigned>(asker_.functions().display_active, gpu_));
}

std::optional<bool> NvmlDevice::mig_mode() const {
  const auto modes = two_values(asker_, asker_.functions().mig_mode, gpu_);
  if (!modes) return std::nullopt;
  return modes->first != 0;  // the second is that after the next reset
}

std::optional<std::string> NvmlDevice::compute_mode() const {
  const auto mode = asker_.value<unsigned>(asker_.functions().compute_mode, gpu_);
  if (!mode) return std::nullopt;
  switch (*mode) {
    case nvml_api::kComputeDefault:
      return "default";
    case nvml_api::kComputeExclusiveThread:
      return "exclusive_thread";
    case nvml_api::kComputeProhibited:
      return "prohibited";
    case nvml_api::kComputeExclusiveProcess:
      return "exclusive_process";
    default:
      return asker_.fail(NvmlStatus::failed, asker_.functions().compute_mode.name, 0);
  }
}

std::optional<int> NvmlDevice::numa_node() const {
  constexpr std::size_t kWordBits = 8 * sizeof(unsigned long);
  using Nodes = std::array<unsigned long, 16>;
  const auto& function = asker_.functions().memory_affinity;
  const auto nodes = asker_.ask<Nodes>(function, [gpu = gpu_](auto call, Nodes& out) {
    return call(gpu, static_cast<unsigned>(out.size()), out.data(), nvml_api::kAffinityNode);
  });
  if (!nodes) return std::nullopt;
  std::optional<int> found;
  for (std::size_t word = 0; word < nodes->size(); ++word) {
    const unsigned long bits = (*nodes)[word];
    if (bits == 0) continue;
    // Several nodes are no nearest one.
    if (found || !std::has_single_bit(bits)) {
      return asker_.fail(NvmlStatus::not_supported, function.name, 0);
    }
    found = static_cast<int>(word * kWordBits) + std::countr_zero(bits);
  }
  if (!found) asker_.fail(NvmlStatus::not_supported, function.name, 0);
  return found;
}

std::optional<std::uint32_t> NvmlDevice::pcie_generation() const {
  return unless_zero(asker_.value<unsigned>(asker_.functions().pcie_generation, gpu_));
}

std::optional<std::uint32_t> NvmlDevice::pcie_maximum_generation() const {
  return unless_zero(asker_.value<unsigned>(asker_.functions().pcie_maximum_generation, gpu_));
}

std::optional<std::uint32_t> NvmlDevice::pcie_width() const {
  return unless_zero(asker_.value<unsigned>(asker_.functions().pcie_width, gpu_));
}

std::optional<std::uint32_t> NvmlDevice::pcie_maximum_width() const {
  return unless_zero(asker_.value<unsigned>(asker_.functions().pcie_maximum_width, gpu_));
}

}  // namespace assay::probe
