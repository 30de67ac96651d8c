// What does a session of several GPUs hold of each of them?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "harness/measure/cuda_handles.hpp"
#include "harness/measure/cuda_memory.hpp"
#include "harness/measure/cuda_readback.hpp"
#include "harness/measure/cuda_stall.hpp"
#include "harness/measure/cuda_work.hpp"
#include "harness/plan/case.hpp"

namespace assay::measure {

/// One rank. All calls of CUDA that concern it are made with its device current: select() first.
class CudaGroupMember {
 public:
  explicit CudaGroupMember(CudaDevice& device);
  CudaGroupMember(const CudaGroupMember&) = delete;
  CudaGroupMember& operator=(const CudaGroupMember&) = delete;

  CudaWork& work() { return work_; }
  const CudaDevice& device() const { return work_.device(); }
  int select() { return work_.select(); }
  void begin_case(const plan::Case& planned);

  /// Its kernels may use the memory of these devices from now on.
  void reach(std::span<const int> devices);

  CUstream_st* stream() const { return stream_.get(); }
  CUevent_st* start() const { return start_.get(); }
  CUevent_st* stop() const { return stop_.get(); }
  CudaMemory& memory() { return memory_; }
  CudaReadback& readback() { return readback_; }
  CudaStall& stall() { return stall_; }
  /// Of what is timed, and of the rest, which adds nothing to the ticks.
  const Launch& launch() const { return launch_; }
  const Launch& quiet() const { return quiet_; }

  /// What the last sample took on this device.
  Seconds last_sample() const { return last_sample_; }
  void set_last_sample(Seconds taken) { last_sample_ = taken; }

  /// Until all that is queued is done.
  void wait(std::string_view step) { work_.wait(stream_.get(), step); }
  bool is_done() const;
  /// What it was told to do does not end: nothing of it is waited for or freed any more.
  void abandon(std::string_view why);

 private:
  CudaDevice& device_;
  CudaWork work_;
  int index_;
  CudaStream stream_;
  CudaReadback readback_;
  CudaStall stall_;
  CudaEvent start_, stop_;
  CudaMemory memory_;
  Launch launch_, quiet_;
  Seconds last_sample_{};
};

/// By rank.
using CudaGroupMembers = std::vector<std::unique_ptr<CudaGroupMember>>;

}  // namespace assay::measure
