// What does a waiting person see while a run goes on?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <functional>
#include <ostream>
#include <string>

#include "harness/core/seconds.hpp"
#include "harness/measure/measure.hpp"
#include "harness/plan/case.hpp"

namespace assay::operate {

/// On a terminal one line that is written over; elsewhere a line for each case.
class Progress final : public measure::Observer {
 public:
  struct Options {
    bool terminal = false;
    std::size_t columns = 80;
    double share = 1;  ///< of the sum of estimates, where several are measured at the same time
    /// Time since the run began; a test brings its own.
    std::function<Seconds()> elapsed = {};
  };
  Progress(const plan::Plan& plan, std::ostream& stream, Options options);
  /// Leaves no half line behind on a terminal.
  ~Progress() override;

  void case_started(std::size_t index, std::size_t count, const plan::Case& planned) override;
  void case_finished(std::size_t index, std::size_t count,
                     const measure::CaseResult& result) override;

 private:
  Seconds remaining(std::size_t index) const;
  void clear_line();

  const plan::Plan& plan_;
  std::ostream& stream_;
  Options options_;
  Seconds measured_{}, estimated_{};  ///< of the cases that were tried and are finished
  bool line_is_open_ = false;
};

}  // namespace assay::operate
