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
#include "harness/measure/statistics.hpp"

namespace assay::measure {
namespace {

// A reading takes 100 us: 0.2 % of this.
constexpr Seconds kBetweenClockReadings{0.05};
// Over the samples that the last warm-up call promises to fill the time: one attempt mostly
// suffices.
constexpr double kAttemptMargin = 1.125;
// Far above any case; keeps a scripted or broken clock from exhausting memory.
constexpr double kSamplesAtMost = 1e7;

std::string describe(const Mismatch& found) {
  return fmt::format("element {}: expected {}, got {}; {} of {} elements wrong", found.index,
                     found.expected, found.actual, found.count, found.checked);
}

}  // namespace

DeviceSession& OpenSession::of(plan::DeviceId device) {
  if (session_ && device_ == device) return *session_;
  session_.reset();
  session_ = factory_.open(device);
  device_ = device;
  return *session_;
}

CaseRun::CaseRun(const plan::Case& planned, const RunSettings& settings)
    : settings_(settings), calls_(settings.first_call) {
  result_.planned = planned;
  result_.status = Status::ok;
  result_.check.method = planned.kernel->description().check;
  result_.stopping.minimum_time = planned.minimum_time;
  result_.stopping.minimum_samples = planned.minimum_samples;
}

void CaseRun::call(benchmark::State& state) {
  try {
    if (!failed_) attempt(state);
  } catch (const std::exception& failure) {
    fail(Status::error, failure.what());
    save_telemetry();
    session_ = nullptr;
    settings_.session.close();
  }
  if (failed_) state.SkipWithError(result_.reason.c_str());
  state.SetLabel(result_.planned.name());
}

void CaseRun::attempt(benchmark::State& state) {
  if (stop_if_interrupted()) return;
  if (session_ == nullptr) set_up();
  if (failed_) return;

  const Call kind = calls_.next(state.max_iterations);
  begin(kind);
  if (kind == Call::attempt) settle();
  if (failed_) return;
  // What was launched until now is none of the samples' clock.
  if (kind != Call::warm_up) session_->clock_hz();
  const std::int64_t count = batch_size(kind, state.max_iterations);
  Seconds total{};
  while (state.KeepRunningBatch(count)) {
    total = take_samples(kind, count);
    if (failed_) return;
    state.SetIterationTime(total.count());
  }
  count_work(state, count);
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
  DeviceSession& session = settings_.session.of(result_.planned.device);
  session.set_up(result_.planned);
  session_ = &session;
  session.time_sample();
  result_.check.before = check_answer();
  if (result_.check.before == false) fail(Status::wrong, "wrong answer before timing");
}

/// What attempts before this call took was not in vain: the device is warmer.
void CaseRun::begin(Call kind) {
  if (kind == Call::repetition) return;
  result_.warm_up += sampled_;
  sampled_ = Seconds{};
  result_.samples.clear();
  intervals_.clear();
  clocks_hz_.clear();
  since_clock_ = Seconds{};
}

/// Uncounted samples until the device is level, or the time for that is over. It is the longer of
/// what the samples say they took and the wall clock, so that neither can stand still alone.
void CaseRun::settle() {
  result_.stopping.level.reset();
  const Seconds allowed = result_.planned.settle;
  if (allowed <= Seconds(0)) return;
  const auto start = std::chrono::steady_clock::now();
  const Seconds before = settling_;
  Seconds sampled{};
  std::int64_t count = 0;
  while (true) {
    result_.stopping.level = session_->is_level();
    if (result_.stopping.level.value_or(true) || settling_ >= allowed) break;
    if (stop_if_interrupted()) return;
    const auto sample = time_sample();
    if (!sample) return;
    sampled += *sample;
    ++count;
    settling_ = before + std::max(sampled, Seconds(std::chrono::steady_clock::now() - start));
  }
  result_.warm_up += sampled;
  if (count > 0) warm_sample_ = sampled / static_cast<double>(count);
}

std::int64_t CaseRun::batch_size(Call kind, std::int64_t asked) {
  if (kind == Call::warm_up) return asked;
  Stopping& stopping = result_.stopping;
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
  const bool counts = kind != Call::warm_up;
  if (counts) {
    result_.samples.reserve(result_.samples.size() + static_cast<std::size_t>(count));
    clocks_hz_.reserve(result_.samples.capacity());
    intervals_.reserve(result_.samples.capacity());
  }
  Seconds total{};
  for (std::int64_t i = 0; i < count; ++i) {
    if (stop_if_interrupted()) return total;
    // The check after the last sample must not be able to pass on the output of an earlier one.
    if (counts && i + 1 == count) session_->spoil();
    const auto sample = time_sample();
    if (!sample) return total;
    total += *sample;
    if (counts) keep_sample(*sample);
    if (failed_) return total;
  }
  return total;
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
  intervals_.push_back(last_interval_);
  sampled_ += sample;
  since_clock_ += sample;
  if (since_clock_ >= kBetweenClockReadings) read_clock();
}

void CaseRun::read_clock() {
  since_clock_ = Seconds{};
  if (const auto clock = session_->clock_hz()) clocks_hz_.push_back(*clock);
}

void CaseRun::check_after() {
  take_telemetry(intervals_);
  result_.check.after = check_answer();
  if (result_.check.after == false) {
    fail(Status::wrong, "wrong answer after the last timed iteration");
  }
}

void CaseRun::take_telemetry(std::span<const SampleInterval> intervals) {
  Telemetry& telemetry = result_.telemetry = session_->telemetry(intervals);
  telemetry.clock_hz = telemetry.clock_minimum_hz = telemetry.clock_maximum_hz = std::nullopt;
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

std::optional<bool> CaseRun::check_answer() {
  const Mismatch found = session_->verify();
  result_.check.elements = found.checked;
  result_.check.wrong_elements = found.count;
  if (found.checked == 0) {
    fail(Status::error, "the answer check compared no element");
    return std::nullopt;
  }
  if (found.count != 0) result_.check.detail = describe(found);
  return found.count == 0;
}

void CaseRun::count_work(benchmark::State& state, std::int64_t samples) const {
  const double launches =
      static_cast<double>(result_.planned.iterations) * static_cast<double>(samples);
  const Work& work = result_.planned.work;
  const auto rate = [&](double per_launch) {
    return benchmark::Counter(per_launch * launches, benchmark::Counter::kIsRate);
  };
  state.counters["items_per_second"] = rate(1);
  if (work.bytes > 0) state.counters["bytes_per_second"] = rate(work.bytes);
  if (work.flop > 0) state.counters["flop_per_second"] = rate(work.flop);
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
  return std::move(result_);
}

}  // namespace assay::measure
