// Registers the cases with Google Benchmark, runs them in one go and collects the results.
#include "harness/measure/measure.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <sstream>
#include <utility>

#include "harness/measure/burst.hpp"
#include "harness/measure/case_run.hpp"
#include "harness/measure/google_benchmark_flags.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

// Google Benchmark takes no minimum time of zero; any sample is longer than this.
constexpr double kShortestTime = 1e-9;

/// Shows nothing: results go to the observer.
class Harness final : public benchmark::BenchmarkReporter {
 public:
  Harness(const plan::Plan& plan, SessionFactory& sessions, const Options& options,
          Observer& observer);

  void register_cases();
  void check_filter();
  std::vector<CaseResult> execute();

  bool ReportContext(const Context&) override { return true; }
  /// Called once a case is finished, and again where there are aggregates of its repetitions.
  void ReportRuns(const std::vector<Run>&) override;

 private:
  void call(std::size_t index, benchmark::State& state);
  void start(std::size_t index);
  void finish_current();
  void skip_until(std::size_t index);
  void add(CaseResult result);
  template <typename Function>
  void unless_abandoned(Function function);

  const plan::Plan& plan_;
  Observer& observer_;
  GoogleBenchmarkFlags flags_;
  OpenSession session_;
  RunSettings settings_;
  std::unique_ptr<CaseRun> current_;
  std::vector<CaseResult> results_;
  std::exception_ptr abandoned_;  ///< what the observer threw
  std::ostringstream listing_, complaints_;
};

Harness::Harness(const plan::Plan& plan, SessionFactory& sessions, const Options& options,
                 Observer& observer)
    : plan_(plan),
      observer_(observer),
      flags_(options.google_benchmark_flags, options.warm_up),
      session_(sessions),
      settings_{.session = session_,
                .interrupted = options.interrupted,
                .first_call = flags_.warm_up() ? Call::warm_up : Call::attempt,
                .flags_decide_stopping = flags_.decide_stopping(),
                .phases = options.phases} {
  SetOutputStream(&listing_);
  SetErrorStream(&complaints_);
}

void Harness::register_cases() {
  for (std::size_t index = 0; index < plan_.cases.size(); ++index) {
    const plan::Case& planned = plan_.cases[index];
    auto* registered = benchmark::RegisterBenchmark(
        planned.name().c_str(), [this, index](benchmark::State& state) { call(index, state); });
    registered->UseManualTime();
    if (is_burst(planned)) {
      registered->Iterations(static_cast<std::int64_t>(bounded(planned).minimum_samples));
      continue;
    }
    if (flags_.decide_stopping()) continue;
    registered->MinTime(std::max(planned.minimum_time.count(), kShortestTime));
  }
}

void Harness::check_filter() {
  flags_.apply_for_listing();
  if (benchmark::RunSpecifiedBenchmarks(this) != 0) return;
  std::string why = complaints_.str();
  std::replace(why.begin(), why.end(), '\n', ' ');
  throw Error(ErrorKind::usage,
              fmt::format("--benchmark_filter={}: no case of the plan is left: {}(it is a regular "
                          "expression over names such as {})",
                          flags_.filter(), why, plan_.cases.front().name()));
}

std::vector<CaseResult> Harness::execute() {
  flags_.apply();
  benchmark::RunSpecifiedBenchmarks(this);
  unless_abandoned([&] { skip_until(plan_.cases.size()); });
  if (abandoned_) std::rethrow_exception(abandoned_);
  return std::move(results_);
}

// Google Benchmark's frames lie between the observer and our caller: exceptions go around them.
template <typename Function>
void Harness::unless_abandoned(Function function) {
  if (abandoned_) return;
  try {
    function();
  } catch (...) {
    abandoned_ = std::current_exception();
  }
}

void Harness::call(std::size_t index, benchmark::State& state) {
  unless_abandoned([&] {
    if (!current_) start(index);
    current_->call(state);
  });
  if (abandoned_ && !state.error_occurred()) state.SkipWithError("the run was abandoned");
}

void Harness::start(std::size_t index) {
  skip_until(index);
  const plan::Case& planned = plan_.cases[index];
  const bool interrupted = settings_.interrupted != nullptr && *settings_.interrupted;
  if (planned.unavailable.empty() && !interrupted) {
    observer_.case_started(index, plan_.cases.size(), planned);
  }
  current_ = std::make_unique<CaseRun>(planned, settings_);
}

void Harness::ReportRuns(const std::vector<Run>&) {
  unless_abandoned([&] { finish_current(); });
}

void Harness::finish_current() {
  if (!current_) return;
  CaseResult result = current_->finish();
  current_.reset();
  add(std::move(result));
}

/// Cases that Google Benchmark passed over.
void Harness::skip_until(std::size_t index) {
  while (results_.size() < index) {
    CaseResult left_out;
    left_out.planned = plan_.cases[results_.size()];
    left_out.check.method = left_out.planned.kernel->description().check;
    left_out.reason = "left out by --benchmark_filter";
    add(std::move(left_out));
  }
}

void Harness::add(CaseResult result) {
  results_.push_back(std::move(result));
  observer_.case_finished(results_.size() - 1, plan_.cases.size(), results_.back());
}

struct ClearRegistered {
  ~ClearRegistered() { benchmark::ClearRegisteredBenchmarks(); }
};

}  // namespace

void check_flags(const plan::Plan& plan, const std::vector<std::string>& google_benchmark_flags) {
  struct Nothing final : SessionFactory, Observer {
    std::unique_ptr<DeviceSession> open(plan::DeviceId) override { return nullptr; }
    void case_started(std::size_t, std::size_t, const plan::Case&) override {}
    void case_finished(std::size_t, std::size_t, const CaseResult&) override {}
  } nothing;
  Options options;
  options.google_benchmark_flags = google_benchmark_flags;
  Harness harness(plan, nothing, options, nothing);
  if (plan.cases.empty()) return;
  const ClearRegistered clear;
  harness.register_cases();
  harness.check_filter();
}

std::vector<CaseResult> measure(const plan::Plan& plan, SessionFactory& sessions,
                                const Options& options, Observer& observer) {
  Harness harness(plan, sessions, options, observer);
  if (plan.cases.empty()) return {};
  const ClearRegistered clear;
  harness.register_cases();
  if (!options.part_of_plan) harness.check_filter();
  return harness.execute();
}

}  // namespace assay::measure
