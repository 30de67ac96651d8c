// Every series is tested; only those that may be believed are kept, looked at again and explained.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/trend/trend.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "harness/judge/trend/false_discoveries.hpp"
#include "harness/judge/trend/in_parallel.hpp"
#include "harness/judge/trend/trend_groups.hpp"
#include "harness/judge/trend/trend_sentence.hpp"

namespace assay::judge {
namespace {

// One series that looks as if it had changed.
struct Candidate {
  archive::Series series;
  double chance = 1;
};

// What the first look at a device leaves. Of most series nothing but counts.
struct DeviceLook {
  std::vector<std::pair<std::string, std::size_t>> lengths;  // metric and points of each series
  std::vector<Candidate> candidates;
  std::vector<LastSpike> last_spikes;
  std::size_t spikes = 0;
  std::optional<archive::Point> first, last;
};

void widen(std::optional<archive::Point>& first, std::optional<archive::Point>& last,
           const archive::Point& from, const archive::Point& to) {
  if (!first || from.at < first->at) first = from;
  if (!last || to.at > last->at) last = to;
}

// Single bad runs of a series as it stands after its last change.
void note_spikes(DeviceLook& look, const archive::Series& series, const SeriesTrend& trend) {
  look.spikes += trend.spikes.size();
  if (trend.spikes.empty()) return;
  const Spike& spike = trend.spikes.back();
  if (!spike.is_last || !spike.is_worse) return;
  look.last_spikes.push_back(
      {.key = series.key, .spike = spike, .level = trend.pieces.back().last_level});
}

DeviceLook look_at(Scanner& scanner, std::vector<archive::Series> all,
                   const TrendOptions& options) {
  DeviceLook look;
  for (archive::Series& raw : all) {
    archive::Series series = with_values(std::move(raw));
    look.lengths.emplace_back(series.key.metric, series.points.size());
    if (series.points.empty()) continue;
    widen(look.first, look.last, series.points.front(), series.points.back());
    const double chance = chance_of(scanner, series, options.false_alarms);
    if (chance <= options.false_alarms) {
      look.candidates.push_back({.series = std::move(series), .chance = chance});
    } else {
      note_spikes(look, series, trend_of(scanner, series, 0, options.threshold));
    }
  }
  return look;
}

void count(Trend& trend, const std::vector<DeviceLook>& looks) {
  for (const DeviceLook& look : looks) {
    trend.devices += look.lengths.empty() ? 0 : 1;
    trend.series += look.lengths.size();
    trend.spikes += look.spikes;
    if (look.first) widen(trend.first, trend.last, *look.first, *look.last);
    for (const auto& [metric, points] : look.lengths) {
      trend.points += points;
      trend.longest = std::max(trend.longest, points);
    }
  }
  // Without any other candidate this is what one series must reach.
  trend.fewest_points =
      fewest_points(believable_chance({}, trend.series, trend.options.false_alarms));
  for (const DeviceLook& look : looks) {
    for (const auto& [metric, points] : look.lengths) {
      ++(points >= trend.fewest_points ? trend.judged : trend.too_few);
    }
  }
}

// How many devices have each metric: a group says of how many.
std::map<std::string, std::size_t> devices_by_metric(const std::vector<DeviceLook>& looks) {
  std::map<std::string, std::size_t> counts;
  for (const DeviceLook& look : looks) {
    std::vector<std::string> metrics;
    for (const auto& [metric, points] : look.lengths) {
      if (points > 0) metrics.push_back(metric);
    }
    // A device has one series of a metric for each peer.
    std::sort(metrics.begin(), metrics.end());
    metrics.erase(std::unique(metrics.begin(), metrics.end()), metrics.end());
    for (const auto& metric : metrics) ++counts[metric];
  }
  return counts;
}

TrendFinding finding_of(const MomentOf& moment_of, const archive::Series& series,
                        const Change& change) {
  TrendFinding finding{
      .key = series.key, .change = change, .host = {}, .device = {}, .differences = {}};
  // What changed may have done so anywhere the step may lie.
  const Moment before = moment_of(change.earliest.run);
  const Moment& after = moment_of(change.latest.run);
  finding.differences = differences_between(before, after, series.key.device);
  for (auto& shift : telemetry_differences(series, change)) finding.differences.push_back(shift);
  finding.host = after.run.host;
  finding.beside = after.devices.size();
  for (const archive::Device& device : after.devices) {
    if (device.key == series.key.device) finding.device = device.device;
  }
  return finding;
}

// What the second look at a device finds.
struct DeviceFindings {
  std::vector<TrendFinding> findings;
  std::size_t changed = 0, minor = 0, worse = 0;
};

DeviceFindings explain(Scanner& scanner, const MomentOf& moment_of, DeviceLook& look,
                       const Trend& trend) {
  DeviceFindings found;
  for (const Candidate& candidate : look.candidates) {
    const bool is_believed = candidate.chance <= trend.chance_each;
    const auto one = trend_of(scanner, candidate.series, is_believed ? trend.chance_each : 0,
                              trend.options.threshold);
    note_spikes(look, candidate.series, one);
    found.changed += is_believed ? 1 : 0;
    found.minor += one.minor_changes;
    bool stands = false;
    for (const Change& change : one.changes) {
      stands = stands || (change.is_worse && change.stands);
      found.findings.push_back(finding_of(moment_of, candidate.series, change));
    }
    found.worse += stands ? 1 : 0;
  }
  look.candidates = {};
  return found;
}

double chance_to_believe(const std::vector<DeviceLook>& looks, const Trend& trend) {
  std::vector<double> chances;
  for (const DeviceLook& look : looks) {
    for (const Candidate& candidate : look.candidates) chances.push_back(candidate.chance);
  }
  return believable_chance(std::move(chances), trend.series, trend.options.false_alarms);
}

}  // namespace

int Trend::exit_code() const {
  constexpr int kWorse = 1, kNotJudged = 3;
  if (worse > 0) return kWorse;
  return judged == 0 && findings.empty() ? kNotJudged : 0;
}

Trend find_trends(const TrendSource& source, const TrendOptions& options) {
  Trend trend{.options = options};
  std::vector<DeviceLook> looks(source.devices.size());
  in_parallel(looks.size(), options.threads, [&] {
    return [&, scanner = Scanner(), series_of = source.open_series()](std::size_t i) mutable {
      looks[i] = look_at(scanner, series_of(source.devices[i]), options);
    };
  });
  count(trend, looks);
  trend.chance_each = chance_to_believe(looks, trend);

  std::vector<DeviceFindings> found(looks.size());
  in_parallel(looks.size(), options.threads, [&] {
    return [&, scanner = Scanner(), moment_of = source.open_moments()](std::size_t i) mutable {
      found[i] = explain(scanner, moment_of, looks[i], trend);
    };
  });
  for (std::size_t i = 0; i < looks.size(); ++i) {
    trend.changed += found[i].changed;
    trend.minor += found[i].minor;
    trend.worse += found[i].worse;
    std::move(found[i].findings.begin(), found[i].findings.end(),
              std::back_inserter(trend.findings));
    std::move(looks[i].last_spikes.begin(), looks[i].last_spikes.end(),
              std::back_inserter(trend.last_spikes));
  }
  trend.spikes = 0;
  for (const DeviceLook& look : looks) trend.spikes += look.spikes;
  trend.expected_false = options.false_alarms * static_cast<double>(trend.changed);
  trend.groups = groups_of(trend.findings, devices_by_metric(looks));
  trend.conclusion = sentence_of(trend);
  return trend;
}

}  // namespace assay::judge
