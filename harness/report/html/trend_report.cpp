// Charts of the gravest; words of all that the page says.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/trend_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "harness/judge/trend/trend_sentence.hpp"
#include "harness/report/html/frame.hpp"
#include "harness/report/html/lines.hpp"
#include "harness/report/html/table.hpp"
#include "harness/report/trend_page.hpp"

namespace assay::report::html {
namespace {

using archive::SeriesKey;
using judge::Trend;
using judge::TrendFinding;

constexpr std::size_t kChartsAtMost = 12;

bool is_same(const SeriesKey& one, const SeriesKey& other) {
  return one.device == other.device && one.peer == other.peer && one.metric == other.metric;
}

const TrendFinding* finding_of(const Trend& trend, const SeriesKey& key) {
  const auto found = std::find_if(trend.findings.begin(), trend.findings.end(),
                                  [&](const auto& one) { return is_same(one.key, key); });
  return found == trend.findings.end() ? nullptr : &*found;
}

MarkedChange marked(const judge::Change& change) {
  const bool drift = change.kind == judge::ChangeKind::drift;
  return {
      .after = (drift ? change.before : change.earliest).at,
      .before = (drift ? change.after : change.latest).at,
      .level_before = change.level_before,
      .level_after = change.level_after,
      .words = fmt::format("{} {}{}", drift ? "drift" : "step", judge::signed_percent(change.size),
                           change.is_worse ? ", worse" : ", better")};
}

History history_of(const Trend& trend, const archive::Series& series) {
  const auto& key = series.key;
  const TrendFinding* finding = finding_of(trend, key);
  const auto where = finding == nullptr
                         ? key.device
                         : fmt::format("{} {} {}", finding->host, finding->device, key.device);
  History history{
      .title = fmt::format("{}, {}", key.metric, where), .unit = key.unit, .at = {}, .values = {}};
  if (!key.peer.empty()) history.title += fmt::format(" to {}", key.peer);
  for (const auto& point : series.points) {
    history.at.push_back(point.at);
    history.values.push_back(point.value);
  }
  for (const auto& one : trend.findings) {
    if (is_same(one.key, key)) history.changes.push_back(marked(one.change));
  }
  return history;
}

Element charts_of(const Trend& trend, const std::vector<archive::Series>& series) {
  Element charts = with_class("div", "charts");
  for (const auto& key : charted_series(trend)) {
    const auto found = std::find_if(series.begin(), series.end(),
                                    [&](const auto& one) { return is_same(one.key, key); });
    if (found != series.end()) charts.add(history_figure(history_of(trend, *found)));
  }
  return charts;
}

Element badge_of(const Trend& trend) {
  switch (trend.exit_code()) {
    case 0:
      return state_word(judge::State::pass, "NOTHING WORSE");
    case 1:
      return state_word(judge::State::fail, "WORSE");
    default:
      return state_badge(judge::State::could_not_judge);
  }
}

}  // namespace

std::vector<SeriesKey> charted_series(const Trend& trend) {
  std::vector<SeriesKey> keys;
  for (const auto& group : trend.groups) {
    if (keys.size() == kChartsAtMost) break;
    const SeriesKey& key = trend.findings[group.findings.front()].key;
    const bool known =
        std::any_of(keys.begin(), keys.end(), [&](const auto& one) { return is_same(one, key); });
    if (!known) keys.push_back(key);
  }
  return keys;
}

std::string trend_report(const Trend& trend, const std::vector<archive::Series>& series,
                         const Mark& mark, const document::ToolInfo& tool) {
  const auto title =
      fmt::format("Trend of {} {}", trend.devices, trend.devices == 1 ? "device" : "devices");
  std::vector<Element> elements;
  elements.push_back(heading(1, "").add(badge_of(trend)).text(" ").text(title));
  std::vector<Element> words = elements_of(trend_page(trend), 2, mark);
  // Of a trend with changes a table follows the conclusion.
  const std::ptrdiff_t before = trend.groups.empty() ? 1 : 2;
  std::move(words.begin(), words.begin() + before, std::back_inserter(elements));
  if (!trend.groups.empty()) {
    elements.push_back(marked_heading(2, "The largest change of each kind over time", mark));
    elements.push_back(charts_of(trend, series));
  }
  std::move(words.begin() + before, words.end(), std::back_inserter(elements));
  return framed({.title = fmt::format("{} - assay trend", title), .mark = mark, .tool = tool},
                std::move(elements));
}

}  // namespace assay::report::html
