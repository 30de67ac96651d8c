// How does a call that may never return not take this process with it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "harness/core/seconds.hpp"

namespace assay::probe {

/// Runs work on a thread of its own, one piece at a time, and waits for it no longer than the
/// deadline. Past it the thread is abandoned with whatever it is doing, and all later work is
/// refused.
///
/// The work must own all that it touches (capture by value): abandoned work may still write there
/// when its caller is long gone. Work that calls run() itself stays on the thread, so that several
/// calls can share one change of threads.
class BoundedCaller {
 public:
  explicit BoundedCaller(Seconds deadline);
  ~BoundedCaller();
  BoundedCaller(const BoundedCaller&) = delete;
  BoundedCaller& operator=(const BoundedCaller&) = delete;

  /// False: it did not return in time, or was refused. Rethrows what the work throws.
  bool run(const char* name, std::function<void()> work);

  /// Same, with a result; absent where run() is false.
  template <class Result>
  std::optional<Result> result_of(const char* name, std::function<Result()> work) {
    auto result = std::make_shared<std::optional<Result>>();
    if (!run(name, [result, work = std::move(work)] { *result = work(); })) return std::nullopt;
    return std::move(*result);
  }

  bool hung() const;
  /// "NVML call nvmlDeviceGetPowerUsage did not return within 5 s"; empty while not hung().
  std::string hung_reason() const;

 private:
  struct Channel;
  static void work_off(const std::shared_ptr<Channel>& channel);
  bool run_elsewhere(const char* name, std::function<void()> work);

  Seconds deadline_;
  std::shared_ptr<Channel> channel_;  ///< outlives this object where its thread was abandoned
  std::mutex turn_;                   ///< one caller at a time
  std::thread thread_;                ///< started by the first call
};

}  // namespace assay::probe
