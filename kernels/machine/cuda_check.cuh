// CUDA status codes become Errors.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cuda_runtime_api.h>

#include <source_location>
#include <string>
#include <string_view>

#include "kernels/error.hpp"

namespace assay {

/// Throws Error(unavailable) unless status is cudaSuccess. `doing` completes "while ...".
inline void check(cudaError_t status, std::string_view doing,
                  std::source_location where = std::source_location::current()) {
  if (status == cudaSuccess) return;
  throw Error(ErrorKind::unavailable, "CUDA error " + std::to_string(static_cast<int>(status)) +
                                          " (" + cudaGetErrorName(status) + ": " +
                                          cudaGetErrorString(status) + ") while " +
                                          std::string(doing) + " [" + where.file_name() + ":" +
                                          std::to_string(where.line()) + "]");
}

}  // namespace assay
