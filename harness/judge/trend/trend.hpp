// Which of a fleet's devices changed, when, by how much, and what else did at that moment?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/archive/series.hpp"
#include "harness/judge/trend/circumstances.hpp"
#include "harness/judge/trend/series_trend.hpp"

namespace assay::judge {

/// All series of a device, or those that are asked for.
using SeriesOf = std::function<std::vector<archive::Series>(const std::string& device)>;

/// Where the runs are. Called from several threads: each opens its own.
struct TrendSource {
  std::vector<std::string> devices;
  std::function<SeriesOf()> open_series;
  std::function<MomentOf()> open_moments;
};

struct TrendOptions {
  double threshold = 0.02;     ///< a smaller change is none, as a share of the level
  double false_alarms = 0.05;  ///< see Trend::false_alarms
  unsigned threads = 1;
};

/// A change of one metric of one device.
struct TrendFinding {
  archive::SeriesKey key;
  Change change;
  std::string host;        ///< where the device was right after
  std::string device;      ///< how that host calls it: "cuda:3"
  std::size_t beside = 0;  ///< devices of that host, this one included
  std::vector<Difference> differences;
};

/// The same change of the same metric in the same night, of one device or of many.
struct TrendGroup {
  std::string metric, unit;
  ChangeKind kind = ChangeKind::step;
  bool is_worse = false;
  std::size_t standing = 0;               ///< findings whose loss was not made good since
  std::vector<std::size_t> findings;      ///< indices, the largest change first
  std::size_t devices = 0;                ///< that changed
  std::size_t of_devices = 0;             ///< that have this metric
  std::vector<std::string> hosts = {};    ///< of them, sorted
  std::size_t of_host = 0;                ///< devices of the host, where it is one
  document::Timestamp after{}, before{};  ///< the step lies between the two, of most of them
  double size = 0;                        ///< median
  double least = 0, most = 0;             ///< the smallest and the largest
  std::vector<Difference> shared = {};    ///< of nine in ten of them
};

/// The last run of a series lies far off its level.
struct LastSpike {
  archive::SeriesKey key;
  Spike spike;
  double level = 0;
};

struct Trend {
  TrendOptions options;
  std::size_t devices = 0, series = 0, points = 0;
  std::size_t judged = 0;         ///< series long enough for a change of one alone to show
  std::size_t too_few = 0;        ///< series with fewer runs; a change that many share can show
  std::size_t fewest_points = 0;  ///< what such a series needs
  std::size_t longest = 0;        ///< runs of the longest series
  std::optional<archive::Point> first = {}, last = {};  ///< the span of all runs
  /// Of a series, that it looks changed although it is not: what is believed in this look.
  double chance_each = 0;
  double expected_false = 0;                ///< of the changed series, at most, on average
  std::size_t changed = 0;                  ///< series with a change of any size
  std::size_t minor = 0;                    ///< changes too small to matter
  std::size_t spikes = 0;                   ///< single bad runs, of which the next showed nothing
  std::size_t worse = 0;                    ///< series that changed for the worse and stand so
  std::vector<TrendFinding> findings = {};  ///< by device, peer, metric and time
  std::vector<TrendGroup> groups = {};      ///< what stands for the worse first, then by devices
  std::vector<LastSpike> last_spikes =
      {};                       ///< by device, peer and metric: for the worse, undecided yet
  std::string conclusion = {};  ///< one sentence

  /// 0 nothing changed for the worse, 1 something did, 3 nothing could be judged.
  int exit_code() const;
};

/// Reads each device's series once, one thread after the other taking the next device; the result
/// does not depend on their number. The share of false findings is controlled over all series
/// together (false_discoveries.hpp).
Trend find_trends(const TrendSource& source, const TrendOptions& options);

}  // namespace assay::judge
