// Measures the cases of a plan, in order, with Google Benchmark as the harness.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <atomic>
#include <cstddef>
#include <string>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/measure/case_phase.hpp"
#include "harness/measure/result.hpp"
#include "harness/measure/session.hpp"
#include "harness/plan/case.hpp"

namespace assay::measure {

struct Options {
  std::vector<std::string> google_benchmark_flags;  ///< "--benchmark_*", passed through
  Seconds warm_up{0.05};                            ///< of every case, at least
  /// Set by whoever handles signals: the case in flight and all later ones become skipped.
  const std::atomic<bool>* interrupted = nullptr;
  PhaseSink* phases = nullptr;  ///< told what the case in flight does; may be null
  /// What is measured is a part of a plan: that --benchmark_filter leaves nothing of it is no
  /// mistake.
  bool part_of_plan = false;
};

/// Told of progress, in the order of the plan. What it throws ends the run and leaves measure().
class Observer {
 public:
  virtual ~Observer() = default;
  /// Only of cases that are really tried. `index` counts from zero.
  virtual void case_started(std::size_t index, std::size_t count, const plan::Case& planned) = 0;
  /// Of every case, once.
  virtual void case_finished(std::size_t index, std::size_t count, const CaseResult& result) = 0;
  /// Now and then while cases go on in other processes; measure() itself never has the time.
  virtual void waiting() {}
};

/// Throws Error(usage) where a flag is wrong or --benchmark_filter matches no case of the plan, as
/// measure() would.
void check_flags(const plan::Plan& plan, const std::vector<std::string>& google_benchmark_flags);

/// One result for every case of the plan. A case that fails does not stop the run. Throws
/// Error(usage) before anything is measured where a flag is wrong or --benchmark_filter matches no
/// case. Must not run twice at the same time: Google Benchmark's registry and flags are global.
std::vector<CaseResult> measure(const plan::Plan& plan, SessionFactory& sessions,
                                const Options& options, Observer& observer);

}  // namespace assay::measure
