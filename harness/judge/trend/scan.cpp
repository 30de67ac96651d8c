// One pass in the order of the values serves all windows of a layer: none is sorted by itself.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/trend/scan.hpp"

#include <algorithm>
#include <cmath>

#include "harness/judge/trend/normal_scores.hpp"

namespace assay::judge {
namespace {

// A shorter window could not show a change clearly enough to count, whatever it held.
constexpr std::size_t kShortestWindow = 12;

}  // namespace

double clarity_of(double explained, std::size_t count) {
  const double freedom = static_cast<double>(count) - 2;
  if (freedom <= 0 || explained <= 0) return 0;
  const double rest = std::max(1 - explained, 1e-300);
  return std::sqrt(-freedom * std::log(rest)) * (8 * freedom + 1) / (8 * freedom + 3);
}

// What windows of one length share.
struct Scanner::Window {
  std::vector<float> scores;   // of each rank
  double squares = 0;          // sum of those of the scores
  std::vector<float> weights;  // of the squared sum of the first k scores: what it explains
};

// Windows of one length, at even distances.
struct Scanner::Layer {
  std::size_t length = 0;
  std::vector<std::uint32_t> starts;
  std::vector<std::uint32_t> first, last;  // windows that hold a point: [first, last)
};

Scanner::Scanner() = default;
Scanner::~Scanner() = default;

const Scanner::Window& Scanner::window(std::size_t length) {
  auto& known = windows_[length];
  if (known) return *known;
  known = std::make_unique<Window>();
  for (const double score : normal_scores(length)) {
    known->scores.push_back(static_cast<float>(score));
    known->squares += score * score;
  }
  known->weights.resize(length + 1);
  for (std::size_t k = kFewestInLevel; k + kFewestInLevel <= length; ++k) {
    const auto before = static_cast<double>(k), after = static_cast<double>(length - k);
    known->weights[k] =
        static_cast<float>(static_cast<double>(length) / (before * after * known->squares));
  }
  return *known;
}

const std::vector<Scanner::Layer>& Scanner::layers(std::size_t count) {
  auto [found, is_new] = layers_.try_emplace(count);
  if (!is_new) return found->second;
  double growth = 1;  // (1 / decay) ^ layer
  for (;; growth *= std::sqrt(2.0)) {
    const auto length = static_cast<std::size_t>(std::ceil(static_cast<double>(count) / growth));
    if (length < kShortestWindow) break;
    const auto windows = static_cast<std::size_t>(2 * std::ceil(growth - 1e-9) - 1);
    Layer layer{.length = length, .starts = {}, .first = {}, .last = {}};
    for (std::size_t i = 0; i < windows; ++i) {
      const std::size_t spaces = std::max<std::size_t>(windows - 1, 1);
      layer.starts.push_back(
          static_cast<std::uint32_t>(((count - length) * i + spaces / 2) / spaces));
    }
    std::uint32_t first = 0, last = 0;
    for (std::uint32_t point = 0; point < count; ++point) {
      while (first < windows && layer.starts[first] + length <= point) ++first;
      while (last < windows && layer.starts[last] <= point) ++last;
      layer.first.push_back(first);
      layer.last.push_back(last);
    }
    found->second.push_back(std::move(layer));
  }
  return found->second;
}

template <class Visit>
void Scanner::visit_windows(std::span<const double> values, const Visit& visit) {
  const auto order = rising_order(values);
  for (const Layer& layer : layers(values.size())) {
    const std::size_t length = layer.length;
    const Window& shared = window(length);
    scores_.resize(layer.starts.size() * length);
    ranks_.assign(layer.starts.size(), 0);
    for (const std::uint32_t point : order) {
      for (std::uint32_t i = layer.first[point]; i < layer.last[point]; ++i) {
        scores_[i * length + (point - layer.starts[i])] = shared.scores[ranks_[i]++];
      }
    }
    for (std::size_t i = 0; i < layer.starts.size(); ++i) {
      const float* const scores = scores_.data() + i * length;
      float sum = 0, most = 0;
      std::size_t split = 0;
      for (std::size_t k = 1; k + kFewestInLevel <= length; ++k) {
        sum += scores[k - 1];
        const float explained = sum * sum * shared.weights[k];
        if (explained > most) {
          most = explained;
          split = k;
        }
      }
      visit(layer.starts[i], length, split, static_cast<double>(most));
    }
  }
}

double Scanner::clearest(std::span<const double> values) {
  double clearest = 0, most = 0;
  std::size_t length_of_most = 0;
  visit_windows(values, [&](std::uint32_t, std::size_t length, std::size_t, double explained) {
    if (length != length_of_most) {
      clearest = std::max(clearest, clarity_of(most, length_of_most));
      length_of_most = length;
      most = 0;
    }
    most = std::max(most, explained);
  });
  return std::max(clearest, clarity_of(most, length_of_most));
}

std::vector<Peak> Scanner::peaks(std::span<const double> values, double least) {
  std::vector<Peak> list;
  visit_windows(values,
                [&](std::uint32_t start, std::size_t length, std::size_t split, double explained) {
                  const double clarity = clarity_of(explained, length);
                  if (clarity <= least) return;
                  list.push_back({.begin = start,
                                  .end = start + static_cast<std::uint32_t>(length),
                                  .split = start + static_cast<std::uint32_t>(split),
                                  .clarity = clarity});
                });
  return list;
}

double Scanner::drift(std::span<const double> times, std::span<const double> values) {
  const std::size_t count = values.size();
  if (count < kFewestInLevel) return 0;
  const Window& shared = window(count);
  double mean = 0;
  for (const double time : times) mean += time / static_cast<double>(count);
  double product = 0, spread = 0;
  std::size_t rank = 0;
  for (const std::uint32_t point : rising_order(values)) {
    const double distance = times[point] - mean;
    product += static_cast<double>(shared.scores[rank++]) * distance;
    spread += distance * distance;
  }
  if (spread <= 0) return 0;
  return clarity_of(product * product / (shared.squares * spread), count);
}

std::vector<double> Scanner::profile(std::span<const double> values) {
  std::vector<double> clarities(values.size(), 0.0);
  const Window& shared = window(values.size());
  std::vector<double> scores(values.size());
  std::size_t rank = 0;
  for (const std::uint32_t point : rising_order(values)) scores[point] = shared.scores[rank++];
  double sum = 0;
  for (std::size_t k = 1; k + kFewestInLevel <= values.size(); ++k) {
    sum += scores[k - 1];
    clarities[k] = clarity_of(sum * sum * shared.weights[k], values.size());
  }
  return clarities;
}

double utmost_clarity(std::size_t count) {
  if (count < kShortestWindow) return 0;
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<double>(i);
  Scanner scanner;
  return scanner.clearest(values);
}

}  // namespace assay::judge
