// How did one metric of one device change over time, and how does it stand now?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/archive/series.hpp"
#include "harness/judge/trend/levels.hpp"
#include "harness/judge/trend/scan.hpp"

namespace assay::judge {

enum class ChangeKind : std::uint8_t {
  step,   ///< between one run and the next
  drift,  ///< slowly, over many runs
};

/// Of a step, `before` and `after` are the runs next to it; of a drift, its first and its last.
struct Change {
  ChangeKind kind = ChangeKind::step;
  archive::Point before, after;  ///< the values are those measured in these runs
  /// The step lies after `earliest` and no later than `latest`, with 95 % confidence. Of a drift
  /// the same as before and after.
  archive::Point earliest, latest;
  double level_before = 0, level_after = 0;  ///< in the unit of the metric
  double size = 0, low = 0, high = 0;        ///< as a share of level_before, and its 95 % interval
  bool is_worse = false;
  bool stands =
      true;  ///< of a change for the worse: the present level is no better than it left it
  std::uint32_t runs_before = 0, runs_after = 0;  ///< at the levels on either side
  std::uint32_t begin = 0, split = 0, end = 0;    ///< of these runs; indices into the points
  double chance = 0;  ///< that a series without change shows one so clear
};

/// A single run far off the level, of which the next shows nothing.
struct Spike {
  archive::Point at;
  double size = 0;  ///< off the level, as a share of it
  bool is_worse = false;
  bool is_last = false;  ///< or among the last: it may be the beginning of a step
};

struct SeriesTrend {
  std::vector<Change> changes;  ///< in order of time; only those of practical size
  std::vector<Spike> spikes;
  std::uint32_t minor_changes = 0;  ///< as clear, but too small to matter
  double resemblance = 1;           ///< of neighbouring nights, see resemblance()
  double noise = 0;                 ///< median absolute deviation from the levels, share of them
  std::vector<Piece> pieces;        ///< indices into the points that hold a value
};

/// The points of a series that hold a finite value.
archive::Series with_values(archive::Series series);

/// Chance that a series without any change looks as much like one that did; 1 of too few points.
/// All points must hold values. That neighbouring nights resemble each other is looked at where the
/// chance is no more than `remarkable`; above that it is that of independent nights.
double chance_of(Scanner& scanner, const archive::Series& series, double remarkable = 0.2);

/// Levels, changes and spikes of a series. A series without change shows one with at most `chance`;
/// 0: none is looked for. Changes smaller than `threshold`, as a share, are left out unless those
/// next to them in the same direction add up to it. All points must hold values.
SeriesTrend trend_of(Scanner& scanner, const archive::Series& series, double chance,
                     double threshold);

/// So many points a series needs for a change to show with less than that chance.
std::size_t fewest_points(double chance);

}  // namespace assay::judge
