// Chooses the case that stands for a metric.
#include "harness/judge/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/units.hpp"
#include "harness/core/words.hpp"

namespace assay::judge {
namespace {

using document::CaseRecord;

template <class Enum>
std::optional<std::string> word_unless_none(Enum value) {
  if (value == Enum::none) return std::nullopt;
  return std::string(to_string(value));
}

// Where a case is too small to reach what the metric is about: why; else empty.
std::string too_small(const CaseRecord& record, const probe::CudaFacts* facts) {
  const auto& p = record.parameters;
  if (p.m != 0) {
    const double volume =
        static_cast<double>(p.m) * static_cast<double>(p.n) * static_cast<double>(p.k);
    if (volume >= kMinimumGemmVolume) return "";
    return fmt::format("{} x {} x {} is too small to show what the device reaches", p.m, p.n, p.k);
  }
  if (p.bytes == 0 || !record.kernel.starts_with("memory.") || !facts) return "";
  if (facts->l2_bytes == 0) return "";
  if (record.work.bytes >= kMinimumCacheMultiple * static_cast<double>(facts->l2_bytes)) return "";
  return fmt::format("arrays of {} fit the L2 cache", format_exact_bytes(p.bytes));
}

bool is_better(const CaseRecord& record, double value, double than) {
  return record.quantity == Quantity::latency ? value < than : value > than;
}

void keep_best(std::vector<Measurement>& list, Measurement made) {
  const auto same = std::find_if(list.begin(), list.end(),
                                 [&](const auto& one) { return one.metric == made.metric; });
  if (same == list.end()) {
    list.push_back(std::move(made));
  } else if (is_better(*made.record, made.value, same->value)) {
    *same = std::move(made);
  }
}

void add(DeviceEvidence& evidence, const CaseRecord& record) {
  const auto metric = metric_of(record);
  if (record.status == measure::Status::wrong) evidence.wrong.push_back(&record);
  if (!record.statistics) {
    evidence.unmeasured.push_back({metric, &record, record.reason});
    return;
  }
  if (auto reason = too_small(record, evidence.facts); !reason.empty()) {
    evidence.unmeasured.push_back({metric, &record, std::move(reason)});
    return;
  }
  keep_best(evidence.measurements, {.metric = metric,
                                    .record = &record,
                                    .value = record.statistics->median,
                                    .low = record.statistics->interval_low,
                                    .high = record.statistics->interval_high,
                                    .clock_hz = record.telemetry.clock_hz});
}

bool agree(const auto& asked, const auto& has) {
  return !asked || asked == has;
}

const probe::CudaFacts* facts_of(const document::Document& document, const std::string& device) {
  for (const auto& gpu : document.facts.cuda.devices) {
    if (device == fmt::format("cuda:{}", gpu.index)) return &gpu;
  }
  return nullptr;
}

}  // namespace

bool answers(const catalogue::Metric& question, const catalogue::Metric& metric) {
  const auto &asked = question.parameters, &has = metric.parameters;
  if (question.name != metric.name) return false;
  if (asked.type && type_of(question) != type_of(metric)) return false;
  return agree(asked.direction, has.direction) && agree(asked.engine, has.engine) &&
         agree(asked.algorithm, has.algorithm) && agree(asked.devices, has.devices);
}

catalogue::Metric metric_of(const CaseRecord& record) {
  const auto& p = record.parameters;
  catalogue::Metric metric{.name = fmt::format("{}/{}", record.kernel, to_string(record.quantity)),
                           .parameters = {.type = std::string(to_string(p.type)),
                                          .direction = word_unless_none(p.direction),
                                          .engine = word_unless_none(p.engine),
                                          .algorithm = word_unless_none(p.algorithm)}};
  if (p.devices != 0) metric.parameters.devices = p.devices;
  return metric;
}

const Measurement* DeviceEvidence::find(const catalogue::Metric& question) const {
  const Measurement* best = nullptr;
  for (const auto& one : measurements) {
    if (!answers(question, one.metric)) continue;
    if (!best || is_better(*one.record, one.value, best->value)) best = &one;
  }
  return best;
}

std::optional<double> DeviceEvidence::multiprocessors() const {
  if (const auto* census = find({.name = "sm.census/count"})) return census->value;
  if (facts && facts->multiprocessors != 0) return facts->multiprocessors;
  return std::nullopt;
}

std::optional<double> DeviceEvidence::per_sm_clock(const Measurement& measurement) const {
  const auto count = multiprocessors();
  if (!count || !measurement.clock_hz) return std::nullopt;
  return measurement.value / (*count * *measurement.clock_hz);
}

std::vector<DeviceEvidence> evidence_of(const document::Document& document) {
  std::vector<DeviceEvidence> list;
  for (const auto& record : document.cases) {
    auto found = std::find_if(list.begin(), list.end(),
                              [&](const auto& one) { return one.device == record.device; });
    if (found == list.end()) {
      list.push_back({.device = record.device,
                      .facts = facts_of(document, record.device),
                      .measurements = {},
                      .unmeasured = {},
                      .wrong = {}});
      found = list.end() - 1;
    }
    add(*found, record);
  }
  return list;
}

}  // namespace assay::judge
