// One GPU as a measured device. No CUDA type shows here: builds without CUDA include this too.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <string>
#include <vector>

#include "harness/measure/cublaslt/library.hpp"
#include "harness/measure/cuda_device.hpp"
#include "harness/measure/session.hpp"
#include "harness/measure/telemetry/watch.hpp"

namespace assay::measure {

/// Throws Error(unavailable) where this build holds no GPU code or the device cannot be used.
/// `device` outlives the session, which marks it where it is lost. `cublaslt` are the files that
/// may be that library, the first that will do is used.
std::unique_ptr<DeviceSession> open_cuda_session(
    CudaDevice& device, Watch watch, std::vector<std::string> cublaslt = cublaslt_files());

}  // namespace assay::measure
