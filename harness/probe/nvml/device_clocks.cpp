// The clock of a GPU, held at one value and given back.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/nvml/device.hpp"

namespace assay::probe {
namespace {

/// A function that answers by its status alone.
struct Nothing {};

}  // namespace

std::optional<std::uint32_t> NvmlDevice::sustained_clock_mhz() const {
  const auto& functions = asker_.functions();
  const auto usual =
      asker_.value<unsigned>(functions.default_application_clock, gpu_, nvml_api::kClockGraphics);
  // Drivers that no longer know application clocks refuse, or say 0.
  if (usual.value_or(0) != 0) return usual;
  return asker_.value<unsigned>(functions.maximum_clock, gpu_, nvml_api::kClockSm);
}

bool NvmlDevice::lock_clock(std::uint32_t mhz) {
  const auto locked =
      asker_.ask<Nothing>(asker_.functions().lock_clocks,
                          [gpu = gpu_, mhz](auto call, Nothing&) { return call(gpu, mhz, mhz); });
  return locked.has_value();
}

bool NvmlDevice::restore_clock() {
  const auto restored = asker_.ask<Nothing>(
      asker_.functions().restore_clocks, [gpu = gpu_](auto call, Nothing&) { return call(gpu); });
  return restored.has_value();
}

}  // namespace assay::probe
