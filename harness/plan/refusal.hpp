// What can a device not do, and is it made so?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/plan/device.hpp"
#include "kernels/kernel.hpp"

namespace assay::plan {

/// What the kernel says against these parameters, their variant included; empty: it can run them.
/// A device that cannot be measured at all is none that a kernel can speak about: empty too.
std::string why_refused(const Kernel& kernel, const Parameters& parameters,
                        const DeviceTraits& device);

/// Whether the kernel refuses a product of any size there: the device is not made for it.
bool is_beyond_device(const Kernel& kernel, const Parameters& parameters,
                      const DeviceTraits& device);

}  // namespace assay::plan
