// A device whose times and faults are written down beforehand.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "harness/measure/measure.hpp"
#include "kernels/error.hpp"

namespace assay::measure {

/// What happens in one case. Samples are counted from 1; the first is the launch of the check.
struct Script {
  std::function<double(int sample)> seconds = [](int) { return 0.01; };
  std::function<double(int sample)> counts = [](int) { return 78.0; };
  std::function<std::optional<bool>(int sample)> level = [](int) { return std::nullopt; };
  int computes_until_sample = 1 << 30;  ///< launches after it leave the output as it is
  int wrong_from_verify = 1 << 30;      ///< this check and later ones find a wrong element
  std::uint64_t checked = 1000;
  std::string fails_set_up, fails_verify,
      fails_telemetry;  ///< message of the exception; empty: none
};

/// What the session was asked to do in one case.
struct Log {
  int set_ups = 0, samples = 0, spoils = 0, verifies = 0, clock_readings = 0;
  /// Each argument of telemetry().
  std::vector<std::vector<SampleInterval>> intervals = {};
};

struct FakeDevice {
  std::map<std::string, Script> scripts;  ///< by case name
  std::map<std::string, Log> logs;
  std::vector<std::string> opened;
  std::string fails_open;
};

class FakeSession final : public DeviceSession {
 public:
  explicit FakeSession(FakeDevice& device) : device_(device) {}

  void set_up(const plan::Case& planned) override {
    script_ = &device_.scripts[planned.name()];
    log_ = &device_.logs[planned.name()];
    ++log_->set_ups;
    output_right_ = false;
    if (!script_->fails_set_up.empty()) throw std::runtime_error(script_->fails_set_up);
  }
  Seconds time_sample() override {
    ++log_->samples;
    if (log_->samples <= script_->computes_until_sample) output_right_ = true;
    return Seconds(script_->seconds(log_->samples));
  }
  void spoil() override {
    ++log_->spoils;
    output_right_ = false;
  }
  Mismatch verify() override {
    ++log_->verifies;
    if (!script_->fails_verify.empty()) throw std::runtime_error(script_->fails_verify);
    Mismatch found{.checked = script_->checked};
    if (!output_right_ || log_->verifies >= script_->wrong_from_verify) {
      found = {.count = 3, .checked = script_->checked, .index = 12, .expected = 4, .actual = 3.5};
    }
    return found;
  }
  std::optional<double> clock_hz() override { return 1e9 * ++log_->clock_readings; }
  double counted() override { return script_->counts(log_->samples); }
  Telemetry telemetry(std::span<const SampleInterval> intervals) override {
    log_->intervals.emplace_back(intervals.begin(), intervals.end());
    if (!script_->fails_telemetry.empty()) throw std::runtime_error(script_->fails_telemetry);
    Telemetry made{.clock_hz = 7, .power_w = 100.0 + log_->samples};
    made.samples.emplace().clock_hz.assign(intervals.size(), 7);
    made.errors = ErrorCounts{.ecc_corrected = static_cast<std::uint64_t>(log_->samples)};
    return made;
  }
  std::optional<bool> is_level() override { return script_->level(log_->samples); }

 private:
  FakeDevice& device_;
  Script* script_ = nullptr;
  Log* log_ = nullptr;
  bool output_right_ = false;
};

class FakeFactory final : public SessionFactory {
 public:
  explicit FakeFactory(FakeDevice& device) : device_(device) {}
  std::unique_ptr<DeviceSession> open(plan::DeviceId id) override {
    device_.opened.push_back(to_string(id));
    if (!device_.fails_open.empty()) throw Error(ErrorKind::unavailable, device_.fails_open);
    return std::make_unique<FakeSession>(device_);
  }

 private:
  FakeDevice& device_;
};

/// Keeps what it is told, as lines.
class RecordingObserver : public Observer {
 public:
  void case_started(std::size_t index, std::size_t count, const plan::Case& planned) override {
    events.push_back(std::to_string(index) + "/" + std::to_string(count) + " started " +
                     planned.name());
  }
  void case_finished(std::size_t index, std::size_t count, const CaseResult& result) override {
    events.push_back(std::to_string(index) + "/" + std::to_string(count) + " finished " +
                     result.planned.name());
  }
  std::vector<std::string> events;
};

inline constexpr Kernel kFakeKernel{.name = "fake.copy",
                                    .question = "Does the harness do as it says?",
                                    .check = "every element",
                                    .quantity = Quantity::bandwidth,
                                    .limit = Limit::memory,
                                    .matrix = false,
                                    .sized = true,
                                    .arrays = nullptr,
                                    .work = nullptr,
                                    .program = {}};
inline constexpr KernelEntry kFakeEntry{.on = {&kFakeKernel}};

inline constexpr Kernel kCountingKernel{.name = "fake.census",
                                        .question = "How many?",
                                        .check = "every element",
                                        .quantity = Quantity::count,
                                        .limit = Limit::memory,
                                        .matrix = false,
                                        .sized = false,
                                        .arrays = nullptr,
                                        .work = nullptr,
                                        .program = {}};
inline constexpr KernelEntry kCountingEntry{.on = {&kCountingKernel}};

inline plan::Case fake_case(std::uint64_t bytes, plan::DeviceId device = {}) {
  return {.kernel = &kFakeEntry,
          .parameters = {.bytes = bytes},
          .device = device,
          .work = {.bytes = 2e6},
          .iterations = 5,
          .minimum_time = Seconds(0.5),
          .minimum_samples = 9,
          .estimate = {},
          .unavailable = {}};
}

// What measure() does with fake_case() and samples of 10 ms. One launch is for the check. For 50 ms
// of warm-up Google Benchmark calls with 1 and then 1.4 x 50 / 10 = 7 iterations. The attempt takes
// 1.125 x 0.5 s / 10 ms samples, rounded up.
inline constexpr int kBeforeAttempt = 1 + 1 + 7;
inline constexpr std::size_t kAttempt = 57;
inline constexpr int kLastSample = kBeforeAttempt + static_cast<int>(kAttempt);

/// Everything of one call of measure().
struct Bench {
  plan::Plan plan;
  FakeDevice device;
  Options options;
  RecordingObserver observer;

  explicit Bench(std::vector<plan::Case> cases) { plan.cases = std::move(cases); }
  const std::string name(std::size_t index) const { return plan.cases[index].name(); }
  Script& script(std::size_t index = 0) { return device.scripts[name(index)]; }
  Log& log(std::size_t index = 0) { return device.logs[name(index)]; }
  std::vector<CaseResult> run() {
    FakeFactory factory(device);
    return measure(plan, factory, options, observer);
  }
};

}  // namespace assay::measure
