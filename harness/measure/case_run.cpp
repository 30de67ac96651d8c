// Sampling and checking of one case.
#include "harness/measure/case_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <span>
#include <utility>

#include "harness/core/words.hpp"
#include "harness/measure/burst.hpp"
#include "harness/measure/curve.hpp"
#include "harness/measure/processor_rates.hpp"
#include "harness/measure/statistics.hpp"
#include "harness/measure/work_counters.hpp"

namespace assay::measure {
namespace {

// A reading takes 100 us: 0.2 % of this.
constexpr Seconds kBetweenClockReadings{0.05};
// Over the samples that the last warm-up call promises to fill the time: one attempt mostly
// suffices.
constexpr double kAttemptMargin = 1.125;
// Far above any case; keeps a scripted or broken clock from exhausting memory.
constexpr double kSamplesAtMost = 1e7;

}  // namespace

CaseRun::CaseRun(const plan::Case& planned, const RunSettings& settings)
    : settings_(settings), calls_(settings.first_call) {
  result_.planned = bounded(planned);
  result_.status = Status::ok;
  result_.check.method = planned.kernel->description().check;
  result_.stopping.minimum_time = result_.planned.minimum_time;
  result_.stopping.minimum_samples = result_.planned.minimum_samples;
}

void CaseRun::call(benchmark::State& state) {
  try {
    if (!failed_) attempt(state);
  } catch (const HangError& hang) {
    result_.hang = hang.hang();
    give_up(Status::error, hang.what());
  } catch (const std::exception& failure) {
    // What others did not finish because they were to end as well is no fault of the device.
    const bool interrupted = settings_.interrupted != nullptr && settings_.interrupted->load();
    give_up(interrupted ? Status::skipped : Status::error,
            (interrupted ? "interrupted: " : "") + std::string(failure.what()));
  }
  if (failed_) state.SkipWithError(result_.reason.c_str());
  state.SetLabel(result_.planned.name());
}

void CaseRun::give_up(Status status, std::string reason) {
  fail(status, std::move(reason));
  save_telemetry();
  session_ = nullptr;
  settings_.session.close();
}

void CaseRun::attempt(benchmark::State& state) {
  if (stop_if_interrupted()) return;
  if (session_ == nullptr) set_up();
  if (failed_) return;

  const Call kind = calls_.next(state.max_iterations);
  begin(kind);
  phases_.enter(CasePhase::warm_up);
  if (kind != Call::warm_up) ready_the_device(kind);
  if (failed_) return;
  // What was launched until now is none of the samples' clock.
  if (kind != Call::warm_up) session_->clock_hz();
  const std::int64_t count = batch_size(kind, state.max_iterations);
  Seconds total{};
  if (kind != Call::warm_up) phases_.enter(CasePhase::sampling);
  while (state.KeepRunningBatch(count)) {
    total = take_samples(kind, count);
    if (failed_) return;
    state.SetIterationTime(total.count());
  }
  count_work(state, result_.planned, count);
  if (kind == Call::warm_up) {
    result_.warm_up += total;
    warm_sample_ = total / static_cast<double>(count);
    return;
  }
  if (since_clock_ > Seconds(0)) read_clock();
  // Another attempt follows exactly where Google Benchmark finds this one too short.
  const bool another = kind == Call::attempt && !settings_.flags_decide_stopping &&
                       total < result_.planned.minimum_time;
  if (!another) check_after();
}

void CaseRun::set_up() {
  if (!result_.planned.unavailable.empty()) {
    return fail(Status::skipped, result_.planned.unavailable);
  }
  phases_.enter(CasePhase::set_up);
  DeviceSession& session = settings_.session.of(result_.planned);
  session.set_up(result_.planned);
  session_ = &session;
  phases_.enter(CasePhase::checking);
  fail_if(answers_.before(session));
  if (failed_) return;
  phases_.enter(CasePhase::reference);
  reference_.open(session, result_.planned);
}

std::int64_t CaseRun::batch_size(Call kind, std::int64_t asked) {
  if (kind == Call::warm_up) return asked;
  Stopping& stopping = result_.stopping;
  if (is_burst(result_.planned)) {
    stopping.rule = "minimum_samples";
    return asked;  // which is what bounded() allows: Google Benchmark was given it
  }
  stopping.rule = settings_.flags_decide_stopping ? "google_benchmark_flags" : "minimum_time";
  if (settings_.flags_decide_stopping) return asked;

  double by_time = 1;
  if (warm_sample_) {
    by_time = std::ceil(kAttemptMargin * (stopping.minimum_time / *warm_sample_));
  }
  const auto enough = std::max(asked, static_cast<std::int64_t>(std::min(by_time, kSamplesAtMost)));
  const auto least = static_cast<std::int64_t>(stopping.minimum_samples);
  if (least > enough) stopping.rule = "minimum_samples";
  return std::max(enough, least);
}

Seconds CaseRun::take_samples(Call kind, std::int64_t count) {
  if (kind != Call::warm_up) make_room(kind, static_cast<std::size_t>(count));
  Seconds total{};
  const auto take = [&](bool counts) {
    const auto sample = time_sample();
    if (!sample) return;
    total += *sample;
    if (counts) keep_sample(*sample);
  };
  for (std::int64_t i = 0; i < count; ++i) {
    if (stop_if_interrupted()) return total;
    if (kind == Call::warm_up) {
      take(false);
    } else {
      // The check after the last sample must not be able to pass on the output of an earlier one.
      if (i + 1 == count) session_->spoil();
      take_beside([&] { take(true); });
      if (!failed_) fail_if(answers_.repeat(*session_, result_.samples.size() - 1));
    }
    if (failed_) return total;
  }
  return total;
}

/// A library that does not end is to be told from a kernel that does not.
template <typename Ours>
void CaseRun::take_beside(Ours ours) {
  if (!reference_.is_open()) return ours();
  reference_.beside([&] {
    phases_.enter(CasePhase::sampling);
    ours();
    phases_.enter(CasePhase::reference);
  });
}

/// Taking samples allocates nothing.
void CaseRun::make_room(Call kind, std::size_t count) {
  result_.samples.reserve(result_.samples.size() + count);
  clocks_hz_.reserve(result_.samples.capacity());
  intervals_.reserve(result_.samples.capacity());
  const bool kept = kind == Call::repetition;
  reference_.begin(kept ? ReferenceRun::Before::keep : ReferenceRun::Before::forget, count);
}

/// Empty where it failed. What the session does before the sample itself, such as emptying a cache,
/// is no part of the interval: a sample ends as time_sample() returns.
std::optional<Seconds> CaseRun::time_sample() {
  const auto begin = std::chrono::steady_clock::now();
  const Seconds sample = session_->time_sample();
  const auto end = std::chrono::steady_clock::now();
  if (!std::isfinite(sample.count()) || sample <= Seconds(0)) {
    fail(Status::error, fmt::format("the clock gave {} s for a sample", sample.count()));
    return std::nullopt;
  }
  last_interval_ = {begin, end};
  if (sample < end - begin) {
    last_interval_.begin =
        end - std::chrono::duration_cast<std::chrono::steady_clock::duration>(sample);
  }
  return sample;
}

void CaseRun::keep_sample(Seconds sample) {
  double value = sample.count();
  if (is_counted(result_.planned.kernel->description().quantity)) {
    value = session_->counted();
    if (!std::isfinite(value) || value <= 0) {
      return fail(Status::error, fmt::format("the device counted {}", value));
    }
  }
  result_.samples.push_back(value);
  phases_.keep(value);
  intervals_.push_back(last_interval_);
  sampled_ += sample;
  since_clock_ += sample;
  if (since_clock_ >= kBetweenClockReadings) read_clock();
}

void CaseRun::check_after() {
  phases_.enter(CasePhase::checking_again);
  take_telemetry(intervals_);
  if (result_.planned.kernel->description().per_processor) {
    result_.processors = rates_of(session_->processor_work());
  }
  fail_if(answers_.after(*session_));
  result_.ranks = session_->ranks();
  if (!failed_) result_.pairs = session_->pairs();
  result_.library = session_->library();
  result_.instruction = session_->instruction();
  if (failed_) return;
  phases_.enter(CasePhase::reference);
  reference_.check_after();
}

/// Of a case that failed: error counters may tell why. The failure itself is what matters.
void CaseRun::save_telemetry() {
  if (session_ == nullptr) return;
  try {
    take_telemetry({});
  } catch (const std::exception&) {
    result_.telemetry = {};
  }
}

bool CaseRun::stop_if_interrupted() {
  if (settings_.interrupted == nullptr) return false;
  if (!settings_.interrupted->load(std::memory_order_relaxed)) return false;
  if (session_ != nullptr) result_.stopping.rule = "interrupted";
  fail(Status::skipped, "interrupted");
  return true;
}

void CaseRun::fail(Status status, std::string reason) {
  failed_ = true;
  result_.status = status;
  result_.reason = std::move(reason);
  result_.samples.clear();
  result_.processors.clear();
  result_.telemetry.samples.reset();
  intervals_.clear();
  clocks_hz_.clear();
}

CaseResult CaseRun::finish() {
  // Unreachable as long as the library's rule is the one attempt() assumes; a rate without a check
  // after it must not be reported if that ever changes.
  try {
    if (!failed_ && !result_.check.after) check_after();
  } catch (const std::exception& failure) {
    fail(Status::error, failure.what());
  }
  result_.elapsed = std::chrono::steady_clock::now() - start_;
  if (failed_) return std::move(result_);

  summarise_case(result_, clocks_hz_);
  result_.reference = reference_.finish(result_.samples);
  result_.curve = curve_of(result_, intervals_);
  return std::move(result_);
}

}  // namespace assay::measure
