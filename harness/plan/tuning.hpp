// Which shape of a streaming kernel is fastest on a device, as sweeps found?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/plan/device.hpp"
#include "kernels/kernel.hpp"

namespace assay::plan {

struct TunedKernel {
  std::string kernel;  ///< "memory.read"
  std::uint32_t compute_capability = 0, processors = 0;
  Variant variant = {};
};
using Tuning = std::vector<TunedKernel>;

/// What results-schema/tuning/streams.json held when this binary was built.
Tuning embedded_tuning();

/// Throws Error(input) naming `name` where the text is not such a file.
Tuning parse_tuning(std::string_view text, const std::string& name);

/// Bulk copies need compute capability 9.0.
bool can_run(const Variant& variant, const DeviceTraits& device);

/// Where a sweep found one: the fastest, on devices of the same compute capability and number of
/// SMs. Else the first of the kernel's that the device can run; none where it has no variants or
/// runs on a CPU.
Variant variant_for(const Kernel& kernel, const DeviceTraits& device, const Tuning& tuning);

/// Every one of the kernel's that the device can run.
std::vector<Variant> variants_for(const Kernel& kernel, const DeviceTraits& device);

}  // namespace assay::plan
