// How does a sample begin with nothing of the sample before in the last-level cache?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "harness/measure/cuda_handles.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// Memory several times the size of the cache, filled once and read before each sample.
class CudaEviction {
 public:
  void set_up(CudaWork& work, const Launch& where);
  void release() { memory_.reset(); }
  /// Behind it the cache holds lines of this memory alone, none of them to be written back.
  void queue(CudaWork& work, const Launch& where) const;

 private:
  DeviceMemory memory_;
  std::uint64_t bytes_ = 0;
};

}  // namespace assay::measure
