// Threads of a model that run at once: what the sanitizers watch. The counterpart of Turns.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "kernels/machine/turns.hpp"

namespace assay::model {

class FreeThreads {
 public:
  /// Runs body(thread) on every thread; returns what the first to break a rule said, or nothing.
  template <class Body>
  std::string run(int threads, const Body& body) {
    {
      std::vector<std::jthread> all;
      for (int me = 0; me < threads; ++me) {
        all.emplace_back([&, me] {
          try {
            body(me);
          } catch (const BrokenRule& rule) {
            const std::lock_guard lock(mutex_);
            if (failure_.empty()) failure_ = rule.what();
            failed_ = true;
          }
        });
      }
    }
    return failure_;
  }

  /// Returns once ready() is true. The checked run of the same body is what names a deadlock; here
  /// it only has to end.
  template <class Ready, class Describe>
  void wait(Ready ready, Describe describe) const {
    constexpr std::chrono::seconds kPatience(60);
    constexpr std::chrono::microseconds kNap(20);
    constexpr int kSpins = 64;
    const auto begin = std::chrono::steady_clock::now();
    for (int spin = 0; !ready(); ++spin) {
      if (failed_) throw BrokenRule("another thread has failed");
      if (spin < kSpins) {
        std::this_thread::yield();
        continue;
      }
      std::this_thread::sleep_for(kNap);
      if (std::chrono::steady_clock::now() - begin > kPatience)
        throw BrokenRule("no end of waiting for " + describe());
    }
  }

 private:
  std::mutex mutex_;
  std::atomic<bool> failed_ = false;
  std::string failure_;
};

}  // namespace assay::model
