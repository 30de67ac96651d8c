// One row for each group; what else changed follows in the order of the rows.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/trend_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "harness/judge/trend/trend_sentence.hpp"
#include "harness/report/gap_page_value.hpp"

namespace assay::report {
namespace {

using judge::ChangeKind;
using judge::Trend;
using judge::TrendFinding;
using judge::TrendGroup;

constexpr std::size_t kShownGroups = 40, kShownSpikes = 20, kShownHosts = 4;

std::string minute_of(document::Timestamp moment) {
  return document::to_string(moment).substr(0, sizeof "2026-01-31T23:59" - 1);
}

// "between 2026-03-01T02:00 and 2026-03-02T02:00".
std::string when(const TrendGroup& group) {
  return fmt::format("{} {} and {}",
                     group.kind == ChangeKind::drift ? "slowly, between" : "between",
                     minute_of(group.after), minute_of(group.before));
}

std::string kind_of(const TrendGroup& group) {
  if (group.kind == ChangeKind::drift) return "drift";
  return "step";
}

const char* standing_of(const TrendGroup& group) {
  if (!group.is_worse) return "better";
  return group.standing > 0 ? "worse" : "undone";
}

std::string who(const Trend& trend, const TrendGroup& group) {
  const TrendFinding& largest = trend.findings[group.findings.front()];
  if (group.devices == 1) {
    return fmt::format("{} {} {}{}", largest.host, largest.device, largest.key.device,
                       largest.key.peer.empty() ? "" : " to " + largest.key.peer);
  }
  if (group.hosts.size() == 1) {
    return fmt::format("{} of {} devices of {}", group.devices, group.of_host, group.hosts[0]);
  }
  return fmt::format("{} of {} devices, {} hosts", group.devices, group.of_devices,
                     group.hosts.size());
}

std::string size_of(const Trend& trend, const TrendGroup& group) {
  if (group.findings.size() > 1) return judge::signed_percent(group.size);
  const judge::Change& only = trend.findings[group.findings.front()].change;
  return fmt::format("{} ({} to {})", judge::signed_percent(only.size),
                     judge::signed_percent(only.low), judge::signed_percent(only.high));
}

PageTable table_of(const Trend& trend) {
  PageTable table{.columns = {{"now", Align::left, 6},
                              {"metric", Align::left, 40, Overflow::wrap},
                              {"who", Align::left, 60, Overflow::wrap},
                              {"change", Align::left, 28, Overflow::wrap},
                              {"kind", Align::left, 5},
                              {"seen from", Align::left, 16}},
                  .rows = {},
                  .painted_column = 0};
  for (std::size_t i = 0; i < std::min(trend.groups.size(), kShownGroups); ++i) {
    const TrendGroup& group = trend.groups[i];
    table.row(
        {standing_of(group), group.metric, who(trend, group), size_of(trend, group), kind_of(group),
         minute_of(group.kind == ChangeKind::drift ? group.after : group.before)},
        group.standing > 0 ? Paint::red : Paint::none);
  }
  return table;
}

std::string shown(const judge::Difference& one) {
  const auto side = [](const std::string& value) { return value.empty() ? "unknown" : value; };
  return fmt::format("{} {} -> {}", one.subject, side(one.before), side(one.after));
}

std::string listed(const std::vector<judge::Difference>& differences) {
  std::string text;
  for (const auto& one : differences)
    text += fmt::format("{}{}", text.empty() ? "" : "; ", shown(one));
  return text.empty() ? "nothing that is recorded" : text;
}

std::string hosts_of(const TrendGroup& group) {
  if (group.hosts.size() < 2) return "";
  std::string text;
  for (std::size_t i = 0; i < std::min(group.hosts.size(), kShownHosts); ++i) {
    text += fmt::format("{}{}", text.empty() ? " On " : ", ", group.hosts[i]);
  }
  const std::size_t more = group.hosts.size() - std::min(group.hosts.size(), kShownHosts);
  return text + (more == 0 ? "." : fmt::format(" and {} more.", more));
}

// "412 of 412 devices: driver 570 -> 580."
std::vector<std::string> circumstances_of(const Trend& trend) {
  std::vector<std::string> items;
  for (std::size_t i = 0; i < std::min(trend.groups.size(), kShownGroups); ++i) {
    const TrendGroup& group = trend.groups[i];
    const std::string range =
        group.findings.size() > 1
            ? fmt::format(" From {} to {}.", judge::signed_percent(group.least),
                          judge::signed_percent(group.most))
            : "";
    items.push_back(fmt::format("{}, {}, {}: {}.{}{}", group.metric, who(trend, group), when(group),
                                listed(group.shared), range, hosts_of(group)));
  }
  return items;
}

std::vector<std::string> last_spikes_of(const Trend& trend) {
  std::vector<std::string> items;
  for (const auto& last : trend.last_spikes) {
    if (items.size() == kShownSpikes) {
      items.push_back(fmt::format("and {} more", trend.last_spikes.size() - kShownSpikes));
      break;
    }
    items.push_back(fmt::format("{} of {}: {} at {}, level {}", last.key.metric, last.key.device,
                                judge::signed_percent(last.spike.size), minute_of(last.spike.at.at),
                                value_text(last.level, last.key.unit)));
  }
  return items;
}

std::string looked_at(const Trend& trend) {
  return fmt::format("Looked at: {} series of {} devices, {} values, {} to {}.", trend.series,
                     trend.devices, trend.points, minute_of(trend.first->at),
                     minute_of(trend.last->at));
}

std::vector<std::string> reliability_of(const Trend& trend) {
  std::vector<std::string> items{
      fmt::format("False alarms: at most {:.3g} of the {} series that changed are expected to be "
                  "chance ({:.3g} % of them); a series without change is believed changed with a "
                  "chance of at most {:.2g}, were nights independent of one another.",
                  trend.expected_false, trend.changed, 100 * trend.options.false_alarms,
                  trend.chance_each),
      fmt::format("Changes below {:.3g} % are left out: {} so small were as clear. Single bad runs "
                  "are no step: {} were seen.",
                  100 * trend.options.threshold, trend.minor, trend.spikes)};
  if (trend.too_few > 0) {
    items.push_back(fmt::format("Could not be judged alone: {} series have fewer than {} runs.",
                                trend.too_few, trend.fewest_points));
  }
  return items;
}

}  // namespace

Page trend_page(const Trend& trend) {
  Page page;
  page.heading("Trend").paragraph(trend.conclusion);
  if (!trend.groups.empty()) {
    page.table(table_of(trend));
    if (trend.groups.size() > kShownGroups) {
      page.paragraph(
          fmt::format("And {} more: --format json lists all.", trend.groups.size() - kShownGroups));
    }
    page.section("What else changed").bullets(circumstances_of(trend));
  }
  if (!trend.last_spikes.empty()) {
    page.section("Far off in the last run, too few runs for a step").bullets(last_spikes_of(trend));
  }
  page.section("How sure");
  if (trend.first) page.paragraph(looked_at(trend));
  return page.bullets(reliability_of(trend));
}

}  // namespace assay::report
