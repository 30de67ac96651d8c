// CUDA status codes become Errors.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cuda_runtime_api.h>

#include <source_location>
#include <string>
#include <string_view>

#include "kernels/error.hpp"

namespace assay {

/// What CUDA refused, with its number for whoever can tell what follows from it.
class CudaError : public Error {
 public:
  CudaError(cudaError_t status, const std::string& message)
      : Error(ErrorKind::unavailable, message), status_(status) {}
  cudaError_t status() const noexcept { return status_; }

 private:
  cudaError_t status_;
};

/// Throws CudaError unless status is cudaSuccess. `doing` completes "while ...".
inline void check(cudaError_t status, std::string_view doing,
                  std::source_location where = std::source_location::current()) {
  if (status == cudaSuccess) return;
  throw CudaError(status, "CUDA error " + std::to_string(static_cast<int>(status)) + " (" +
                              cudaGetErrorName(status) + ": " + cudaGetErrorString(status) +
                              ") while " + std::string(doing) + " [" + where.file_name() + ":" +
                              std::to_string(where.line()) + "]");
}

}  // namespace assay
