// Which types and sizes does a level measure on a device?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <vector>

#include "harness/plan/device.hpp"
#include "harness/plan/options.hpp"

namespace assay::plan {

/// Bandwidth hardly depends on the type: quick measures memory kernels in one.
std::vector<DataType> types_of(const Kernel& kernel, Level level);

/// Types, sizes and variants of every case of the kernel, in order; the seed is left to the caller.
/// Empty where the device is not one that the kernel is planned for.
std::vector<Parameters> parameters_of(const Kernel& kernel, const DeviceTraits& device,
                                      const Options& options);

/// The array size that certainly lies in memory: at least twice the last-level cache on a CPU, and
/// three arrays of it within half of the available memory. A power of two.
std::uint64_t memory_array_bytes(Level level, const DeviceTraits& device);

}  // namespace assay::plan
