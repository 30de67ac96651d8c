// Where the threads of a model wait for one another, and what they know of each other afterwards:
// bar.sync and barrier.cluster.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <atomic>
#include <cstdint>
#include <mutex>

#include "kernels/machine/race_check.hpp"

namespace assay::model {

class Meeting {
 public:
  explicit Meeting(int expected) : expected_(expected) {}

  /// Brings what the caller knows; returns what over() is to be asked for.
  std::uint64_t arrive(const Knowledge& known) {
    const std::lock_guard lock(mutex_);
    arriving_.join(known);
    const std::uint64_t mine = generation_.load(std::memory_order_relaxed);
    ++arrived_;
    end_if_due();
    return mine;
  }
  bool over(std::uint64_t generation) const {
    return generation_.load(std::memory_order_acquire) != generation;
  }
  /// What everybody who came knew; until the caller arrives again it stays.
  const Knowledge& brought() const { return released_; }

  /// One thread less is expected from now on.
  void excuse() {
    const std::lock_guard lock(mutex_);
    --expected_;
    if (arrived_ > 0) end_if_due();
  }

  int missing() const { return expected_ - arrived_; }

 private:
  void end_if_due() {
    if (arrived_ != expected_) return;
    arrived_ = 0;
    released_ = arriving_;
    generation_.fetch_add(1, std::memory_order_release);
  }

  std::mutex mutex_;
  int expected_, arrived_ = 0;
  std::atomic<std::uint64_t> generation_ = 0;
  Knowledge arriving_, released_;
};

}  // namespace assay::model
