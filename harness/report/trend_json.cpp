// The keys of a trend, in the order they are written.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/trend_json.hpp"

#include "harness/document/archive.hpp"
#include "harness/json/json_text.hpp"
#include "harness/judge/trend/trend_words.hpp"

namespace assay::judge {

// Here, and not in an unnamed namespace: Writer finds these by argument-dependent lookup.
void fields(document::Writer& archive, const Difference& difference) {
  archive("subject", difference.subject);
  archive.unless_empty("before", difference.before);
  archive.unless_empty("after", difference.after);
}

void fields(document::Writer& archive, const TrendFinding& finding) {
  const Change& change = finding.change;
  archive("device", finding.key.device);
  archive.unless_empty("peer", finding.key.peer);
  archive("metric", finding.key.metric);
  archive("unit", finding.key.unit);
  archive.derived("better", finding.key.higher_is_better ? "higher" : "lower");
  archive("host", finding.host);
  archive.unless_empty("device_id", finding.device);
  archive("kind", change.kind);
  archive("worse", change.is_worse);
  archive("stands", change.stands);
  archive("after", change.before.at);
  archive("before", change.after.at);
  archive("earliest", change.earliest.at);
  archive("latest", change.latest.at);
  archive("level_before", change.level_before);
  archive("level_after", change.level_after);
  archive("size", change.size);
  archive.group("size_interval", [&](auto& interval) {
    interval("low", change.low);
    interval("high", change.high);
    interval.derived("confidence", 0.95);
  });
  archive("runs_before", change.runs_before);
  archive("runs_after", change.runs_after);
  archive("chance", change.chance);
  archive("differences", finding.differences);
}

void fields(document::Writer& archive, const TrendGroup& group) {
  archive("metric", group.metric);
  archive("unit", group.unit);
  archive("kind", group.kind);
  archive("worse", group.is_worse);
  archive("standing", group.standing);
  archive("findings", group.findings);
  archive("devices", group.devices);
  archive("of_devices", group.of_devices);
  archive("hosts", group.hosts);
  archive("after", group.after);
  archive("before", group.before);
  archive("size", group.size);
  archive("smallest", group.least);
  archive("largest", group.most);
  archive("shared", group.shared);
}

void fields(document::Writer& archive, const LastSpike& last) {
  archive("device", last.key.device);
  archive.unless_empty("peer", last.key.peer);
  archive("metric", last.key.metric);
  archive("unit", last.key.unit);
  archive("at", last.spike.at.at);
  archive("value", last.spike.at.value);
  archive("level", last.level);
  archive("size", last.spike.size);
}

void fields(document::Writer& archive, const Trend& trend) {
  archive("conclusion", trend.conclusion);
  archive.derived("exit_code", trend.exit_code());
  archive.derived("threshold", trend.options.threshold);
  archive.derived("false_alarms", trend.options.false_alarms);
  archive("chance_each", trend.chance_each);
  archive("expected_false", trend.expected_false);
  archive("devices", trend.devices);
  archive("series", trend.series);
  archive("points", trend.points);
  archive("judged", trend.judged);
  archive("too_few_runs", trend.too_few);
  archive("runs_needed", trend.fewest_points);
  if (trend.first) archive("first", trend.first->at);
  if (trend.last) archive("last", trend.last->at);
  archive("changed", trend.changed);
  archive("worse", trend.worse);
  archive("minor", trend.minor);
  archive("single_bad_runs", trend.spikes);
  archive("findings", trend.findings);
  archive("groups", trend.groups);
  archive("last_runs_off", trend.last_spikes);
}

}  // namespace assay::judge

namespace assay::report {
namespace {

// A trend with what it rests on.
struct Marked {
  const judge::Trend& trend;
  const Mark& mark;
};

void fields(document::Writer& archive, const Marked& marked) {
  archive.derived("schema_version", "1.0.0");
  archive.derived("kind", "trend");
  archive("simulated", marked.mark.simulated);
  if (marked.mark.injected) archive.derived("injected", true);
  judge::fields(archive, marked.trend);
}

}  // namespace

std::string trend_json(const judge::Trend& trend, const Mark& mark) {
  return json::to_text(document::Writer::convert(Marked{.trend = trend, .mark = mark}));
}

}  // namespace assay::report
