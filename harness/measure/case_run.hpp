// One case on its way through Google Benchmark: set-up, checks, samples, and what comes of them.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <benchmark/benchmark.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/measure/answers.hpp"
#include "harness/measure/call_sequence.hpp"
#include "harness/measure/case_phase.hpp"
#include "harness/measure/open_session.hpp"
#include "harness/measure/reference_run.hpp"
#include "harness/measure/result.hpp"
#include "harness/measure/session.hpp"

namespace assay::measure {

/// What is the same for all cases of a run.
struct RunSettings {
  OpenSession& session;
  const std::atomic<bool>* interrupted = nullptr;
  Call first_call = Call::warm_up;
  bool flags_decide_stopping = false;
  PhaseSink* phases = nullptr;  ///< may be null
};

class CaseRun {
 public:
  CaseRun(const plan::Case& planned, const RunSettings& settings);
  CaseRun(const CaseRun&) = delete;
  CaseRun& operator=(const CaseRun&) = delete;

  /// One call by Google Benchmark. Sampling goes on past the iterations it asks for (a batch may
  /// overshoot) until the plan's minimum is likely reached; its own rule decides whether it was.
  void call(benchmark::State& state);

  /// After the last call.
  CaseResult finish();

 private:
  void attempt(benchmark::State& state);
  void set_up();
  void begin(Call kind);
  void ready_the_device(Call kind);
  void settle();
  std::int64_t batch_size(Call kind, std::int64_t asked);
  Seconds take_samples(Call kind, std::int64_t count);
  template <typename Ours>
  void take_beside(Ours ours);
  void make_room(Call kind, std::size_t count);
  std::optional<Seconds> time_sample();
  void keep_sample(Seconds sample);
  void read_clock() {
    since_clock_ = Seconds{};
    if (const auto clock = session_->clock_hz()) clocks_hz_.push_back(*clock);
  }
  void check_after();
  void take_telemetry(std::span<const SampleInterval> intervals) {
    Telemetry& telemetry = result_.telemetry = session_->telemetry(intervals);
    telemetry.clock_hz = telemetry.clock_minimum_hz = telemetry.clock_maximum_hz = std::nullopt;
  }
  void save_telemetry();
  bool stop_if_interrupted();
  void fail_if(std::optional<Failure> failure) {
    if (failure) fail(failure->status, std::move(failure->reason));
  }
  void fail(Status status, std::string reason);
  void give_up(Status status, std::string reason);

  RunSettings settings_;
  Phases phases_{settings_.phases};
  CallSequence calls_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  DeviceSession* session_ = nullptr;  ///< once set up
  bool failed_ = false;
  CaseResult result_;
  Answers answers_{result_};
  ReferenceRun reference_;
  std::vector<double> clocks_hz_;
  std::vector<SampleInterval> intervals_;  ///< of the samples kept, one each
  SampleInterval last_interval_;           ///< of the last sample, kept or not
  Seconds sampled_{};                      ///< that the samples took
  Seconds since_clock_{};                  ///< measured since the clock was read
  std::optional<Seconds> warm_sample_;     ///< mean of the last warm-up call
  Seconds settling_{};                     ///< wall clock or sampled, whichever was longer
};

}  // namespace assay::measure
