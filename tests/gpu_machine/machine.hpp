// Which GPUs does the fake CUDA runtime have, and what is to go wrong on them?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace assay::gpu_machine {

class Stream;

/// What is to happen at one launch of one kernel.
struct Fault {
  std::string kernel;        ///< "memory.write"
  std::uint64_t launch = 1;  ///< the how manieth enqueue() of that kernel on that device
  int error = 0;             ///< what the device fails with while the kernel runs: it is sticky
  int refused = 0;           ///< what the launch is refused with: the context survives
  bool hang = false;         ///< the kernel never ends
  bool lost = false;         ///< the device falls off the bus, for NVML too
  bool wrong = false;        ///< the answer is spoiled, of this launch and all later ones
};

/// One GPU of a recording (tests/nvml), with what its key "cuda" says of it as CUDA sees it.
class Device {
 public:
  explicit Device(const nlohmann::json& recording);

  const std::string& uuid() const { return uuid_; }
  const nlohmann::json& facts() const { return facts_; }
  std::uint64_t cuda(const char* key, std::uint64_t otherwise) const;
  /// Its kernels can use the memory of the device of that index.
  bool reaches(int index) const;
  double sm_clock_hz() const { return sm_clock_hz_; }

  /// cudaSuccess, or what every call returns from now on.
  int sticky() const { return sticky_; }
  void fail(int error);
  /// Off the bus: NVML, where the replacement library is loaded, says so too.
  void lose();

  std::byte* allocate(std::size_t bytes);  ///< null: there is not so much
  void release(void* memory);
  std::size_t free_bytes() const;
  /// Memory that is mapped elsewhere. False: there is not so much.
  bool take(std::size_t bytes);
  void give_back(std::size_t bytes);

  void add(Stream* stream);
  void remove(Stream* stream);
  bool is_idle() const;
  void wait_until_idle() const;

  /// The fault of this enqueue() of a kernel, which it counts.
  std::optional<Fault> count_launch(const std::string& kernel);

 private:
  nlohmann::json facts_;
  std::string uuid_;
  double sm_clock_hz_;
  std::vector<Fault> faults_;
  std::atomic<int> sticky_ = 0;
  mutable std::mutex mutex_;
  std::map<void*, std::size_t> allocations_;
  std::size_t allocated_bytes_ = 0;
  std::map<std::string, std::uint64_t> launches_;
  std::vector<Stream*> streams_;
};

/// The devices that CUDA_VISIBLE_DEVICES leaves of those in FAKE_NVML_RECORDING, in its order.
const std::vector<Device*>& devices();

/// cudaSuccess, or what CUDA does not start with: key "cuda_status" of the recording.
int start_status();

/// The one that the calling thread has selected.
Device& current_device();

}  // namespace assay::gpu_machine
