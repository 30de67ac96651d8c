// Splits, levels between them, then what of it matters.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/trend/series_trend.hpp"

#include <algorithm>
#include <cmath>

#include "harness/judge/trend/normal_scores.hpp"
#include "harness/judge/trend/significance.hpp"

namespace assay::judge {
namespace {

// A look at a month never needs more; and no series of less can show anything.
constexpr std::size_t kFewest = 12, kMost = 4096;

Values values_of(const archive::Series& series) {
  Values values;
  for (const archive::Point& point : series.points) {
    const auto since = point.at - series.points.front().at;
    constexpr double kSecondsPerDay = 86400;
    values.times.push_back(static_cast<double>(since.count()) / kSecondsPerDay);
    values.values.push_back(point.value);
  }
  return values;
}

// Everything that the steps below need of one series.
struct Judged {
  const archive::Series& series;
  Values values;
  double resemblance = 1, threshold = 0;
  std::vector<Split> splits = {};
  std::vector<Piece> pieces = {};

  bool is_worse(double size) const { return (size < 0) == series.key.higher_is_better; }
};

Change step_of(const Judged& judged, std::size_t i) {
  const Piece &left = judged.pieces[i], &right = judged.pieces[i + 1];
  const Split& split = judged.splits[i];
  const auto& points = judged.series.points;
  const Shift shift = shift_between(judged.values, left, right, judged.resemblance);
  const double level = left.last_level;
  return {.kind = ChangeKind::step,
          .before = points[split.at - 1],
          .after = points[split.at],
          .earliest = points[split.earliest - 1],
          .latest = points[split.latest],
          .level_before = level,
          .level_after = level + shift.value,
          .size = shift.value / level,
          .low = shift.low / level,
          .high = shift.high / level,
          .is_worse = judged.is_worse(shift.value),
          .runs_before = left.size(),
          .runs_after = right.size(),
          .begin = left.begin,
          .split = split.at,
          .end = right.end,
          .chance = chance_of_clarity(split.clarity, points.size())};
}

Change drift_of(const Judged& judged, const Piece& piece, double chance) {
  const auto& points = judged.series.points;
  const archive::Point &first = points[piece.begin], &last = points[piece.end - 1];
  const double days = judged.values.times[piece.end - 1] - judged.values.times[piece.begin];
  const double share = days / piece.first_level;
  const double size = piece.drift->slope * share;
  const double reach = judged.resemblance;
  return {.kind = ChangeKind::drift,
          .before = first,
          .after = last,
          .earliest = first,
          .latest = last,
          .level_before = piece.first_level,
          .level_after = piece.last_level,
          .size = size,
          .low = size - (piece.drift->slope - piece.drift->slope_low) * share * reach,
          .high = size + (piece.drift->slope_high - piece.drift->slope) * share * reach,
          .is_worse = judged.is_worse(size),
          .runs_before = piece.size(),
          .runs_after = piece.size(),
          .begin = piece.begin,
          .split = (piece.begin + piece.end) / 2,
          .end = piece.end,
          .chance = chance};
}

// In order of time: what happens within a piece, then at its end.
std::vector<Change> all_changes(const Judged& judged, double drift_chance) {
  std::vector<Change> changes;
  for (std::size_t i = 0; i < judged.pieces.size(); ++i) {
    const Piece& piece = judged.pieces[i];
    if (piece.drift) changes.push_back(drift_of(judged, piece, drift_chance));
    if (i + 1 < judged.pieces.size()) changes.push_back(step_of(judged, i));
  }
  return changes;
}

// Those of practical size, by themselves or with their neighbours in the same direction.
std::vector<Change> practical(const std::vector<Change>& all, double threshold) {
  std::vector<Change> kept;
  for (std::size_t first = 0; first < all.size();) {
    std::size_t end = first;
    double together = 0;
    while (end < all.size() && all[end].is_worse == all[first].is_worse)
      together += all[end++].size;
    for (std::size_t i = first; i < end; ++i) {
      if (std::abs(all[i].size) >= threshold || std::abs(together) >= threshold) {
        kept.push_back(all[i]);
      }
    }
    first = end;
  }
  return kept;
}

// A change for the worse stands unless the level came back to within the threshold of what it was
// before. One for the better that was undone is, seen from there, a change for the worse.
void mark_undone(std::vector<Change>& changes, const Judged& judged) {
  const double now = judged.pieces.back().last_level;
  for (Change& change : changes) {
    const double lost = (now - change.level_before) / change.level_before;
    change.stands =
        !change.is_worse || (judged.is_worse(lost) && std::abs(lost) >= judged.threshold);
  }
}

double noise_of(const Judged& judged) {
  std::vector<double> rest;
  for (const Piece& piece : judged.pieces) {
    for (std::uint32_t i = piece.begin; i < piece.end; ++i) {
      const double level = expected(piece, judged.values.times[i]);
      rest.push_back(std::abs(judged.values.values[i] - level) / std::abs(level));
    }
  }
  return median_of(rest);
}

// Six standard deviations, were the noise normal: rare in heavier tails as well.
std::vector<Spike> spikes_of(const Judged& judged, double noise) {
  constexpr double kFar = 6 * 1.4826;
  std::vector<Spike> spikes;
  for (const Piece& piece : judged.pieces) {
    for (std::uint32_t i = piece.begin; i < piece.end; ++i) {
      const double level = expected(piece, judged.values.times[i]);
      const double off = (judged.values.values[i] - level) / level;
      if (std::abs(off) <= kFar * noise || std::abs(off) < judged.threshold) continue;
      spikes.push_back(
          {.at = judged.series.points[i], .size = off, .is_worse = judged.is_worse(off)});
    }
  }
  auto end = judged.series.points.rbegin();
  for (auto spike = spikes.rbegin(); spike != spikes.rend(); ++spike, ++end) {
    if (spike->at.run != end->run || spike->at.at != end->at) break;
    spike->is_last = true;
  }
  return spikes;
}

}  // namespace

archive::Series with_values(archive::Series series) {
  std::erase_if(series.points,
                [](const archive::Point& point) { return !std::isfinite(point.value); });
  return series;
}

double chance_of(Scanner& scanner, const archive::Series& series, double remarkable) {
  const std::size_t count = series.points.size();
  if (count < kFewest) return 1;
  const Values values = values_of(series);
  double step = scanner.clearest(values.values);
  double drift = scanner.drift(values.times, values.values);
  const auto joint = [&] {
    return joint_chance(chance_of_clarity(step, count), two_sided_tail(drift));
  };
  if (joint() > remarkable) return joint();
  const double least = clarity_of_chance(remarkable, count);
  const double alike = find_splits(scanner, values.values, least).resemblance;
  step /= alike;
  drift /= alike;
  return joint();
}

SeriesTrend trend_of(Scanner& scanner, const archive::Series& series, double chance,
                     double threshold) {
  SeriesTrend trend;
  if (series.points.empty()) return trend;
  Judged judged{.series = series, .values = values_of(series), .threshold = threshold};
  const std::size_t count = series.points.size();
  double drift_chance = 1;
  if (count >= kFewest && chance > 0) {
    auto found =
        find_splits(scanner, judged.values.values, clarity_of_chance(step_share(chance), count));
    judged.splits = std::move(found.splits);
    judged.resemblance = trend.resemblance = found.resemblance;
    drift_chance = two_sided_tail(scanner.drift(judged.values.times, judged.values.values) /
                                  judged.resemblance);
  }
  const bool only_drifts = judged.splits.empty() && drift_chance <= drift_share(chance);
  judged.pieces =
      only_drifts ? std::vector{drifting(judged.values)} : pieces_of(judged.values, judged.splits);
  // Shares of a level need one.
  const bool has_levels =
      std::all_of(judged.pieces.begin(), judged.pieces.end(),
                  [](const Piece& p) { return p.first_level > 0 && p.last_level > 0; });
  if (has_levels) {
    const auto all = all_changes(judged, drift_chance);
    trend.changes = practical(all, threshold);
    trend.minor_changes = static_cast<std::uint32_t>(all.size() - trend.changes.size());
    mark_undone(trend.changes, judged);
    trend.noise = noise_of(judged);
    trend.spikes = spikes_of(judged, trend.noise);
  }
  trend.pieces = std::move(judged.pieces);
  return trend;
}

std::size_t fewest_points(double chance) {
  std::size_t count = kFewest;
  while (count < kMost && chance_of_clarity(utmost_clarity(count), count) > step_share(chance)) {
    ++count;
  }
  return count;
}

}  // namespace assay::judge
