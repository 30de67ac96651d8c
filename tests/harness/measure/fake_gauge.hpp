// A gauge whose answers a test decides, while it runs.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "harness/measure/telemetry/gauge.hpp"

namespace assay::measure {

/// What the test and the gauge share; outlives whichever goes first.
class GaugeScript {
 public:
  std::function<Reading(int call)> reads = [](int) { return Reading{.clock_hz = 1e9}; };
  std::function<ErrorCounts(int call)> totals = [](int) { return ErrorCounts{.ecc_corrected = 0}; };

  /// Returns once `count` calls of read() have begun.
  void wait_for_reads(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return reads_ >= count; });
  }
  /// Of now on, every call waits for release().
  void hang() { set(hanging_, true); }
  void release() { set(hanging_, false); }
  /// Returns once a call waits.
  void wait_until_hung() {
    wait([this] { return waiting_ > 0; });
  }
  /// Returns once the gauge is destroyed.
  void wait_until_gone() {
    wait([this] { return gone_; });
  }

 private:
  friend class FakeGauge;
  void set(bool& what, bool value) {
    const std::lock_guard lock(mutex_);
    what = value;
    changed_.notify_all();
  }
  template <typename Predicate>
  void wait(Predicate predicate) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, predicate);
  }
  int begin(int& calls) {
    std::unique_lock lock(mutex_);
    const int call = ++calls;
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !hanging_; });
    --waiting_;
    return call;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  int reads_ = 0, totals_ = 0, waiting_ = 0;
  bool hanging_ = false, gone_ = false;
};

class FakeGauge final : public Gauge {
 public:
  explicit FakeGauge(std::shared_ptr<GaugeScript> script) : script_(std::move(script)) {}
  ~FakeGauge() override { script_->set(script_->gone_, true); }
  Reading read() override { return script_->reads(script_->begin(script_->reads_)); }
  ErrorCounts error_totals() override { return script_->totals(script_->begin(script_->totals_)); }

 private:
  std::shared_ptr<GaugeScript> script_;
};

}  // namespace assay::measure
