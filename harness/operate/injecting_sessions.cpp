// Passes everything on, and spoils what it was asked to.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/injecting_sessions.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <limits>
#include <utility>

namespace assay::operate {
namespace {

using measure::CasePhase;

[[noreturn]] void hang() {
  while (true) pause();
}

// A real one, sanitizers or not, and without a core file of the size of the device's memory.
[[noreturn]] void crash() {
  const struct rlimit no_core { 0, 0 };
  setrlimit(RLIMIT_CORE, &no_core);
  signal(SIGSEGV, SIG_DFL);
  raise(SIGSEGV);
  _exit(127);  // where somebody blocks it
}

class InjectingSession final : public measure::DeviceSession {
 public:
  InjectingSession(std::unique_ptr<measure::DeviceSession> next,
                   const std::vector<Injection>& injections, const SharedLog& log)
      : next_(std::move(next)), injections_(injections), log_(log) {}

  void set_up(const plan::Case& planned) override {
    struck_.clear();
    for (const auto& one : injections_) {
      if (one.strikes(planned)) struck_.push_back(&one);
    }
    next_->set_up(planned);
  }

  Seconds time_sample() override {
    Seconds sample = next_->time_sample();
    for (const auto* one : struck_) {
      if (one->fault == Fault::slow) sample /= one->share;
      if (one->fault == Fault::nan) sample = Seconds(std::numeric_limits<double>::quiet_NaN());
      const bool now = log_.phase() == CasePhase::sampling && log_.kept() + 1 == one->sample;
      if (now && one->fault == Fault::hang) hang();
      if (now && one->fault == Fault::crash) crash();
    }
    return sample;
  }

  double counted() override {
    double count = next_->counted();
    for (const auto* one : struck_) {
      if (one->fault == Fault::slow) count *= one->share;
    }
    return count;
  }

  Mismatch verify() override {
    Mismatch found = next_->verify();
    for (const auto* one : struck_) {
      if (one->fault != Fault::wrong || found.count != 0) continue;
      found.count = 1;
      found.index = 0;
      found.expected = 1;
      found.actual = 0;
    }
    return found;
  }

  void spoil() override { next_->spoil(); }
  void fill(Inputs inputs) override { next_->fill(inputs); }
  std::optional<Mismatch> verify_repeat() override { return next_->verify_repeat(); }
  std::vector<ProcessorWork> processor_work() override { return next_->processor_work(); }
  std::vector<std::byte> answer_sample() override { return next_->answer_sample(); }
  std::vector<measure::RankResult> ranks() override { return next_->ranks(); }
  std::vector<measure::PairRate> pairs() override { return next_->pairs(); }
  std::optional<measure::LibraryUse> library() override { return next_->library(); }
  std::string instruction() override { return next_->instruction(); }
  measure::ReferenceSession* reference() override { return next_->reference(); }
  void cool_down() override { next_->cool_down(); }
  std::optional<double> clock_hz() override { return next_->clock_hz(); }
  measure::Telemetry telemetry(std::span<const measure::SampleInterval> intervals) override {
    return next_->telemetry(intervals);
  }
  std::optional<bool> is_level() override { return next_->is_level(); }

 private:
  std::unique_ptr<measure::DeviceSession> next_;
  const std::vector<Injection>& injections_;
  const SharedLog& log_;
  std::vector<const Injection*> struck_;
};

}  // namespace

std::unique_ptr<measure::DeviceSession> InjectingSessions::open(plan::DeviceId device) {
  return std::make_unique<InjectingSession>(next_.open(device), injections_, log_);
}

std::unique_ptr<measure::DeviceSession> InjectingSessions::open_group(const plan::Case& planned) {
  return std::make_unique<InjectingSession>(next_.open_group(planned), injections_, log_);
}

}  // namespace assay::operate
