// Why did NVML not answer?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

namespace assay::probe {

enum class NvmlStatus {
  ok,
  not_supported,     ///< by this GPU or driver
  missing_function,  ///< this library does not have it
  no_permission,
  gpu_lost,  ///< fell off the bus, or needs a reset
  timeout,   ///< NVML itself gave up
  hung,      ///< the call did not return, or was refused because an earlier one did not
  failed,    ///< anything else
};

/// The last call that failed; `ok` if none did.
struct NvmlFailure {
  NvmlStatus status = NvmlStatus::ok;
  const char* function = "";  ///< "nvmlDeviceGetClockInfo"
  int code = 0;               ///< what it returned
};

NvmlStatus nvml_status(int code);

/// "GPU is lost" and the like, in words of our own.
std::string nvml_status_text(int code);

/// "nvmlDeviceGetClockInfo: the GPU is lost (NVML status 15)"
std::string to_string(const NvmlFailure& failure);

}  // namespace assay::probe
