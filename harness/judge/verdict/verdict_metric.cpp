// Measured value, gates, status and the reason for it.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/verdict/verdict_metric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/judge/verdict/cause_links.hpp"
#include "harness/judge/verdict/default_gates.hpp"
#include "harness/judge/verdict/verdict_pairs.hpp"
#include "harness/judge/verdict/verdict_rows.hpp"
#include "harness/judge/verdict/verdict_words.hpp"

namespace assay::judge {
namespace {

using catalogue::Part;
using document::CaseRecord;

struct Device {
  const VerdictStandard& standard;
  const document::Document& document;
  const DeviceEvidence& evidence;

  bool is_slice() const { return evidence.facts && evidence.facts->mig.value_or(false); }
};

// The measurement a row is about: of the case that stands for the metric, or of the size asked for.
std::optional<Measurement> measurement_for(const Device& device, const VerdictRow& row) {
  const Measurement* standing = device.evidence.find(row.question);
  if (!row.bytes) return standing ? std::optional(*standing) : std::nullopt;
  std::optional<Measurement> best;
  for (const CaseRecord& record : device.document.cases) {
    if (record.device != device.evidence.device || !record.statistics) continue;
    if (!is_about(row, record)) continue;
    Measurement made = measurement_of(record);
    if (!best || stands_before(made, *best)) best = std::move(made);
  }
  return best;
}

std::optional<LibraryRatio> ratio_of(const CaseRecord& record) {
  if (!record.reference) return std::nullopt;
  const auto& reference = *record.reference;
  const auto median = [](const std::optional<measure::ReferenceTiming>& timing) {
    return timing && timing->ratio ? std::optional(timing->ratio->median) : std::nullopt;
  };
  return LibraryRatio{.library = reference.library,
                      .version = reference.version,
                      .unavailable = reference.unavailable,
                      .right = reference.right,
                      .best = median(reference.best),
                      .by_default = median(reference.by_default)};
}

void describe_measurement(MetricVerdict& verdict, const DeviceEvidence& evidence,
                          const Measurement& measurement) {
  verdict.case_name = measurement.record->name;
  verdict.measured = MeasuredValue{measurement.value, measurement.low, measurement.high};
  verdict.processors = spread_of(*measurement.record);
  verdict.reference = ratio_of(*measurement.record);
  const auto* info = catalogue::find_metric(measurement.metric.name);
  using Kind = catalogue::Bound;
  if (!info || (info->bound != Kind::tensor && info->bound != Kind::vector)) return;
  if (const auto rate = evidence.per_sm_clock(measurement))
    verdict.per_sm_clock = PerSmClock{.value = *rate};
}

void describe_part(MetricVerdict& verdict, const Part& part) {
  if (const auto reference = reference_of(verdict.metric)) {
    if (const auto* figure = part.figure(reference->figure)) {
      verdict.published = PublishedValue{.value = figure->value * reference->factor,
                                         .figure = reference->figure,
                                         .source = figure->source,
                                         .date = figure->date,
                                         .authority = figure->authority};
      if (verdict.measured && figure->gates()) {
        verdict.share_of_published = verdict.measured->median / verdict.published->value;
      }
    }
    const auto& path = reference->figure;
    if (verdict.per_sm_clock) {
      verdict.per_sm_clock->published =
          part.gating(path.substr(0, path.rfind('.')) + ".per_sm_per_clock");
    }
  }
  if (const auto* typical = own_typical(part, verdict.metric)) {
    verdict.typical = TypicalRange{
        typical->low, typical->high,
        typical->observations.empty() ? "" : typical->observations.front().figure.source};
  }
}

GateValue stated(const Gate& gate, double value) {
  return {.value = value, .source = fmt::format("gates file: {}, {}", gate.source, gate.date)};
}

// Returns why there is no lower gate; empty where there is one.
std::string set_given_gates(MetricVerdict& verdict, const VerdictRow& row) {
  for (const Gate* gate : row.gates) {
    verdict.required = verdict.required || gate->required;
    if (gate->lower && (!verdict.lower || *gate->lower > verdict.lower->value)) {
      verdict.lower = stated(*gate, *gate->lower);
    }
    if (gate->upper && (!verdict.upper || *gate->upper < verdict.upper->value)) {
      verdict.upper = stated(*gate, *gate->upper);
    }
  }
  return verdict.lower || verdict.upper ? "" : "the gates file states no bound";
}

std::string set_gates(MetricVerdict& verdict, const Device& device, const VerdictRow& row) {
  const auto& standard = device.standard;
  if (!standard.part) {
    return row.gates.empty() ? "it is not known which part this is" : set_given_gates(verdict, row);
  }
  DefaultGate standing = default_gate(standard.catalogue, *standard.part, verdict.metric);
  // A size that was asked for may lie in the cache, which is faster than the memory.
  if (!row.bytes) verdict.ceiling = standing.upper;
  if (!row.gates.empty()) {
    auto why = set_given_gates(verdict, row);
    if (!verdict.upper) verdict.upper = verdict.ceiling;
    return why;
  }
  verdict.upper = verdict.ceiling;
  if (device.is_slice()) return "this is a MIG slice, which figures of the whole part do not bind";
  verdict.lower = std::move(standing.lower);
  verdict.required = verdict.required || verdict.lower;
  return standing.why_no_lower;
}

/// Measured twice, because at first it would have failed: the second decides.
void mention_first(MetricVerdict& verdict, const CaseRecord& record) {
  if (!record.first) return;
  verdict.reason += fmt::format("; measured twice, at first {}",
                                shown_value(record.first->statistics.median, verdict.unit));
}

// A failed case, or one that does not count, where nothing stands for the metric.
void explain_absence(MetricVerdict& verdict, const Device& device, const VerdictRow& row) {
  verdict.status = MetricStatus::not_measured;
  verdict.reason = "no case of the document measures it";
  for (const auto& one : device.evidence.unmeasured) {
    const bool other_size = row.bytes && one.record->parameters.bytes != *row.bytes;
    if (!answers(row.question, one.metric) || other_size) continue;
    verdict.case_name = one.record->name;
    verdict.reason = one.reason;
    using enum measure::Status;
    const auto status = one.record->status;
    if (status == error || status == hung) verdict.status = MetricStatus::error;
    mention_first(verdict, *one.record);
    return;
  }
}

bool found_wrong(MetricVerdict& verdict, const Device& device, const VerdictRow& row) {
  for (const CaseRecord* record : device.evidence.wrong) {
    if (!is_about(row, *record)) continue;
    verdict.status = MetricStatus::wrong;
    verdict.case_name = record->name;
    verdict.reason = "a wrong answer: " + record->reason;
    if (!record->corruption && record->check && !record->check->detail.empty()) {
      verdict.reason += fmt::format(" ({})", record->check->detail);
    }
    return true;
  }
  return false;
}

std::string noise_note(const MeasuredValue& measured, double gate) {
  const bool inside = measured.low <= gate && gate <= measured.high;
  return inside ? "; the gate lies within the noise, measure again" : "";
}

void decide(MetricVerdict& verdict, const std::string& why_no_gate) {
  const auto& measured = *verdict.measured;
  const double value = measured.median;
  const auto text = [&](double one) { return shown_value(one, verdict.unit); };
  const double highest = verdict.pairs ? std::max(value, verdict.pairs->fastest_value) : value;
  if (verdict.ceiling && highest > verdict.ceiling->value) {
    verdict.status = MetricStatus::invalid;
    verdict.reason =
        fmt::format("{} is more than is possible, {} ({}): a wrong clock or size, or another part",
                    text(highest), text(verdict.ceiling->value), verdict.ceiling->source);
  } else if (verdict.lower && value < verdict.lower->value) {
    verdict.status = MetricStatus::fail;
    verdict.reason =
        fmt::format("{} is {:.3g} % below the gate of {}: {}{}", text(value),
                    100 * (1 - value / verdict.lower->value), text(verdict.lower->value),
                    verdict.lower->source, noise_note(measured, verdict.lower->value));
  } else if (verdict.upper && value > verdict.upper->value) {
    verdict.status = MetricStatus::fail;
    verdict.reason =
        fmt::format("{} is {:.3g} % above the gate of {}: {}{}", text(value),
                    100 * (value / verdict.upper->value - 1), text(verdict.upper->value),
                    verdict.upper->source, noise_note(measured, verdict.upper->value));
  } else if (why_no_gate.empty()) {
    verdict.status = MetricStatus::pass;
    verdict.reason = "within its gates";
  } else {
    verdict.status = MetricStatus::no_gate;
    verdict.reason = why_no_gate;
  }
}

std::string unit_for(const catalogue::Metric& metric, const std::optional<Measurement>& found,
                     const VerdictRow& row) {
  if (found) {
    return std::string(unit_of(found->record->quantity, found->record->parameters.type));
  }
  if (const auto* info = catalogue::find_metric(metric.name)) return std::string(info->unit);
  return row.gates.empty() ? "1" : row.gates.front()->unit;
}

// Of all cases, because a slow SM is slow whichever of them stands for the metric.
void judge_processors(MetricVerdict& verdict, const Device& device, const VerdictRow& row) {
  for (const CaseRecord& record : device.document.cases) {
    if (record.device != device.evidence.device || !is_about(row, record)) continue;
    const auto spread = spread_of(record);
    if (!spread || spread->slow.empty()) continue;
    const double share = spread->minimum / spread->median;
    const auto& shown = verdict.processors;
    if (shown && !shown->slow.empty() && shown->minimum / shown->median <= share) continue;
    verdict.processors = spread;
  }
  if (!verdict.processors || verdict.processors->slow.empty()) return;
  const std::string sentence = slow_sentence(*verdict.processors);
  if (verdict.status == MetricStatus::pass || verdict.status == MetricStatus::no_gate) {
    verdict.status = MetricStatus::fail;
    verdict.reason = sentence;
    verdict.cause =
        Cause{.kind = CauseKind::slow_processors,
              .sentence =
                  "cycles of the SM itself were counted, so that it is no matter of clock or "
                  "power: measure again with nothing else on the device; where the same SM is "
                  "slow again, return it"};
  } else {
    verdict.reason += "; also " + sentence;
  }
}

Cause cause_of(const Device& device, const Measurement& found, const GateValue& lower) {
  const auto& part = *device.standard.part;
  const auto* info = catalogue::find_metric(found.metric.name);
  if (info && info->bound == catalogue::Bound::nvlink) {
    return cause_of_slow_links(part, device.document, device.evidence, found, lower.value);
  }
  return cause_of_shortfall(part, device.evidence, found, lower.value);
}

MetricVerdict judge_row(const Device& device, const VerdictRow& row) {
  const auto pairs = measured_pairs(device.document, device.evidence, row);
  const auto found = pairs.empty() ? measurement_for(device, row) : slowest(pairs);
  MetricVerdict verdict{.metric = row.question, .unit = unit_for(row.question, found, row)};
  verdict.required = device.standard.part && !row.bytes && requirement_for(row.question) != nullptr;
  if (found) describe_measurement(verdict, device.evidence, *found);
  describe_pairs(verdict, pairs);
  if (device.standard.part) describe_part(verdict, *device.standard.part);
  const std::string why_no_gate = set_gates(verdict, device, row);
  if (found_wrong(verdict, device, row)) {
    verdict.measured.reset();
    verdict.share_of_published.reset();
    verdict.per_sm_clock.reset();
    verdict.processors.reset();
    verdict.reference.reset();
    verdict.pairs.reset();
    return verdict;
  }
  if (!found) {
    explain_absence(verdict, device, row);
    return verdict;
  }
  decide(verdict, why_no_gate);
  name_pairs(verdict, pairs);
  const bool is_short = verdict.status == MetricStatus::fail && verdict.lower &&
                        verdict.measured->median < verdict.lower->value;
  if (is_short && device.standard.part) {
    verdict.cause = cause_of(device, *found, *verdict.lower);
  }
  judge_processors(verdict, device, row);
  mention_first(verdict, *found->record);
  return verdict;
}

}  // namespace

std::vector<MetricVerdict> judge_metrics(const VerdictStandard& standard,
                                         const document::Document& document,
                                         const DeviceEvidence& evidence) {
  const Device device{standard, document, evidence};
  std::vector<MetricVerdict> list;
  for (const VerdictRow& row : rows_of(document, evidence, standard.gates)) {
    list.push_back(judge_row(device, row));
  }
  return list;
}

}  // namespace assay::judge
