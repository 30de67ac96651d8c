// What does the fake CUDA runtime return, and how does it say so?
// SPDX-License-Identifier: Apache-2.0
#include "tests/gpu_machine/last_error.cuh"

using namespace assay::gpu_machine;

namespace {

thread_local cudaError_t last = cudaSuccess;

struct Text {
  cudaError_t status;
  const char *name, *text;
};

// The errors that are injected; names and words as the runtime has them.
constexpr Text kTexts[] = {
    {cudaSuccess, "cudaSuccess", "no error"},
    {cudaErrorMemoryAllocation, "cudaErrorMemoryAllocation", "out of memory"},
    {cudaErrorNoDevice, "cudaErrorNoDevice", "no CUDA-capable device is detected"},
    {cudaErrorInvalidDevice, "cudaErrorInvalidDevice", "invalid device ordinal"},
    {cudaErrorECCUncorrectable, "cudaErrorECCUncorrectable", "uncorrectable ECC error encountered"},
    {cudaErrorPeerAccessUnsupported, "cudaErrorPeerAccessUnsupported",
     "peer access is not supported between these two devices"},
    {cudaErrorSystemNotReady, "cudaErrorSystemNotReady", "system not yet initialized"},
    {cudaErrorNotReady, "cudaErrorNotReady", "device not ready"},
    {cudaErrorIllegalAddress, "cudaErrorIllegalAddress",
     "an illegal memory access was encountered"},
    {cudaErrorLaunchOutOfResources, "cudaErrorLaunchOutOfResources",
     "too many resources requested for launch"},
    {cudaErrorLaunchFailure, "cudaErrorLaunchFailure", "unspecified launch failure"},
    {cudaErrorUnknown, "cudaErrorUnknown", "unknown error"},
};

const Text& text_of(cudaError_t status) {
  for (const Text& text : kTexts) {
    if (text.status == status) return text;
  }
  static constexpr Text kOther = {cudaErrorUnknown, "unrecognized error code",
                                  "unrecognized error code"};
  return kOther;
}

}  // namespace

cudaError_t assay::gpu_machine::remember(cudaError_t status) {
  if (status != cudaSuccess) last = status;
  return status;
}

extern "C" {

cudaError_t cudaGetLastError() {
  const cudaError_t status = last;
  last = cudaSuccess;
  if (!devices().empty() && current_device().sticky() != cudaSuccess) {
    return static_cast<cudaError_t>(current_device().sticky());
  }
  return status;
}
const char* cudaGetErrorName(cudaError_t status) {
  return text_of(status).name;
}
const char* cudaGetErrorString(cudaError_t status) {
  return text_of(status).text;
}

}  // extern "C"
