// What becomes of a CUDA call that fails, or does not end?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "harness/core/seconds.hpp"
#include "harness/measure/cuda_device.hpp"

struct CUstream_st;
struct CUevent_st;

namespace assay::measure {

/// What a session does on its device, for messages and deadlines. Every CUDA call of a session goes
/// through here.
///
/// Most errors leave the context as it was, and the session goes on. Some end it: of those the CUDA
/// manual says that the process must be started again to go on with CUDA (cudaErrorIllegalAddress
/// and the like, driver_types.h). The device is marked as lost then, for whoever opens it next.
class CudaWork {
 public:
  explicit CudaWork(CudaDevice& device) : device_(device) {}

  const CudaDevice& device() const { return device_; }

  /// From now on errors name this case, and no step of it may take longer than `deadline`; 0: none.
  void begin_case(std::string name, Seconds deadline);

  /// Makes it the current device; returns its index.
  int select();
  /// `name` is a cudaDeviceAttr.
  std::uint64_t attribute(int name);

  /// Throws Error(unavailable) unless `status` is cudaSuccess. `step` is what was being done, as in
  /// "allocating 4GiB"; `advice` what helps against this error in this step, where the step knows.
  void check(int status, std::string_view step, std::string_view advice = {});

  /// Runs what may throw CudaError, and throws as check() does instead.
  void run(std::string_view step, const std::function<void()>& program);

  /// Until everything on the stream, or everything before the event, is done. Past the deadline the
  /// device is marked as lost and abandoned, and Error is thrown: a kernel that runs on cannot be
  /// stopped, and freeing anything would wait for it.
  void wait(CUstream_st* stream, std::string_view step);
  void wait(CUevent_st* event, std::string_view step);

 private:
  [[noreturn]] void fail(int status, std::string_view step, std::string_view advice);
  [[noreturn]] void give_up(std::string_view step);
  void poll(std::string_view step, const std::function<int()>& status);
  std::string what_was_done(std::string_view step) const;

  CudaDevice& device_;
  std::string case_;  ///< made once a case: the samples allocate nothing
  Seconds deadline_{};
};

}  // namespace assay::measure
