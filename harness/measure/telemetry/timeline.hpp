// Which reading speaks for which moment of which sample?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/measure/session.hpp"
#include "harness/measure/telemetry/gauge.hpp"

namespace assay::measure {

/// Every moment belongs to the nearest reading, if that is within reach; so a sample that spans
/// several readings gets each of them for its share of the time. Readings before the first sample
/// and after the last tell of an idle device: they are left out wherever there is one between.
class Timeline {
 public:
  /// A part of a sample that one reading speaks for.
  struct Part {
    std::size_t reading = 0;  ///< index into readings()
    double weight = 0;        ///< s
  };

  /// `readings` in the order of time.
  Timeline(std::span<const Reading> readings, std::span<const SampleInterval> samples,
           Seconds reach);

  std::span<const Reading> readings() const { return readings_; }
  /// Calls `use(Part)` for every part of the sample, in the order of time. A sample too short to
  /// have a length belongs to the one reading nearest to it, with next to no weight.
  template <typename Use>
  void for_each_part(const SampleInterval& sample, Use use) const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Cell {
    Time from, to;
  };
  std::size_t first_cell_after(Time time) const;

  std::span<const Reading> readings_;
  std::vector<Cell> cells_;  ///< one for each reading, in the order of time, not overlapping
};

template <typename Use>
void Timeline::for_each_part(const SampleInterval& sample, Use use) const {
  const Time end = std::max(sample.end, sample.begin + Time::duration(1));
  for (std::size_t i = first_cell_after(sample.begin); i < cells_.size(); ++i) {
    const Time from = std::max(cells_[i].from, sample.begin);
    const Time to = std::min(cells_[i].to, end);
    if (cells_[i].from >= end) return;
    if (from < to) use(Part{.reading = i, .weight = Seconds(to - from).count()});
  }
}

}  // namespace assay::measure
