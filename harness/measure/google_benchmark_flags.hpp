// Which of Google Benchmark's own flags does the user give, and what do they leave to us?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/core/seconds.hpp"

namespace assay::measure {

/// The flags are global to the process and read from BENCHMARK_* variables too, and the library
/// ends the process on a bad value or an unwritable --benchmark_out. So every value is checked here
/// first, and every flag that matters is set again before each run.
class GoogleBenchmarkFlags {
 public:
  /// `arguments` as the user wrote them, `warm_up` where they say nothing of it. Throws
  /// Error(usage).
  GoogleBenchmarkFlags(std::vector<std::string> arguments, Seconds warm_up);

  /// Hands the flags over for a run. Throws Error(usage) for one that the library does not know.
  void apply() const;
  /// The same for listing what --benchmark_filter matches: nothing runs and no file is written.
  void apply_for_listing() const;

  /// True where the user's flags, not the plan, decide how long a case is sampled.
  bool decide_stopping() const { return decide_stopping_; }
  bool warm_up() const { return warm_up_; }
  const std::string& filter() const { return filter_; }

 private:
  void read(const std::string& argument);

  std::vector<std::string> arguments_;
  std::string warm_up_flag_;
  std::string filter_;
  bool decide_stopping_ = false;
  bool warm_up_ = true;
};

}  // namespace assay::measure
