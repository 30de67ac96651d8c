// Findings are found again by what they are about.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/fleet/finding_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace assay::judge {
namespace {

using archive::Row;

double greatest(const FleetFinding& finding) {
  return finding.deviations.empty() ? 0 : std::abs(finding.deviations.front().share);
}

// Of the numbers among the rows; NaN where nothing was read.
double middle(const archive::Collection& collection, std::span<const std::uint32_t> rows,
              float Row::*member) {
  std::vector<double> values;
  for (const std::uint32_t row : rows) {
    const float value = collection.rows()[row].*member;
    if (std::isfinite(value)) values.push_back(value);
  }
  return values.empty() ? std::nan("") : median_of(values);
}

}  // namespace

FleetSide side_of(const archive::Metric& metric, double value, double median) {
  return (value > median) == metric.higher_is_better ? FleetSide::better : FleetSide::worse;
}

FleetFinding& FindingList::at(FleetSubject subject, FleetSide side, const std::string& host,
                              std::vector<FleetDevice> devices) {
  std::string key =
      fmt::format("{} {} {}", static_cast<int>(subject), static_cast<int>(side), host);
  for (const auto& one : devices) key += '\n' + one.key;
  const auto [found, is_new] = place_.try_emplace(key, list_.size());
  if (is_new) {
    list_.push_back(
        {.subject = subject, .side = side, .host = host, .devices = std::move(devices)});
  }
  return list_[found->second];
}

FleetDevice FindingList::place_of(std::uint32_t device) const {
  const auto& one = collection_.devices()[device];
  return {.host = collection_.runs()[one.run].host,
          .device = one.device.device,
          .key = one.device.key,
          .serial = one.device.serial,
          .slot = one.device.slot};
}

FleetFinding& FindingList::of_node(std::uint32_t run, FleetSide side) {
  return at(FleetSubject::node, side, collection_.runs()[run].host, {});
}

FleetFinding& FindingList::of_device(std::uint32_t device, FleetSide side) {
  auto place = place_of(device);
  const std::string host = place.host;
  return at(FleetSubject::device, side, host, {std::move(place)});
}

FleetFinding& FindingList::of_link(std::uint32_t device, std::uint32_t peer, FleetSide side) {
  const auto [first, second] = std::minmax(device, peer);
  auto one = place_of(first);
  const std::string host = one.host;
  return at(FleetSubject::link, side, host, {std::move(one), place_of(second)});
}

double FindingList::usual(const Population& population, float Row::*member) {
  const auto [found, is_new] = usual_.try_emplace(&population);
  Usual& known = found->second;
  if (is_new) {
    std::vector<std::uint32_t> rows;
    rows.reserve(population.samples.size());
    for (const Sample& sample : population.samples) rows.push_back(sample.row);
    known = {.clock_hz = middle(collection_, rows, &Row::clock_hz),
             .temperature_c = middle(collection_, rows, &Row::temperature_c),
             .power_w = middle(collection_, rows, &Row::power_w)};
  }
  if (member == &Row::clock_hz) return known.clock_hz;
  return member == &Row::temperature_c ? known.temperature_c : known.power_w;
}

std::optional<FleetCondition> FindingList::condition(const Population& population,
                                                     std::span<const std::uint32_t> rows,
                                                     float Row::*member) {
  const FleetCondition made{.value = middle(collection_, rows, member),
                            .median = usual(population, member)};
  if (!std::isfinite(made.value) || !std::isfinite(made.median)) return std::nullopt;
  return made;
}

FleetDeviation FindingList::deviation(const Population& population, double value,
                                      std::span<const std::uint32_t> rows) {
  const auto& metric = collection_.metrics()[population.metric];
  const double median = population.robust.median;
  FleetDeviation made{.metric = metric.name,
                      .unit = metric.unit,
                      .stratum = population.stratum,
                      .value = value,
                      .median = median,
                      .share = median == 0 ? 0 : value / median - 1,
                      .members = population.robust.count,
                      .clock_hz = condition(population, rows, &Row::clock_hz),
                      .temperature_c = condition(population, rows, &Row::temperature_c),
                      .power_w = condition(population, rows, &Row::power_w)};
  if (population.deviation > 0) made.deviations = (value - median) / population.deviation;
  return made;
}

std::vector<FleetFinding> FindingList::take() {
  for (auto& finding : list_) {
    std::stable_sort(finding.deviations.begin(), finding.deviations.end(),
                     [](const FleetDeviation& one, const FleetDeviation& other) {
                       return std::abs(one.share) > std::abs(other.share);
                     });
    finding.sentence = finding_sentence(finding);
  }
  std::stable_sort(list_.begin(), list_.end(), [](const auto& one, const auto& other) {
    const auto rank = [](const FleetFinding& finding) {
      return std::tuple(finding.wrong == 0, finding.side, -greatest(finding));
    };
    return rank(one) < rank(other);
  });
  return std::move(list_);
}

}  // namespace assay::judge
