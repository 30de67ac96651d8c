// A CUDA runtime without a GPU: one stream whose work runs when it is synchronised, on a scripted
// clock. Linked instead of the real one, it shows what a session does when.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cuda_runtime_api.h>

#include <cstddef>
#include <deque>
#include <functional>
#include <map>

namespace assay::measure {

struct FakeGpu {
  std::deque<std::function<void()>> queue;
  cudaError_t sticky = cudaSuccess;  ///< as after a fault of a kernel: every later call returns it
  double clock_milliseconds = 0;
  std::map<cudaEvent_t, double> recorded;
  std::size_t memory_bytes = std::size_t{1} << 20;  ///< cudaMalloc refuses more
  int allocations = 0, live_allocations = 0, live_streams = 0, live_events = 0;
};

/// The one device; reassign it to start anew.
FakeGpu& fake_gpu();

}  // namespace assay::measure
