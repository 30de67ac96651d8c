// How long to wait between readings so that they stay cheap?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "harness/core/seconds.hpp"

namespace assay::measure {

/// Holds the processor time of a periodic job below a share of one core. The cost of a round is
/// smoothed exponentially, from zero: what one round takes above the others is paid back in full,
/// but over the rounds that follow it, so that no single slow one opens a gap.
class Pace {
 public:
  Pace(Seconds shortest, double cpu_share)
      : shortest_(shortest), cpu_share_(cpu_share), period_(shortest) {}

  /// After a round: what it took of the processor, and how long the driver was kept busy.
  void spent(Seconds cpu, Seconds in_calls) {
    cpu_ += kWeight * (cpu - cpu_);
    in_calls_ += kWeight * (in_calls - in_calls_);
    period_ = std::max({shortest_, cpu_ / (kOfShare * cpu_share_), in_calls_ / kCallShare});
  }
  /// From the beginning of one round to that of the next.
  Seconds period() const { return period_; }

 private:
  static constexpr double kWeight = 0.125;
  // The rounds until the cost is known come too often.
  static constexpr double kOfShare = 0.9;
  // The driver answers one caller at a time: launches wait behind a reading.
  static constexpr double kCallShare = 0.05;

  Seconds shortest_;
  double cpu_share_;
  Seconds cpu_{}, in_calls_{};
  Seconds period_;
};

}  // namespace assay::measure
