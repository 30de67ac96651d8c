// Which device is current for a few calls, and which one after them?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cuda_runtime_api.h>

namespace assay {

/// Makes a device current, and the one before again at the end.
class OnDevice {
 public:
  explicit OnDevice(int device) : known_(cudaGetDevice(&before_) == cudaSuccess) {
    status_ = cudaSetDevice(device);
  }
  ~OnDevice() {
    if (known_) cudaSetDevice(before_);
    cudaGetLastError();  // or the next launch would find it
  }
  OnDevice(const OnDevice&) = delete;
  OnDevice& operator=(const OnDevice&) = delete;

  /// Whether the device is current now.
  cudaError_t status() const { return status_; }

 private:
  int before_ = 0;
  bool known_;
  cudaError_t status_ = cudaSuccess;
};

}  // namespace assay
