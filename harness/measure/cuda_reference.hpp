// cuBLASLt beside a kernel of ours: the same inputs, the same timing, an output of its own.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "harness/measure/cuda_work.hpp"
#include "harness/measure/session.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// The case that is set up, as its session has it. What is referred to outlives the reference.
struct CudaReferenceCase {
  CudaWork& work;
  Launch where;  ///< of what is not timed
  const Program& program;
  const Parameters& parameters;
  std::uint64_t iterations = 1;  ///< of one sample
  ArraySizes sizes = {};
  std::span<const Arrays> copies;  ///< what launches take in turn: A, B, C, and what else there is
  /// Times what is queued just as a sample of the kernel is timed.
  std::function<Seconds(const std::function<void()>& queue)> time;
  std::function<Mismatch(std::span<const Arrays> copies)> compare;
};

/// Opens the library from the first of `files` that will do. Throws Error(unavailable) where there
/// is none, where it refuses the product, or where memory does not allow an output of its own.
std::unique_ptr<ReferenceSession> open_cublaslt(const CudaReferenceCase& planned,
                                                std::span<const std::string> files);

}  // namespace assay::measure
