// A CUDA runtime without a GPU: devices and a host on one virtual clock. Linked instead of the real
// one, it shows what a session does when, and fails where it is told to.
//
// Calls of the host take time; work of a device begins when what is queued before it is done, and
// not before it was queued. So gaps between launches show in a time that is not held, and none do
// in one that is.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "kernels/machine/timing.hpp"

namespace assay::measure {

inline constexpr double kForEver = 1e300;
inline constexpr double kLaunchNanoseconds = 2000;  ///< of the host
inline constexpr std::size_t kQueueDepth = 1000;

/// One piece of work of a device.
struct FakeWork {
  std::string name;
  double nanoseconds = 0;             ///< kForEver: it hangs
  std::function<void()> effect = {};  ///< when it is done
  HoldFlag* hold = nullptr;           ///< goes on when that is released
  double bound_nanoseconds = 0;       ///< of a hold
  double queued_at = 0;               ///< host time; set by the fake
  double released_at = kForEver;      ///< host time of a hold; set by the fake
};

struct FakeStream {
  int device = 0;
  bool capturing = false;
  double time = 0;  ///< everything before is done
  std::deque<FakeWork> queue = {};
  std::vector<FakeWork> captured = {};
};

struct FakeDevice {
  cudaError_t sticky = cudaSuccess;  ///< as after a fault of a kernel: every later call returns it
  std::size_t memory_bytes = std::size_t{1} << 20;
  std::size_t used_bytes = 0;
  std::set<int> reaches = {};  ///< devices whose memory its kernels may use
  int unreachable = -1;        ///< the device that refuses that
};

struct FakeCuda {
  std::vector<FakeDevice> devices = std::vector<FakeDevice>(1);
  int l2_bytes = 64 << 10;
  int current = 0;
  double host_nanoseconds = 0;
  cudaError_t last_error = cudaSuccess;

  int fail_call = 0;  ///< the n-th call fails, counted from 1; 0: none
  cudaError_t fail_with = cudaErrorUnknown;
  int calls = 0;
  std::vector<std::string> log;   ///< calls, in order
  std::vector<std::string> done;  ///< work, in the order it was done
  bool would_hang = false;        ///< somebody waited for work that never ends

  std::map<const void*, FakeStream> streams;
  std::map<const void*, double> events;  ///< time of the last record
  std::map<const void*, std::vector<FakeWork>> graphs, plans;
  std::map<const void*, std::pair<int, std::size_t>> memory;  ///< device and size
  std::map<const void*, std::size_t> pinned;

  FakeDevice& device() { return devices.at(static_cast<std::size_t>(current)); }
  std::size_t live() const {
    return streams.size() + events.size() + graphs.size() + plans.size() + memory.size() +
           pinned.size();
  }
  int count(const std::string& call) const {
    return static_cast<int>(std::count(log.begin(), log.end(), call));
  }
};

/// The one machine; reassign it to start anew.
inline FakeCuda& fake_cuda() {
  static FakeCuda cuda;
  return cuda;
}

/// Counts a call and says what it returns, unless it has an error of its own.
cudaError_t begin_fake_call(const char* name);

/// As a kernel launch: counts as a call, may be told to fail, and throws then as a launch does.
void fake_launch(void* stream, FakeWork work);

}  // namespace assay::measure
