// Several GPUs of this process as one measured device. No CUDA type shows here.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collectives/nccl/library.hpp"
#include "harness/measure/cuda_device.hpp"
#include "harness/measure/group_world.hpp"
#include "harness/measure/session.hpp"
#include "harness/measure/telemetry/watch.hpp"

namespace assay::measure {

/// Throws Error(unavailable) where this build holds no GPU code or a device cannot be used. The
/// devices, by rank, outlive the session, which marks those that are lost. `watch` is that of the
/// first: clock, power and temperature of a document are its. `nccl` are the files that may be
/// that library, the first that will do is used. With `world` they are a part of a larger group,
/// whose cases are those of NCCL alone.
std::unique_ptr<DeviceSession> open_cuda_group_session(std::vector<CudaDevice*> devices,
                                                       Watch watch,
                                                       std::vector<std::string> nccl = nccl_files(),
                                                       std::optional<GroupWorld> world = {});

}  // namespace assay::measure
