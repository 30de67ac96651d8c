// How the answers of the CUDA runtime, some of which have several causes, become reasons.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/cuda_reason.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

/// The runtime says cudaErrorInsufficientDriver both without any driver and with one too old for
/// it. Every driver of the runtime's own major version will do (CUDA minor version compatibility).
std::string driver_reason(const CudaAnswer& answer) {
  if (answer.driver_version == 0) return "no NVIDIA driver is installed";
  return fmt::format(
      "the NVIDIA driver is too old: it supports CUDA {}, and {}.0 or newer is needed",
      cuda_version_name(answer.driver_version), answer.runtime_version / 1000);
}

/// The runtime takes the list up to its first entry that names no device, so these hide every one.
bool hides_all(const std::string& visible_devices) {
  const std::string_view value = trim(visible_devices);
  return value.empty() || value.front() == '-' || value.front() == ',';
}

std::string no_device_reason(const CudaAnswer& answer) {
  if (!answer.visible_devices) return "the NVIDIA driver finds no GPU";
  const std::string value = trim(*answer.visible_devices).empty()
                                ? std::string()
                                : clean_text(*answer.visible_devices, 128).value_or("...");
  if (hides_all(*answer.visible_devices)) {
    return fmt::format("CUDA_VISIBLE_DEVICES=\"{}\" hides every GPU", value);
  }
  return fmt::format("the NVIDIA driver finds no GPU that CUDA_VISIBLE_DEVICES=\"{}\" names",
                     value);
}

}  // namespace

std::string cuda_version_name(int version) {
  return fmt::format("{}.{}", version / 1000, version % 1000 / 10);
}

std::string cuda_reason(const CudaAnswer& answer) {
  switch (answer.status) {
    case CudaStatus::success:
      return answer.device_count > 0 ? "" : no_device_reason(answer);
    case CudaStatus::no_device:
      return no_device_reason(answer);
    case CudaStatus::insufficient_driver:
      return driver_reason(answer);
    case CudaStatus::stub_library:
      return "libcuda.so.1 is the CUDA toolkit's stub, not a driver; take the toolkit's stubs "
             "folder "
             "out of LD_LIBRARY_PATH";
    case CudaStatus::system_not_ready:
      return "the NVIDIA driver waits for the fabric manager, which sets up the NVLink switches; "
             "start nvidia-fabricmanager, of the driver's own version";
    default:
      return fmt::format("the NVIDIA driver does not start: {} (CUDA error {})", answer.status_text,
                         answer.status);
  }
}

std::string unusable_reason(int compute_major, int compute_minor) {
  if (compute_major >= 8) return {};
  return fmt::format("compute capability {}.{} is below 8.0, the oldest that is supported",
                     compute_major, compute_minor);
}

std::string with_gpus_of_nvml(const std::string& reason, std::optional<std::uint32_t> nvml_devices,
                              std::size_t cuda_devices) {
  if (reason.empty() || nvml_devices.value_or(0) <= cuda_devices) return reason;
  return fmt::format("{}; NVML sees {} GPU{}, CUDA shows {}", reason, *nvml_devices,
                     *nvml_devices == 1 ? "" : "s", cuda_devices);
}

std::string no_usable_device_reason(const std::vector<CudaFacts>& devices) {
  const auto usable = [](const CudaFacts& device) { return device.usable(); };
  if (devices.empty() || std::any_of(devices.begin(), devices.end(), usable)) return {};
  return fmt::format("cuda:{} ({}) is unusable: {}", devices.front().index, devices.front().name,
                     devices.front().unusable);
}

}  // namespace assay::probe
