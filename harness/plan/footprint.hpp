// How much memory does a case need, and does its device have it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <vector>

#include "harness/plan/device.hpp"

namespace assay::plan {

/// All arrays of a case together that lie in memory of the device.
double footprint_bytes(const Kernel& kernel, const Parameters& parameters,
                       const DeviceTraits& device);

/// Within 80 % of the available memory; true where that is unknown. The rest is for the operating
/// system, the runtime and whoever else allocates meanwhile.
bool fits(double footprint_bytes, const DeviceTraits& device);

/// "needs 12GiB of memory, and 8GiB is available".
std::string why_too_large(double footprint_bytes, const DeviceTraits& device);

/// Throws Error(usage) unless every size is a whole number of cache lines, so that kernels can deal
/// it out in vectors.
void require_whole_lines(const std::vector<std::uint64_t>& sizes);

/// Throws Error(usage) saying what does fit, unless the case, sized by --bytes or --shape, fits.
void require_fit(const Case& one, const DeviceTraits& device);

}  // namespace assay::plan
