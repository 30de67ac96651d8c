// Medians where a level holds, Theil's line where it drifts.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/trend/levels.hpp"

#include <algorithm>
#include <cmath>

namespace assay::judge {
namespace {

std::span<const double> part(const std::vector<double>& all, std::uint32_t begin,
                             std::uint32_t end) {
  return std::span(all).subspan(begin, end - begin);
}

Piece level_piece(const Values& series, std::uint32_t begin, std::uint32_t end) {
  const double level = median_of(part(series.values, begin, end));
  return {.begin = begin, .end = end, .first_level = level, .last_level = level};
}

Piece line_piece(const Values& series, std::uint32_t begin, std::uint32_t end) {
  const Line line = line_through(part(series.times, begin, end), part(series.values, begin, end));
  return {.begin = begin,
          .end = end,
          .first_level = line.at(series.times[begin]),
          .last_level = line.at(series.times[end - 1]),
          .drift = line};
}

double deviations(const Values& series, const Piece& piece) {
  double sum = 0;
  for (std::uint32_t i = piece.begin; i < piece.end; ++i) {
    sum += std::abs(series.values[i] - expected(piece, series.times[i]));
  }
  return sum;
}

// Of Laplace's distribution. What is constant to the last digit must not make it endless.
double criterion(double deviations, double level, double points, double parameters) {
  constexpr double kLastDigit = 1e-9;
  const double mean = std::max(deviations / points, kLastDigit * std::abs(level));
  return 2 * points * std::log(std::max(mean, 1e-300)) + parameters * std::log(points);
}

bool is_rise(const Piece& before, const Piece& after) {
  return after.first_level > before.first_level;
}

// Whether levels[first..last] are better told as one line.
bool is_drift(const Values& series, const std::vector<Piece>& levels, std::size_t first,
              std::size_t last) {
  const Piece line = line_piece(series, levels[first].begin, levels[last].end);
  double stepped = 0;
  for (std::size_t i = first; i <= last; ++i) stepped += deviations(series, levels[i]);
  const auto steps = static_cast<double>(last - first);
  const double scale = levels[first].first_level, points = line.size();
  // A line has two parameters; counted as three, it is on equal terms with a single step.
  return criterion(deviations(series, line), scale, points, 3) <
         criterion(stepped, scale, points, 2 * steps + 1);
}

}  // namespace

double expected(const Piece& piece, double time) {
  return piece.drift ? piece.drift->at(time) : piece.first_level;
}

std::vector<Piece> pieces_of(const Values& series, std::vector<Split>& splits) {
  std::vector<Piece> levels;
  std::uint32_t begin = 0;
  for (const Split& split : splits) {
    levels.push_back(level_piece(series, begin, split.at));
    begin = split.at;
  }
  levels.push_back(level_piece(series, begin, static_cast<std::uint32_t>(series.values.size())));

  std::vector<Piece> pieces;
  std::vector<Split> kept;
  for (std::size_t first = 0; first < levels.size();) {
    std::size_t last = first;
    while (last + 1 < levels.size() &&
           (last == first ||
            is_rise(levels[last], levels[last + 1]) == is_rise(levels[first], levels[first + 1]))) {
      ++last;
    }
    if (last > first && is_drift(series, levels, first, last)) {
      pieces.push_back(line_piece(series, levels[first].begin, levels[last].end));
      first = last + 1;
    } else {
      // The last of them may begin the next stretch.
      const std::size_t next = std::max(last, first + 1);
      pieces.insert(pieces.end(), levels.begin() + static_cast<std::ptrdiff_t>(first),
                    levels.begin() + static_cast<std::ptrdiff_t>(next));
      first = next;
    }
  }
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    const auto same = std::find_if(splits.begin(), splits.end(),
                                   [&](const Split& split) { return split.at == pieces[i].begin; });
    kept.push_back(*same);
  }
  splits = std::move(kept);
  return pieces;
}

Piece drifting(const Values& series) {
  return line_piece(series, 0, static_cast<std::uint32_t>(series.values.size()));
}

Shift shift_between(const Values& series, const Piece& before, const Piece& after,
                    double resemblance) {
  constexpr std::uint32_t kMost = 60;
  std::vector<double> left, right, differences;
  for (std::uint32_t i = before.end - std::min(before.size(), kMost); i < before.end; ++i) {
    left.push_back(series.values[i] - expected(before, series.times[i]) + before.last_level);
  }
  for (std::uint32_t i = after.begin; i < after.begin + std::min(after.size(), kMost); ++i) {
    right.push_back(series.values[i] - expected(after, series.times[i]) + after.first_level);
  }
  for (const double a : left) {
    for (const double b : right) differences.push_back(b - a);
  }
  std::sort(differences.begin(), differences.end());
  const auto n = static_cast<double>(left.size()), m = static_cast<double>(right.size());
  constexpr double kNormal = 1.96;
  const double half = kNormal * resemblance * std::sqrt(n * m * (n + m + 1) / 12);
  const auto outside = static_cast<std::size_t>(std::max(std::floor(n * m / 2 - half), 0.0));
  return {.value = median_of(differences),
          .low = differences[outside],
          .high = differences[differences.size() - 1 - outside]};
}

}  // namespace assay::judge
