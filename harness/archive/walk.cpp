// One range of the clustered table.
// SPDX-License-Identifier: Apache-2.0
#include "harness/archive/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "harness/archive/selection.hpp"

namespace assay::archive {
namespace {

struct DatedRun {
  std::int64_t number = 0;
  document::Timestamp at{};
};

/// By number.
std::vector<DatedRun> runs_with(Database& database, std::int64_t device, const Filter& filter) {
  const auto selection = selection_of(filter);
  auto rows = database.prepare(
      fmt::format("SELECT d.id, d.started_at FROM device_state s JOIN document d ON d.id = "
                  "s.document JOIN host h ON h.id = d.host WHERE s.device = {} AND {} ORDER BY "
                  "s.document",
                  device, selection.condition));
  selection.bind_to(rows);
  std::vector<DatedRun> runs;
  while (rows.step()) {
    runs.push_back({rows.integer(0), document::Timestamp(std::chrono::seconds(rows.integer(1)))});
  }
  return runs;
}

/// Puts each point into its series. Runs mostly have the same metrics in the same order, so that
/// the next series is the first guess.
class Sorter {
 public:
  std::vector<Point>& points_of(std::int64_t peer, std::int64_t metric) {
    ++last_;
    if (last_ >= keys_.size()) last_ = 0;
    const std::pair key{peer, metric};
    if (keys_.empty() || keys_[last_] != key) {
      const auto [found, is_new] = place_.try_emplace(key.first << 32 | key.second, keys_.size());
      if (is_new) {
        keys_.push_back(key);
        points_.emplace_back();
      }
      last_ = found->second;
    }
    return points_[last_];
  }

  std::vector<Series> named(KnownNames& names, const std::string& device) {
    std::vector<Series> list;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      const auto& [peer, metric] = keys_[i];
      const auto& named = names.metric(metric);
      list.push_back({.key = {.device = device,
                              .peer = peer == 0 ? "" : names.device(peer),
                              .metric = named.name,
                              .unit = named.unit,
                              .higher_is_better = named.higher_is_better},
                      .points = std::move(points_[i])});
    }
    return list;
  }

 private:
  std::vector<std::pair<std::int64_t, std::int64_t>> keys_;
  std::vector<std::vector<Point>> points_;
  std::unordered_map<std::int64_t, std::size_t> place_;
  std::size_t last_ = 0;
};

void put_in_order(std::vector<Series>& list) {
  const auto in_time = [](const Point& one, const Point& other) {
    return std::tie(one.at, one.run) < std::tie(other.at, other.run);
  };
  for (auto& series : list) {
    auto& points = series.points;
    if (!std::is_sorted(points.begin(), points.end(), in_time)) {
      std::sort(points.begin(), points.end(), in_time);
    }
  }
  std::sort(list.begin(), list.end(), [](const Series& one, const Series& other) {
    return std::tie(one.key.peer, one.key.metric) < std::tie(other.key.peer, other.key.metric);
  });
}

}  // namespace

KnownNames::KnownNames(Database& database)
    : find_metric_(
          database.prepare("SELECT name, unit, higher_is_better FROM metric WHERE id = ?")),
      find_device_(database.prepare("SELECT key FROM device WHERE id = ?")),
      find_key_(database.prepare("SELECT id FROM device WHERE key = ?")) {}

const NamedMetric& KnownNames::metric(std::int64_t number) {
  const auto [found, is_new] = metrics_.try_emplace(number);
  if (is_new && find_metric_.bind(number).step()) {
    found->second = {.name = find_metric_.text(0),
                     .unit = find_metric_.text(1),
                     .higher_is_better = find_metric_.integer(2) != 0};
    find_metric_.reset();
  }
  return found->second;
}

const std::string& KnownNames::device(std::int64_t number) {
  const auto [found, is_new] = devices_.try_emplace(number);
  if (is_new && find_device_.bind(number).step()) {
    found->second = find_device_.text(0);
    find_device_.reset();
  }
  return found->second;
}

std::int64_t KnownNames::device_number(const std::string& key) {
  if (!find_key_.bind(key).step()) return 0;
  const auto number = find_key_.integer(0);
  find_key_.reset();
  return number;
}

std::vector<Series> walk(Database& database, KnownNames& names, const std::string& device,
                         const Filter& filter) {
  const auto number = names.device_number(device);
  const auto runs = runs_with(database, number, filter);
  if (runs.empty()) return {};
  auto rows = database.prepare(
      "SELECT document, peer, metric, value, clock_hz, temperature_c, power_w FROM observation "
      "WHERE device = ? AND document BETWEEN ? AND ?");
  rows.bind(number).bind(runs.front().number).bind(runs.back().number);
  Sorter sorter;
  auto run = runs.begin();
  while (rows.step()) {
    const auto document = rows.integer(0);
    while (run != runs.end() && run->number < document) ++run;
    if (run == runs.end()) break;
    if (run->number != document) continue;
    sorter.points_of(rows.integer(1), rows.integer(2))
        .push_back({.at = run->at,
                    .value = rows.number(3),
                    .clock_hz = static_cast<float>(rows.number(4)),
                    .temperature_c = static_cast<float>(rows.number(5)),
                    .power_w = static_cast<float>(rows.number(6)),
                    .run = document});
  }
  auto list = sorter.named(names, device);
  put_in_order(list);
  return list;
}

}  // namespace assay::archive
