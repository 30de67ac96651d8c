// One GPU as a measured device. No CUDA type shows here: builds without CUDA include this too.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>

#include "harness/measure/session.hpp"

namespace assay::measure {

/// Throws Error(unavailable) where this build holds no GPU code or the device cannot be used.
std::unique_ptr<DeviceSession> open_cuda_session(int device_index);

}  // namespace assay::measure
