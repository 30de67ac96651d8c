// Threads of a model block that take turns: one runs at a time, so the outcome is always the same.
//
// They change places only where one has to wait. A wait that nobody can end is reported instead of
// hanging: every live thread has looked, and nothing changed.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace assay::model {

/// What ends a block: the first rule that was broken.
class BrokenRule : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Turns {
 public:
  Turns(int threads, int first)
      : live_(static_cast<std::size_t>(threads), true), turn_(first), count_(threads) {}

  /// Runs body(thread) on every thread; returns what the first to break a rule said, or nothing.
  template <class Body>
  std::string run(const Body& body) {
    {
      std::vector<std::jthread> threads;
      for (int me = 0; me < count_; ++me) {
        threads.emplace_back([&, me] {
          try {
            await(me);
            body(me);
          } catch (const BrokenRule& rule) {
            fail(rule.what());
          }
          end(me);
        });
      }
    }
    return failure_;
  }

  /// Returns once ready() is true, giving the others their turns; `waiting_for` is for the message
  /// when that can never be.
  template <class Ready>
  void wait(int me, Ready ready, const std::string& waiting_for) {
    while (!ready()) {
      if (++fruitless_ > 2 * count_) throw BrokenRule("deadlock, waiting for " + waiting_for);
      pass_on(me);
      await(me);
    }
    fruitless_ = 0;
  }

 private:
  void await(int me) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return turn_ == me || !failure_.empty(); });
    if (!failure_.empty()) throw BrokenRule(failure_);
  }
  void pass_on(int me) {
    const std::lock_guard lock(mutex_);
    for (int step = 1; step <= count_; ++step) {
      turn_ = (me + step) % count_;
      if (live_[static_cast<std::size_t>(turn_)]) break;
    }
    changed_.notify_all();
  }
  void end(int me) {
    {
      const std::lock_guard lock(mutex_);
      live_[static_cast<std::size_t>(me)] = false;
      fruitless_ = 0;
    }
    pass_on(me);
  }
  void fail(const std::string& why) {
    const std::lock_guard lock(mutex_);
    if (failure_.empty()) failure_ = why;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<bool> live_;
  std::string failure_;
  int turn_, count_;
  int fruitless_ = 0;
};

}  // namespace assay::model
