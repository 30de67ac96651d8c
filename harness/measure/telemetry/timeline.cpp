// Cells of time around the readings.
#include "harness/measure/telemetry/timeline.hpp"

#include <algorithm>

namespace assay::measure {
namespace {

using Time = std::chrono::steady_clock::time_point;

std::span<const Reading> between(std::span<const Reading> readings,
                                 std::span<const SampleInterval> samples) {
  if (samples.empty()) return {};
  const auto first = std::lower_bound(readings.begin(), readings.end(), samples.front().begin,
                                      [](const Reading& r, Time time) { return r.time < time; });
  const auto last = std::upper_bound(first, readings.end(), samples.back().end,
                                     [](Time time, const Reading& r) { return time < r.time; });
  if (first == last) return readings;
  return {first, last};
}

}  // namespace

Timeline::Timeline(std::span<const Reading> readings, std::span<const SampleInterval> samples,
                   Seconds reach)
    : readings_(between(readings, samples)) {
  const auto far = std::chrono::duration_cast<Time::duration>(reach);
  cells_.reserve(readings_.size());
  for (std::size_t i = 0; i < readings_.size(); ++i) {
    const Time time = readings_[i].time;
    Cell cell{.from = time - far, .to = time + far};
    if (i > 0) {
      const Time before = readings_[i - 1].time;
      cell.from = std::max(cell.from, before + (time - before) / 2);
    }
    if (i + 1 < readings_.size()) {
      cell.to = std::min(cell.to, time + (readings_[i + 1].time - time) / 2);
    }
    cells_.push_back(cell);
  }
}

std::size_t Timeline::first_cell_after(Time time) const {
  const auto found = std::upper_bound(cells_.begin(), cells_.end(), time,
                                      [](Time t, const Cell& cell) { return t < cell.to; });
  return static_cast<std::size_t>(found - cells_.begin());
}

}  // namespace assay::measure
