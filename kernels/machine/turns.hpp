// Threads of a model block that take turns: one runs at a time, so the outcome is always the same.
//
// They change places only where one has to wait. Who hands over asks the others, in order, whether
// what they wait for has come; where nobody's has, that is reported instead of hanging.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <condition_variable>
#include <functional>
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
  Turns(int threads, int first) : places_(static_cast<std::size_t>(threads)), turn_(first) {}

  /// Runs body(thread) on every thread; returns what the first to break a rule said, or nothing.
  template <class Body>
  std::string run(const Body& body) {
    {
      std::vector<std::jthread> threads;
      for (int me = 0; me < count(); ++me) {
        threads.emplace_back([&, me] {
          try {
            await(me);
            body(me);
            place(me).live = false;
            pass_on(me);
          } catch (const BrokenRule& rule) {
            fail(rule.what());
          }
        });
      }
    }
    return failure_;
  }

  /// Returns once ready() is true, giving the others their turns; describe() says what is waited
  /// for, for the message when that can never be.
  template <class Ready, class Describe>
  void wait(int me, Ready ready, Describe describe) {
    if (ready()) return;
    place(me).ready = std::ref(ready);
    place(me).describe = std::ref(describe);
    pass_on(me);
    await(me);
    place(me).ready = nullptr;
  }

 private:
  struct Place {
    bool live = true;
    std::function<bool()> ready = nullptr;  ///< none: nothing is waited for
    std::function<std::string()> describe = nullptr;
    std::condition_variable my_turn = {};
  };

  int count() const { return static_cast<int>(places_.size()); }
  Place& place(int thread) { return places_[static_cast<std::size_t>(thread)]; }

  void await(int me) {
    std::unique_lock lock(mutex_);
    place(me).my_turn.wait(lock, [&] { return turn_ == me || !failure_.empty(); });
    if (!failure_.empty()) throw BrokenRule(failure_);
  }
  void pass_on(int me) {
    std::string waiting;
    for (int step = 1; step <= count(); ++step) {
      const int next = (me + step) % count();
      Place& other = place(next);
      if (!other.live) continue;
      if (!other.ready || other.ready()) return give(next);
      waiting += (waiting.empty() ? "" : "; ") + other.describe();
    }
    if (!waiting.empty()) throw BrokenRule("deadlock, waiting for " + waiting);
  }
  void give(int next) {
    const std::lock_guard lock(mutex_);
    turn_ = next;
    place(next).my_turn.notify_all();
  }
  void fail(const std::string& why) {
    const std::lock_guard lock(mutex_);
    if (failure_.empty()) failure_ = why;
    for (Place& each : places_) each.my_turn.notify_all();
  }

  std::mutex mutex_;
  std::vector<Place> places_;
  std::string failure_;
  int turn_;
};

}  // namespace assay::model
