// Why is there no GPU to measure? Free of CUDA headers, so that every answer is tested without a
// GPU.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/probe/facts.hpp"

namespace assay::probe {

/// The values of cudaError_t that have an answer of their own.
struct CudaStatus {
  static constexpr int success = 0;
  static constexpr int stub_library = 34;
  static constexpr int insufficient_driver = 35;
  static constexpr int no_device = 100;
  static constexpr int system_not_ready = 802;
};

/// What the CUDA runtime answered when it was asked for devices. Versions as it writes them: 13020
/// is 13.2.
struct CudaAnswer {
  int status = CudaStatus::success;  ///< of cudaGetDeviceCount
  std::string status_text;           ///< cudaGetErrorString of it
  int device_count = 0;
  int driver_version = 0;  ///< newest CUDA that the driver supports; 0: no driver
  int runtime_version = 0;
  std::optional<std::string> visible_devices;  ///< CUDA_VISIBLE_DEVICES
};

/// A few words for people; empty if there are devices.
std::string cuda_reason(const CudaAnswer& answer);

/// Why nothing can be measured on a device of this compute capability; empty if something can. The
/// oldest GPU code in the binary is sm_80.
std::string unusable_reason(int compute_major, int compute_minor);

/// Why none of these is usable, by the first of them; empty if one is, or if there are none.
std::string no_usable_device_reason(const std::vector<CudaFacts>& devices);

/// "REASON; NVML sees 8 GPUs, CUDA shows 0", where there is a reason and NVML sees more of them.
std::string with_gpus_of_nvml(const std::string& reason, std::optional<std::uint32_t> nvml_devices,
                              std::size_t cuda_devices);

/// 13020 -> "13.2".
std::string cuda_version_name(int version);

}  // namespace assay::probe
