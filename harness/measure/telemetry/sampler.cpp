// The thread that reads the gauge.
#include "harness/measure/telemetry/sampler.hpp"

#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

#include "harness/measure/telemetry/pace.hpp"

namespace assay::measure {
namespace {

using Clock = std::chrono::steady_clock;

Clock::duration ticks(Seconds duration) {
  return std::chrono::duration_cast<Clock::duration>(duration);
}

Seconds processor_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return Seconds(static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec));
}

/// While it lives, threads made here take no signals: those are for the thread of the run.
class BlockSignals {
 public:
  BlockSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockSignals(const BlockSignals&) = delete;
  BlockSignals& operator=(const BlockSignals&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

/// Shared with the thread, which may outlive the Sampler. The gauge is never called with the mutex
/// held.
struct Sampler::State {
  State(std::unique_ptr<Gauge> the_gauge, SamplerOptions the_options)
      : gauge(std::move(the_gauge)), options(the_options), pace(options.period, options.cpu_share) {
    ring.reserve(options.capacity);
  }

  const std::unique_ptr<Gauge> gauge;
  const SamplerOptions options;
  const Clock::time_point start = Clock::now();

  mutable std::mutex mutex;
  std::condition_variable to_thread, from_thread;
  // All below: with the mutex held.
  bool stopping = false, finished = false;
  Pace pace;
  std::vector<Reading> ring;
  std::size_t next = 0;  ///< to be overwritten, once the ring is full
  std::uint64_t overwritten = 0;
  std::optional<Clock::time_point> call_began, latest;
  std::uint64_t marks_asked = 0, marks_made = 0;
  std::optional<ErrorCounts> totals;
  std::string failure;       ///< of the last call; empty: it succeeded
  std::string case_failure;  ///< the first since forget()
  Seconds longest_call{};    ///< since forget()
  Seconds cpu_seen{};        ///< processor time of the thread that was counted, or left out
  SamplerCost cost;

  template <typename Function>
  void call(std::unique_lock<std::mutex>& lock, Function function);
  void read(std::unique_lock<std::mutex>& lock);
  void make_mark(std::unique_lock<std::mutex>& lock);
  void count_cost(Seconds elsewhere, Seconds in_calls);
  void keep(const Reading& reading);
  std::optional<Seconds> hung() const;
  std::string incomplete() const;
};

/// Lets go of the mutex while the gauge is asked.
template <typename Function>
void Sampler::State::call(std::unique_lock<std::mutex>& lock, Function function) {
  const auto began = Clock::now();
  call_began = began;
  std::string what;
  lock.unlock();
  try {
    function();
  } catch (const std::exception& error) {
    what = error.what();
  } catch (...) {
    what = "the gauge failed without saying why";
  }
  lock.lock();
  call_began.reset();
  longest_call = std::max(longest_call, Seconds(Clock::now() - began));
  failure = std::move(what);
  if (case_failure.empty()) case_failure = failure;
}

void Sampler::State::read(std::unique_lock<std::mutex>& lock) {
  const auto began = Clock::now();
  Reading reading;
  call(lock, [&] { reading = gauge->read(); });
  // The middle: values are taken one after another.
  const auto ended = Clock::now();
  reading.time = began + (ended - began) / 2;
  latest = began;
  if (failure.empty()) keep(reading);
  count_cost(reading.cpu_elsewhere, ended - began);
}

/// Waking up is a part of it.
void Sampler::State::count_cost(Seconds elsewhere, Seconds in_calls) {
  const Seconds now = processor_time();
  const Seconds cpu = now - cpu_seen + elsewhere;
  cpu_seen = now;
  pace.spent(cpu, in_calls);
  cost.cpu += cpu;
  cost.in_calls += in_calls;
  ++cost.readings;
}

// Error totals take much longer than a reading. They are asked for when no sample is being taken,
// so the pace, which is there for the samples' sake, does not pay for them.
void Sampler::State::make_mark(std::unique_lock<std::mutex>& lock) {
  const std::uint64_t asked = marks_asked;
  std::optional<ErrorCounts> found;
  call(lock, [&] { found = gauge->error_totals(); });
  totals = failure.empty() ? found : std::nullopt;
  cpu_seen = processor_time();
  if (!latest || Clock::now() - *latest >= options.period) read(lock);
  marks_made = asked;
  from_thread.notify_all();
}

void Sampler::State::keep(const Reading& reading) {
  if (ring.size() < options.capacity) {
    ring.push_back(reading);
    return;
  }
  ring[next] = reading;
  next = (next + 1) % options.capacity;
  ++overwritten;
}

std::optional<Seconds> Sampler::State::hung() const {
  if (!call_began) return std::nullopt;
  const Seconds since = Clock::now() - *call_began;
  if (since < options.patience) return std::nullopt;
  return since;
}

std::string Sampler::State::incomplete() const {
  if (const auto since = hung()) {
    return fmt::format("the driver has not answered for {:.1f} s", since->count());
  }
  if (!case_failure.empty()) return case_failure;
  if (longest_call >= options.patience) {
    return fmt::format("the driver took {:.1f} s to answer once", longest_call.count());
  }
  if (overwritten != 0) {
    return fmt::format("the first {} readings were dropped: {} are kept", overwritten,
                       options.capacity);
  }
  return {};
}

void Sampler::work(State& state) {
  std::unique_lock lock(state.mutex);
  while (!state.stopping) {
    if (state.marks_asked != state.marks_made) {
      state.make_mark(lock);
    } else {
      state.read(lock);
    }
    const Seconds pause = state.failure.empty()
                              ? state.pace.period()
                              : std::max(state.options.retry, state.pace.period());
    const auto wake = state.latest.value_or(Clock::now()) + ticks(pause);
    state.to_thread.wait_until(
        lock, wake, [&state] { return state.stopping || state.marks_asked != state.marks_made; });
  }
  state.finished = true;
  state.from_thread.notify_all();
}

Sampler::Sampler(std::unique_ptr<Gauge> gauge, SamplerOptions options)
    : state_(std::make_shared<State>(std::move(gauge), options)) {
  const BlockSignals quiet;
  thread_ = std::thread([state = state_] { work(*state); });
}

Sampler::~Sampler() {
  bool finished = false;
  {
    std::unique_lock lock(state_->mutex);
    state_->stopping = true;
    state_->to_thread.notify_all();
    const auto until =
        Clock::now() + (state_->hung() ? Clock::duration(0) : ticks(state_->options.patience));
    finished = state_->from_thread.wait_until(lock, until, [this] { return state_->finished; });
  }
  if (finished) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void Sampler::forget() {
  const std::lock_guard lock(state_->mutex);
  state_->ring.clear();
  state_->next = 0;
  state_->overwritten = 0;
  state_->case_failure = state_->failure;
  state_->longest_call = Seconds{};
}

std::optional<ErrorCounts> Sampler::mark() {
  std::unique_lock lock(state_->mutex);
  if (state_->hung()) return std::nullopt;
  const std::uint64_t mine = ++state_->marks_asked;
  state_->to_thread.notify_all();
  const bool made = state_->from_thread.wait_for(lock, state_->options.patience,
                                                 [&] { return state_->marks_made >= mine; });
  return made ? state_->totals : std::nullopt;
}

Readings Sampler::readings() const {
  const std::lock_guard lock(state_->mutex);
  Readings found{.period = state_->pace.period(), .incomplete = state_->incomplete()};
  const auto& ring = state_->ring;
  const auto middle = ring.begin() + static_cast<std::ptrdiff_t>(state_->next);
  found.list.reserve(ring.size());
  found.list.insert(found.list.end(), middle, ring.end());
  found.list.insert(found.list.end(), ring.begin(), middle);
  return found;
}

std::vector<Reading> Sampler::recent(Seconds length, std::size_t count) const {
  const std::lock_guard lock(state_->mutex);
  std::vector<Reading> found;
  if (state_->hung() || !state_->failure.empty()) return found;
  const auto& ring = state_->ring;
  for (std::size_t back = 1; back <= ring.size(); ++back) {
    const Reading& reading = ring[(state_->next + ring.size() - back) % ring.size()];
    if (found.size() >= count && found.front().time - reading.time > length) break;
    found.push_back(reading);
  }
  std::reverse(found.begin(), found.end());
  return found;
}

SamplerCost Sampler::cost() const {
  const std::lock_guard lock(state_->mutex);
  SamplerCost cost = state_->cost;
  cost.wall = Clock::now() - state_->start;
  return cost;
}

}  // namespace assay::measure
