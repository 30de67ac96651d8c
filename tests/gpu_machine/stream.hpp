// How does queued work run later and in order? A stream is a thread of its own.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "kernels/machine/team.hpp"
#include "tests/gpu_machine/machine.hpp"

namespace assay::gpu_machine {

/// Runs on the thread of its stream, with the team that a program for the CPU wants.
using Work = std::function<void(Team&)>;
using WorkList = std::vector<Work>;

class Stream {
 public:
  explicit Stream(Device& device);

  Device& device() const { return *device_; }
  /// Queues it, or adds it to the graph that is being captured.
  void push(Work work);
  bool is_idle() const;
  void begin_capture();
  WorkList end_capture();
  bool captures() const { return capture_ != nullptr; }

  /// Its thread ends when the queue is empty; the object with it.
  static void close(Stream* stream);

 private:
  void run();

  Device* device_;
  std::unique_ptr<WorkList> capture_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> queue_;
  bool busy_ = false, closing_ = false;
};

/// Recorded in order, asked about from outside.
class Event {
 public:
  void record(Stream& stream);
  bool is_done() const { return pending_ == 0; }
  Device* device() const { return device_; }
  std::chrono::steady_clock::time_point when() const { return when_; }
  static void wait_in(Stream& stream, std::shared_ptr<const Event> event);

  std::shared_ptr<Event> self;  ///< what is queued keeps it alive

 private:
  std::atomic<int> pending_ = 0;
  std::atomic<std::chrono::steady_clock::time_point> when_{};
  Device* device_ = nullptr;
};

}  // namespace assay::gpu_machine
