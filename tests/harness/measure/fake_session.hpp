// A device whose times and faults are written down beforehand.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
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
#include "tests/harness/measure/fake_script.hpp"

namespace assay::measure {

class FakeReference final : public ReferenceSession {
 public:
  FakeReference(const Script& script, Log& log) : script_(script), log_(log) {}

  std::string library() const override { return "fakeLt"; }
  std::string version() const override { return "1.2"; }
  std::vector<std::string> algorithms() override {
    if (!of().fails_names.empty()) throw Error(ErrorKind::unavailable, of().fails_names);
    return of().names;
  }
  Seconds time_sample(std::size_t algorithm) override {
    if (script_.keeps_events) log_.events.push_back("time " + of().names[algorithm]);
    return Seconds(of().seconds(algorithm, ++log_.reference_samples));
  }
  Mismatch verify() override {
    if (script_.keeps_events) log_.events.push_back("verify reference");
    if (!of().fails_verify.empty()) throw Error(ErrorKind::unavailable, of().fails_verify);
    const bool wrong = ++log_.reference_verifies >= of().wrong_from_verify;
    return {.count = wrong ? std::uint64_t{1} : 0, .checked = of().checked};
  }

 private:
  const ReferenceScript& of() const { return *script_.reference; }

  const Script& script_;
  Log& log_;
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
    say("sample");
    ++log_->samples;
    if (log_->samples <= script_->computes_until_sample) output_right_ = true;
    return Seconds(script_->seconds(log_->samples));
  }
  void spoil() override {
    say("spoil");
    ++log_->spoils;
    output_right_ = false;
  }
  Mismatch verify() override {
    say("verify");
    ++log_->verifies;
    if (!script_->fails_verify.empty()) throw std::runtime_error(script_->fails_verify);
    Mismatch found{.checked = script_->checked};
    if (!output_right_ || log_->verifies >= script_->wrong_from_verify) {
      found = {.count = 3, .checked = script_->checked, .index = 12, .expected = 4, .actual = 3.5};
      found.processor_plus_one = script_->processor_plus_one;
    }
    return found;
  }
  void fill(Inputs inputs) override {
    say(inputs == Inputs::exact ? "fill exact" : "fill timed");
    output_right_ = false;
  }
  std::optional<Mismatch> verify_repeat() override {
    if (!script_->can_repeat) return std::nullopt;
    say("repeat");
    Mismatch found{.checked = script_->repeat_checked};
    if (!output_right_ || ++log_->repeats == script_->wrong_repeat) {
      found.count = 128;
      found.index = 12;
      found.processor_plus_one = script_->processor_plus_one;
    }
    return found;
  }
  std::vector<ProcessorWork> processor_work() override { return script_->processor_work; }
  std::vector<std::byte> answer_sample() override {
    if (!script_->answer.empty()) say("answer");
    return script_->answer;
  }
  ReferenceSession* reference() override {
    if (!script_->reference) return nullptr;
    if (!script_->reference->fails_open.empty()) {
      throw Error(ErrorKind::unavailable, script_->reference->fails_open);
    }
    reference_ = std::make_unique<FakeReference>(*script_, *log_);
    return reference_.get();
  }
  void cool_down() override {
    say("cool");
    ++log_->cools;
    script_->cooling();
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
  void say(const char* event) const {
    if (script_->keeps_events) log_->events.emplace_back(event);
  }

  FakeDevice& device_;
  Script* script_ = nullptr;
  Log* log_ = nullptr;
  bool output_right_ = false;
  std::unique_ptr<FakeReference> reference_;
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

/// One that is checked and compared as a GEMM is.
inline constexpr Kernel kMatrixKernel{.name = "fake.gemm",
                                      .question = "Does the harness check it as it says?",
                                      .check = "every element",
                                      .quantity = Quantity::throughput,
                                      .limit = Limit::arithmetic,
                                      .matrix = true,
                                      .sized = false,
                                      .arrays = nullptr,
                                      .work = nullptr,
                                      .program = {},
                                      .exact_inputs = true,
                                      .per_processor = true,
                                      .reference = Reference::cublaslt};
inline constexpr KernelEntry kMatrixEntry{.on = {&kMatrixKernel}};

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

/// On a GPU: three samples of two launches.
inline plan::Case matrix_case(Load load = Load::none) {
  return {.kernel = &kMatrixEntry,
          .parameters = {.m = 4, .n = 5, .k = 6, .load = load},
          .device = {.kind = plan::DeviceId::Kind::cuda, .index = 2},
          .work = {.flop = 2e6},
          .iterations = 2,
          .minimum_time = {},
          .minimum_samples = 3,
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
