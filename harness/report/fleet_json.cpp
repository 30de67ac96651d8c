// The keys of a fleet, in the order they are written.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/fleet_json.hpp"

#include "harness/document/archive.hpp"
#include "harness/json/json_text.hpp"
#include "harness/judge/fleet/fleet_words.hpp"
#include "harness/judge/fleet/strata.hpp"

namespace assay::judge {

// Here, and not in an unnamed namespace: Writer finds these by argument-dependent lookup.
void fields(document::Writer& archive, const FleetStratum& stratum) {
  archive.derived("name", stratum_name(stratum));
  archive.unless_empty("part", stratum.part);
  archive.unless_empty("driver", stratum.driver);
  archive("power_limit_w", stratum.power_limit_w);
  archive("level", stratum.level);
  archive("parallel", stratum.parallel);
  archive("nodes", stratum.nodes);
  archive("devices", stratum.devices);
  archive.derived("judged", stratum.judged());
  archive("metrics", stratum.metrics);
  archive("comparisons", stratum.comparisons);
  archive("expected_by_chance", stratum.expected_by_chance);
  if (stratum.widest_metric.empty()) return;
  archive("widest_metric", stratum.widest_metric);
  archive("widest_limit", stratum.widest_limit);
}

void fields(document::Writer& archive, const FleetDevice& device) {
  archive("host", device.host);
  archive("device", device.device);
  archive.unless_empty("key", device.key);
  archive.unless_empty("serial", device.serial);
  archive.unless_empty("slot", device.slot);
}

void fields(document::Writer& archive, const FleetCondition& condition) {
  archive("value", condition.value);
  archive("median", condition.median);
}

void fields(document::Writer& archive, const FleetDeviation& deviation) {
  archive("metric", deviation.metric);
  archive("unit", deviation.unit);
  archive("stratum", deviation.stratum);
  archive("basis", deviation.basis);
  archive("value", deviation.value);
  archive("median", deviation.median);
  archive("share", deviation.share);
  archive("deviations", deviation.deviations);
  archive("members", deviation.members);
  archive("out", deviation.out);
  archive("of", deviation.of);
  archive("clock_hz", deviation.clock_hz);
  archive("temperature_c", deviation.temperature_c);
  archive("power_w", deviation.power_w);
}

void fields(document::Writer& archive, const FleetFinding& finding) {
  archive("subject", finding.subject);
  archive("side", finding.side);
  archive("host", finding.host);
  archive("devices", finding.devices);
  archive("wrong_answers", finding.wrong);
  archive("deviations", finding.deviations);
  archive("sentence", finding.sentence);
}

void fields(document::Writer& archive, const ParallelLoss& loss) {
  archive("metric", loss.metric);
  archive("devices", loss.devices);
  archive("nodes", loss.nodes);
  archive("median", loss.median);
  archive("worst_host", loss.worst_host);
  archive("worst", loss.worst);
  archive("hosts_out", loss.hosts_out);
}

void fields(document::Writer& archive, const UnreadableRun& run) {
  archive("name", run.name);
  archive("reason", run.reason);
}

void fields(document::Writer& archive, const SupersededRun& run) {
  archive("host", run.host);
  archive("id", run.id);
  archive("started_at", run.started_at);
  archive("by", run.by);
}

void fields(document::Writer& archive, const MovedDevice& device) {
  archive("key", device.key);
  archive("from_host", device.from_host);
  archive("from_device", device.from_device);
  archive("to_host", device.to_host);
  archive("to_device", device.to_device);
  archive("seen_at", device.seen_at);
}

void fields(document::Writer& archive, const FleetSelection& selection) {
  archive("used", selection.used);
  archive("simulated", selection.simulated);
  archive("injected", selection.injected);
  archive("not_asked_for", selection.filtered);
  archive("repeated", selection.repeated);
  archive("superseded", selection.superseded);
  archive("moved", selection.moved);
  archive("incomplete", selection.incomplete);
}

void fields(document::Writer& archive, const Fleet& fleet) {
  archive.derived("schema_version", "1.0.0");
  archive.derived("kind", "fleet");
  archive.derived("simulated", fleet.selection.any_simulated);
  if (fleet.selection.any_injected) archive.derived("injected", true);
  archive.derived("conclusion", fleet.conclusion());
  archive.derived("exit_code", fleet.exit_code());
  archive.derived("threshold", fleet.options.threshold);
  archive.derived("chance", fleet.options.chance);
  archive.derived("fewest_members", fleet.options.fewest_members);
  archive("nodes", fleet.nodes);
  archive("devices", fleet.devices);
  archive("links", fleet.links);
  archive("comparisons", fleet.comparisons);
  archive("expected_by_chance", fleet.expected_by_chance);
  archive("runs", fleet.selection);
  archive("strata", fleet.strata);
  archive("findings", fleet.findings);
  archive("parallel", fleet.parallel);
  archive("unreadable", fleet.unreadable);
  archive("hints", fleet.hints);
  archive("notes", fleet.notes);
}

}  // namespace assay::judge

namespace assay::report {

std::string fleet_json(const judge::Fleet& fleet) {
  return json::to_text(document::Writer::convert(fleet));
}

}  // namespace assay::report
