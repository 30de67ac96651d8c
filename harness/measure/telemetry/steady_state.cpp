// A line through the last readings, by least squares.
#include "harness/measure/telemetry/steady_state.hpp"

#include <cmath>
#include <vector>

namespace assay::measure {
namespace {

struct Point {
  double seconds = 0, value = 0;
};

std::vector<Point> points_of(std::span<const Reading> recent,
                             std::optional<double> Reading::*value) {
  std::vector<Point> points;
  for (const Reading& reading : recent) {
    if (!(reading.*value)) continue;
    points.push_back({.seconds = Seconds(reading.time - recent.front().time).count(),
                      .value = *(reading.*value)});
  }
  return points;
}

/// How far the line rises or falls over the span of the points, in parts of their mean.
double drift(const std::vector<Point>& points) {
  const auto count = static_cast<double>(points.size());
  double mean_time = 0, mean = 0;
  for (const Point& point : points) {
    mean_time += point.seconds / count;
    mean += point.value / count;
  }
  double covariance = 0, variance = 0;
  for (const Point& point : points) {
    covariance += (point.seconds - mean_time) * (point.value - mean);
    variance += (point.seconds - mean_time) * (point.seconds - mean_time);
  }
  if (covariance == 0) return 0;
  const double span = points.back().seconds - points.front().seconds;
  return std::abs(covariance / variance * span / mean);
}

}  // namespace

std::optional<bool> SteadyState::is_level(std::span<const Reading> recent) const {
  const auto clocks = points_of(recent, &Reading::clock_hz);
  const auto powers = points_of(recent, &Reading::power_w);
  if (clocks.empty() && powers.empty()) return std::nullopt;
  // Readings are a period apart, so the last ones fill the window only nearly.
  constexpr double kNearly = 0.8;
  const auto fills = [this](const std::vector<Point>& points) {
    return points.size() >= readings &&
           points.back().seconds - points.front().seconds >= kNearly * window.count();
  };
  const auto level = [&](const std::vector<Point>& points, double bound) {
    return points.empty() || (fills(points) && drift(points) <= bound);
  };
  return level(clocks, clock_drift) && level(powers, power_drift);
}

}  // namespace assay::measure
