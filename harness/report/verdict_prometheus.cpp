// No run id is a label: every night would begin new series.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/verdict_prometheus.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "harness/judge/verdict/verdict_words.hpp"

namespace assay::report {
namespace {

using judge::DeviceVerdict;
using judge::DocumentVerdict;
using judge::State;

constexpr std::array kStates{State::pass, State::fail, State::could_not_judge, State::wrong};

using Samples = std::array<std::string, kFamilies>;

/// Writes samples that share their first labels.
class Writer {
 public:
  Writer(Samples& samples, const Labels& shared) : samples_(samples), shared_(label_text(shared)) {}

  void add(Family family, double value, const Labels& more = {}) {
    const auto index = static_cast<std::size_t>(family);
    const std::string own = label_text(more);
    const std::string labels = own.empty() ? shared_ : fmt::format("{},{}", shared_, own);
    samples_[index] += sample_line(kVerdictFamilies[index].name, labels, value);
  }

  void state(Family family, State held) {
    for (const State one : kStates) {
      add(family, one == held ? 1 : 0, {{"state", std::string(to_string(one))}});
    }
  }

 private:
  Samples& samples_;
  std::string shared_;
};

double seconds_of(document::Timestamp moment) {
  return static_cast<double>(moment.time_since_epoch().count());
}

void add_metric(Writer& writer, const judge::MetricVerdict& metric, const std::string& name) {
  const Labels labels{{"metric", name}};
  const auto family = family_of_unit(metric.unit);
  if (metric.measured && family) writer.add(*family, metric.measured->median, labels);
  if (metric.share_of_published) {
    writer.add(Family::published_share, *metric.share_of_published, labels);
  }
  if (judge::state_of(metric) == State::pass) return;
  writer.add(Family::shortfall, 1,
             {{"metric", name},
              {"status", std::string(document::word_of(metric.status))},
              {"cause", metric.cause ? std::string(to_string(metric.cause->kind)) : "none"}});
}

// A gates file may ask for several sizes of one metric; their cases tell them apart.
void add_metrics(Writer& writer, const DeviceVerdict& device) {
  std::set<std::string> seen;
  for (const auto& metric : device.metrics) {
    std::string name = catalogue::to_string(metric.metric);
    if (seen.contains(name)) name = fmt::format("{} of {}", name, metric.case_name);
    if (seen.insert(name).second) add_metric(writer, metric, name);
  }
}

}  // namespace

VerdictPrometheus::Block VerdictPrometheus::run_block(const DocumentVerdict& verdict) {
  Block block{.started_at = verdict.started_at, .run_id = verdict.run_id, .device = ""};
  Writer writer(block.samples, {{"host", verdict.hostname}, {"evidence", evidence_word(verdict)}});
  writer.state(Family::run_state, verdict.state);
  writer.add(Family::run_started, seconds_of(verdict.started_at));
  return block;
}

VerdictPrometheus::Block VerdictPrometheus::device_block(const DocumentVerdict& verdict,
                                                         const DeviceVerdict& device) {
  Block block{.started_at = verdict.started_at, .run_id = verdict.run_id, .device = device.device};
  Writer writer(block.samples, {{"host", verdict.hostname},
                                {"device", device.device},
                                {"uuid", device.uuid},
                                {"evidence", evidence_word(verdict)}});
  writer.state(Family::verdict_state, device.state);
  writer.add(Family::device_info, 1,
             {{"name", device.name},
              {"serial", device.serial},
              {"part", device.part},
              {"tool_version", verdict.tool_version}});
  writer.add(Family::device_run_started, seconds_of(verdict.started_at));
  writer.add(Family::cases_planned, static_cast<double>(device.coverage.planned));
  writer.add(Family::cases_measured, static_cast<double>(device.coverage.measured));
  writer.add(Family::missing, static_cast<double>(device.coverage.missing.size()));
  add_metrics(writer, device);
  return block;
}

void VerdictPrometheus::keep_newest(std::map<Key, Block>& blocks, Key key, Block&& block) {
  const auto found = blocks.find(key);
  if (found == blocks.end()) {
    blocks.emplace(std::move(key), std::move(block));
  } else if (block.started_at >= found->second.started_at) {
    found->second = std::move(block);
  }
}

std::string VerdictPrometheus::add(const DocumentVerdict& verdict) {
  ++documents_;
  if (!verdict.unreadable.empty()) {
    ++unreadable_;
    return "";
  }
  const std::string evidence = evidence_word(verdict);
  keep_newest(runs_, {verdict.hostname, evidence}, run_block(verdict));
  std::set<std::string> uuids;
  for (const auto& device : verdict.devices) {
    if (!device.counts) continue;
    const bool followed = !device.uuid.empty() && uuids.insert(device.uuid).second;
    const std::string whose =
        followed ? device.uuid : fmt::format("{} of {}", device.device, verdict.hostname);
    keep_newest(devices_, {whose, evidence}, device_block(verdict, device));
  }
  return "";
}

std::string VerdictPrometheus::end() {
  Samples totals;
  const auto total = [&](Family family, std::uint64_t count) {
    const auto index = static_cast<std::size_t>(family);
    totals[index] = sample_line(kVerdictFamilies[index].name, "", static_cast<double>(count));
  };
  total(Family::documents, documents_);
  total(Family::documents_unreadable, unreadable_);
  std::string text;
  for (std::size_t family = 0; family < kFamilies; ++family) {
    std::string samples = std::move(totals[family]);
    for (const auto* blocks : {&runs_, &devices_}) {
      for (const auto& [key, block] : *blocks) samples += block.samples[family];
    }
    if (!samples.empty()) text += family_head(kVerdictFamilies[family]) + samples;
  }
  return text;
}

}  // namespace assay::report
