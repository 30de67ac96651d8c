// What does the device leave for the host to read, and how is it brought over?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/measure/cuda_handles.hpp"
#include "kernels/kernel.hpp"
#include "kernels/machine/timing.hpp"

namespace assay::measure {

/// Everything comes through pinned memory: a copy to any other waits for the stream, without a
/// deadline.
class CudaReadback {
 public:
  CudaReadback(CudaWork& work, CUstream_st* stream);

  HoldFlag* hold() const { return &words().hold; }
  ClockTicks* ticks() const { return reinterpret_cast<ClockTicks*>(ticks_.get()); }

  /// Runs what adds to *on_device, from nothing.
  Mismatch compare(std::string_view step, Mismatch* on_device, const std::function<void()>& queue);
  double counted(const double* on_device);
  /// Of the launches since it was asked last; empty where they were too few to tell.
  std::optional<double> clock_hz();
  /// Empty where there is none.
  std::vector<ProcessorWork> processor_work(const ProcessorWork* on_device, std::uint32_t count);
  /// Empty where no array of the kernel holds its answer.
  std::vector<std::byte> answer_sample(const Kernel& kernel, const Parameters& parameters,
                                       const Launch& where, const Arrays& arrays);

  /// Nothing was timed yet.
  void clear_ticks(std::string_view step);

 private:
  struct Words {
    HoldFlag hold;
    Mismatch mismatch;
    ClockTicks ticks;
    double counted = 0;
  };
  Words& words() const { return *reinterpret_cast<Words*>(words_.get()); }
  void copy(std::string_view step, void* to, const void* from, std::size_t bytes);

  CudaWork& work_;
  CUstream_st* stream_;
  PinnedMemory words_;
  DeviceMemory ticks_;
};

}  // namespace assay::measure
