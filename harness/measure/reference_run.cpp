// Chooses among the algorithms, times and checks two of them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/reference_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

#include "harness/measure/statistics.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

constexpr std::size_t kFinalists = 3;
constexpr int kFinalSamples = 5;  // of each: an outlier or two do not decide

const char* library_of(Reference kind) {
  switch (kind) {
    case Reference::cublaslt:
      return "cuBLASLt";
    case Reference::nccl:
      return "NCCL";
    case Reference::none:
      break;
  }
  return "none";
}

}  // namespace

void ReferenceRun::open(DeviceSession& session, const plan::Case& planned) {
  const Reference kind = planned.kernel->description().reference;
  if (kind == Reference::none || !planned.with_reference) return;
  result_.emplace().library = library_of(kind);
  attempt([&] {
    session_ = session.reference();
    if (session_ == nullptr) return result_.reset();
    result_->library = session_->library();
    result_->version = session_->version();
    choose();
  });
}

void ReferenceRun::choose() {
  names_ = session_->algorithms();
  if (names_.empty()) throw Error(ErrorKind::unavailable, "it offers no algorithm for this case");
  const std::vector<std::size_t> finalists = fastest(names_);
  std::vector<std::vector<double>> times(finalists.size());
  for (int round = 0; round < kFinalSamples; ++round) {
    for (std::size_t i = 0; i < finalists.size(); ++i) times[i].push_back(time(finalists[i]));
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < finalists.size(); ++i) {
    if (summarise(times[i]).median < summarise(times[best]).median) best = i;
  }
  default_ = {};
  check(0);
  for (std::size_t i = 0; i < finalists.size(); ++i) {
    if (finalists[i] == 0 || (i != best && !session_->shows_all())) continue;
    if (i == best)
      best_ = Timed{.algorithm = finalists[i]};
    else
      others_.push_back({.algorithm = finalists[i]});
    check(finalists[i]);
  }
}

/// One sample of each, the default among them. What cannot run is left out; the default must.
std::vector<std::size_t> ReferenceRun::fastest(std::span<const std::string> names) {
  std::vector<std::pair<double, std::size_t>> times;
  times.emplace_back(time(0), 0);
  for (std::size_t algorithm = 1; algorithm < names.size(); ++algorithm) {
    try {
      times.emplace_back(time(algorithm), algorithm);
    } catch (const std::exception&) {
      continue;  // it promised more than it can do; the others stand
    }
  }
  result_->algorithms = times.size();
  std::sort(times.begin(), times.end());
  std::vector<std::size_t> chosen;
  for (const auto& [seconds, algorithm] : times) {
    if (chosen.size() < kFinalists) chosen.push_back(algorithm);
  }
  return chosen;
}

void ReferenceRun::check(std::size_t algorithm) {
  time(algorithm);
  compare();
}

void ReferenceRun::compare() {
  const Mismatch found = session_->verify();
  if (found.checked == 0) {
    throw Error(ErrorKind::unavailable, "the check of its output compared no element");
  }
  result_->right = result_->right.value_or(true) && found.count == 0;
}

double ReferenceRun::time(std::size_t algorithm) {
  const double seconds = session_->time_sample(algorithm).count();
  if (std::isfinite(seconds) && seconds > 0) return seconds;
  throw Error(ErrorKind::unavailable, fmt::format("the clock gave {} s for a sample", seconds));
}

void ReferenceRun::begin(Before before, std::size_t count) {
  if (session_ == nullptr) return;
  const auto begin = [&](Timed& timed) {
    if (before == Before::forget) timed.samples.clear();
    timed.samples.reserve(timed.samples.size() + count);
  };
  begin(default_);
  if (best_) begin(*best_);
  for (Timed& timed : others_) begin(timed);
}

void ReferenceRun::take(Timed& timed) {
  if (session_ == nullptr) return;
  attempt([&] { timed.samples.push_back(time(timed.algorithm)); });
}

void ReferenceRun::check_after() {
  if (session_ != nullptr) attempt([this] { compare(); });
}

std::optional<ReferenceResult> ReferenceRun::finish(std::span<const double> ours) {
  if (session_ != nullptr && default_.samples.size() != ours.size()) {
    lose("its samples and the kernel's are not pairs");
  }
  if (session_ != nullptr) {
    result_->by_default = timing(default_, ours);
    result_->best = best_ ? timing(*best_, ours) : result_->by_default;
    for (const Timed& timed : others_) result_->others.push_back(timing(timed, ours));
  }
  return std::move(result_);
}

/// No ratio to what computes something else.
ReferenceTiming ReferenceRun::timing(const Timed& timed, std::span<const double> ours) const {
  ReferenceTiming made{.algorithm = names_[timed.algorithm], .samples = timed.samples};
  if (result_->right != true || ours.empty()) return made;
  std::vector<double> ratios(ours.size());
  std::transform(ours.begin(), ours.end(), timed.samples.begin(), ratios.begin(),
                 [](double mine, double theirs) { return theirs / mine; });
  made.ratio = summarise(ratios);
  return made;
}

void ReferenceRun::attempt(const std::function<void()>& step) {
  try {
    step();
  } catch (const std::exception& failure) {
    lose(failure.what());
  }
}

void ReferenceRun::lose(std::string why) {
  session_ = nullptr;
  default_ = {};
  best_.reset();
  others_.clear();
  *result_ = {
      .library = result_->library, .version = result_->version, .unavailable = std::move(why)};
}

}  // namespace assay::measure
