// Narrowest first; then each is moved to the best place between its neighbours, and dropped if it
// is not clear there. SPDX-License-Identifier: Apache-2.0
#include "harness/judge/trend/splits.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/judge/trend/line.hpp"
#include "harness/judge/trend/significance.hpp"

namespace assay::judge {
namespace {

// Twice the logarithm of the likelihood ratio: (1 - exp(-x/2))^2
// is 0.95 there.
constexpr double kWithin = 7.35;

std::vector<std::uint32_t> narrowest_first(std::vector<Peak> peaks) {
  std::sort(peaks.begin(), peaks.end(), [](const Peak& a, const Peak& b) {
    const auto a_length = a.end - a.begin, b_length = b.end - b.begin;
    if (a_length != b_length) return a_length < b_length;
    if (a.clarity != b.clarity) return a.clarity > b.clarity;
    return a.begin < b.begin;
  });
  std::vector<std::uint32_t> chosen;
  for (const Peak& peak : peaks) {
    const bool holds_one = std::any_of(chosen.begin(), chosen.end(), [&](std::uint32_t split) {
      return peak.begin < split && split < peak.end;
    });
    if (!holds_one) chosen.push_back(peak.split);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

// By how much it is dearer to let the right level begin at each point than at the best one, on
// Laplace's law: values next to a border are nearer to one level than their ranks tell. In units
// of twice the logarithm of the likelihood ratio.
std::vector<double> excess_of(std::span<const double> values, std::size_t split) {
  const double left = median_of(values.first(split)), right = median_of(values.subspan(split));
  std::vector<double> costs{0};
  double deviations = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double from_left = std::abs(values[i] - left), from_right = std::abs(values[i] - right);
    deviations += i < split ? from_left : from_right;
    costs.push_back(costs.back() + from_left - from_right);
  }
  const auto fewest = static_cast<std::ptrdiff_t>(kFewestInLevel);
  const double least = *std::min_element(costs.begin() + fewest, costs.end() - fewest);
  constexpr double kLastDigit = 1e-9;
  const double scale = std::max(deviations / static_cast<double>(values.size()),
                                kLastDigit * std::abs(right - left));
  for (double& cost : costs) cost = scale > 0 ? 2 * (cost - least) / scale : 0;
  return costs;
}

// The best place in [begin, end): where the ranks have it, moved to where the values do.
Split locate(Scanner& scanner, std::span<const double> values, std::uint32_t begin,
             std::uint32_t end, double resemblance) {
  const auto part = values.subspan(begin, end - begin);
  const auto profile = scanner.profile(part);
  const auto best = std::max_element(profile.begin(), profile.end());
  Split split{.at = begin + static_cast<std::uint32_t>(best - profile.begin()),
              .clarity = *best / resemblance};
  split.earliest = split.latest = split.at;
  if (*best <= 0) return split;
  const auto excess = excess_of(part, split.at - begin);
  bool is_first = true;
  for (auto i = static_cast<std::uint32_t>(kFewestInLevel); i + kFewestInLevel <= part.size();
       ++i) {
    if (excess[i] > kWithin * resemblance * resemblance) continue;
    if (is_first) split.earliest = begin + i;
    is_first = false;
    split.latest = begin + i;
    if (excess[i] <= 0) split.at = begin + i;
  }
  return split;
}

// Each between the places of its neighbours.
std::vector<Split> locate_all(Scanner& scanner, std::span<const double> values,
                              const std::vector<std::uint32_t>& places, double resemblance) {
  std::vector<Split> splits;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::uint32_t begin = i == 0 ? 0 : splits.back().at;
    const auto end =
        i + 1 < places.size() ? places[i + 1] : static_cast<std::uint32_t>(values.size());
    splits.push_back(locate(scanner, values, begin, end, resemblance));
  }
  return splits;
}

std::vector<std::uint32_t> places_of(const std::vector<Split>& splits) {
  std::vector<std::uint32_t> places;
  for (const Split& split : splits) places.push_back(split.at);
  return places;
}

std::vector<Split> settle(Scanner& scanner, std::span<const double> values, double least,
                          double resemblance) {
  auto places = narrowest_first(scanner.peaks(values, least * resemblance));
  constexpr int kRounds = 3;  // after which nothing moves any more, or only to and fro
  std::vector<Split> splits;
  for (int round = 0; !places.empty();) {
    splits = locate_all(scanner, values, places, resemblance);
    const auto weakest =
        std::min_element(splits.begin(), splits.end(),
                         [](const Split& a, const Split& b) { return a.clarity < b.clarity; });
    const bool is_weak = weakest->clarity <= least;
    if (is_weak) splits.erase(weakest);
    if (!is_weak && ++round >= kRounds) break;
    places = places_of(splits);
  }
  return splits;
}

}  // namespace

FoundSplits find_splits(Scanner& scanner, std::span<const double> values, double least) {
  auto splits = settle(scanner, values, least, 1);
  const double alike = resemblance(values, places_of(splits));
  if (alike > 1 && !splits.empty()) splits = settle(scanner, values, least, alike);
  return {.splits = std::move(splits), .resemblance = alike};
}

}  // namespace assay::judge
