// Chooses the case that stands for a metric.
#include "harness/judge/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/document/standing.hpp"

namespace assay::judge {
namespace {

using document::CaseRecord;

// Why what was measured is no rate of the part; empty where it may be.
std::string unusual_way(const CaseRecord& record) {
  const auto& p = record.parameters;
  if (p.path == Path::fallback) {
    return fmt::format("only by the fallback path{}, whose rate is not the part's",
                       record.instruction.empty() ? "" : fmt::format(" ({})", record.instruction));
  }
  if (p.load == Load::burst) return "only in a burst, which is not the sustained rate";
  if (p.accumulation == Accumulation::promoted) {
    return "only with sums promoted to fp32, which no published rate counts";
  }
  if (p.sparsity == Sparsity::structured) return "only of structured sparse data";
  return "only in another layout of the operands";
}

bool is_better(const CaseRecord& record, double value, double than) {
  return record.quantity == Quantity::latency ? value < than : value > than;
}

// Part of what a warm case reads may still lie in the cache: it stands where no other does.
bool is_second_choice(const CaseRecord& record) {
  return record.kernel.starts_with("memory.") && record.parameters.cache == Cache::warm;
}

void keep_best(std::vector<Measurement>& list, Measurement made) {
  const auto same = std::find_if(list.begin(), list.end(),
                                 [&](const auto& one) { return one.metric == made.metric; });
  if (same == list.end()) {
    list.push_back(std::move(made));
  } else if (stands_before(made, *same)) {
    *same = std::move(made);
  }
}

void add(DeviceEvidence& evidence, const document::Document& document, const CaseRecord& record) {
  const auto metric = metric_of(record);
  if (record.status == measure::Status::wrong) evidence.wrong.push_back(&record);
  if (!record.statistics) {
    evidence.unmeasured.push_back({metric, &record, record.reason});
    return;
  }
  if (auto reason = why_not_standing(document, record, evidence.facts); !reason.empty()) {
    evidence.unmeasured.push_back({metric, &record, std::move(reason)});
    return;
  }
  if (!catalogue::usual_way(metric.parameters)) {
    evidence.unmeasured.push_back({in_the_usual_way(metric), &record, unusual_way(record)});
  }
  keep_best(evidence.measurements, measurement_of(record));
}

// As a catalogue spells what a library calls it; empty where no figure is about it.
std::optional<std::string> known_algorithm(std::string_view said) {
  if (said == "RING") return "ring";
  if (said == "NVLS") return "nvls";
  return std::nullopt;
}

bool agree(const auto& asked, const auto& has) {
  return !asked || asked == has;
}

// Where a question that does not say it means the usual one.
bool agree_or_usual(const std::optional<std::string>& asked, const std::optional<std::string>& has,
                    std::string_view usual) {
  return asked ? asked == has : !has || *has == usual;
}

}  // namespace

bool answers(const catalogue::Metric& question, const catalogue::Metric& metric) {
  const auto &asked = question.parameters, &has = metric.parameters;
  if (question.name != metric.name) return false;
  if (asked.type && type_of(question) != type_of(metric)) return false;
  return agree(asked.direction, has.direction) && agree(asked.engine, has.engine) &&
         agree(asked.algorithm, has.algorithm) && agree(asked.devices, has.devices) &&
         agree_or_usual(asked.submission, has.submission, kUsualSubmission) &&
         agree_or_usual(asked.host_memory, has.host_memory, kUsualHostMemory) &&
         asked.bytes == has.bytes && agree(asked.stride, has.stride) &&
         catalogue::same_way(asked, has);
}

catalogue::Metric in_the_usual_way(catalogue::Metric metric) {
  auto& p = metric.parameters;
  for (auto* way : {&p.layout, &p.accumulation, &p.sparsity, &p.path, &p.load}) way->reset();
  return metric;
}

catalogue::Metric metric_of(const CaseRecord& record) {
  auto metric = catalogue::metric_of(record.kernel, record.quantity, record.parameters);
  auto& algorithm = metric.parameters.algorithm;
  if (record.library && !algorithm) algorithm = known_algorithm(record.library->algorithm);
  return metric;
}

std::string mixed_parts(const document::Document& document, const CaseRecord& record) {
  const probe::CudaFacts* first = nullptr;
  for (const auto& device : record.group) {
    const auto* facts = document::facts_of(document, device);
    if (!facts) continue;
    if (!first) first = facts;
    if (facts->name == first->name && facts->multiprocessors == first->multiprocessors) continue;
    return fmt::format(
        "cuda:{} ({}, {} SMs) and {} ({}, {} SMs) are different parts: what they reach together is "
        "the rate of neither",
        first->index, first->name, first->multiprocessors, device, facts->name,
        facts->multiprocessors);
  }
  return "";
}

std::string why_not_standing(const document::Document& document, const CaseRecord& record,
                             const probe::CudaFacts* facts) {
  const auto& p = record.parameters;
  if (p.nodes > 1) return "it is between hosts, whose network is no rate of the part";
  if (p.engine == Engine::mpi) return "it goes through the host, which is no rate of the part";
  if (auto small = document::why_too_small(record, facts); !small.empty()) return small;
  return mixed_parts(document, record);
}

Measurement measurement_of(const CaseRecord& record) {
  return {.metric = metric_of(record),
          .record = &record,
          .value = record.statistics->median,
          .low = record.statistics->interval_low,
          .high = record.statistics->interval_high,
          .clock_hz = record.telemetry.clock_hz};
}

bool stands_before(const Measurement& one, const Measurement& other) {
  const bool second = is_second_choice(*one.record), other_second = is_second_choice(*other.record);
  if (second != other_second) return other_second;
  return is_better(*one.record, one.value, other.value);
}

const Measurement* DeviceEvidence::find(const catalogue::Metric& question) const {
  const Measurement* best = nullptr;
  for (const auto& one : measurements) {
    if (!answers(question, one.metric)) continue;
    if (!best || stands_before(one, *best)) best = &one;
  }
  return best;
}

std::optional<double> DeviceEvidence::multiprocessors() const {
  if (const auto* census = find({.name = "sm.census/count"})) return census->value;
  if (facts && facts->multiprocessors != 0) return facts->multiprocessors;
  return std::nullopt;
}

std::optional<double> DeviceEvidence::per_sm_clock(const Measurement& measurement) const {
  if (measurement.record && measurement.record->processors) {
    return measurement.record->processors->median;
  }
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
                      .facts = document::facts_of(document, record.device),
                      .measurements = {},
                      .unmeasured = {},
                      .wrong = {}});
      found = list.end() - 1;
    }
    add(*found, document, record);
  }
  return list;
}

}  // namespace assay::judge
