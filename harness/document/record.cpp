// From a measured or planned case to its record.
#include "harness/document/record.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace assay::document {
namespace {

// A duration of zero: that part of the case was not begun.
std::optional<Seconds> if_begun(Seconds duration, measure::Status status) {
  if (duration == Seconds{} && status != measure::Status::ok) return std::nullopt;
  return duration;
}

bool is_empty(const std::optional<measure::SampleTelemetry>& samples) {
  return samples && samples->clock_hz.empty() && samples->memory_clock_hz.empty() &&
         samples->power_w.empty() && samples->temperature_c.empty() &&
         samples->clock_events.empty() && samples->moving.empty();
}

std::vector<measure::ProcessorRate> in_order(std::vector<measure::ProcessorRate> rates) {
  std::stable_sort(rates.begin(), rates.end(),
                   [](const auto& a, const auto& b) { return a.processor < b.processor; });
  return rates;
}

std::optional<ProcessorRates> processors_of(const measure::CaseResult& result) {
  if (result.processors.empty()) return std::nullopt;
  ProcessorRates rates;
  for (const auto& one : in_order(result.processors)) {
    rates.number.push_back(one.processor);
    rates.flop_per_clock.push_back(one.flop_per_clock);
  }
  const auto& values = rates.flop_per_clock;
  rates.median = median_of(values);
  rates.minimum = *std::min_element(values.begin(), values.end());
  rates.maximum = *std::max_element(values.begin(), values.end());
  return rates;
}

void clear_if_never_read(std::vector<double>& column) {
  const auto unread = [](double value) { return std::isnan(value); };
  if (std::all_of(column.begin(), column.end(), unread)) column.clear();
}

std::optional<Curve> curve_of(const measure::CaseResult& result) {
  if (result.curve.empty()) return std::nullopt;
  constexpr double kNotRead = std::numeric_limits<double>::quiet_NaN();
  Curve curve;
  for (const auto& point : result.curve) {
    curve.at_s.push_back(point.at_s);
    curve.sample_s.push_back(point.sample_s);
    curve.clock_hz.push_back(point.clock_hz.value_or(kNotRead));
    curve.power_w.push_back(point.power_w.value_or(kNotRead));
    curve.temperature_c.push_back(point.temperature_c.value_or(kNotRead));
    curve.clock_events.push_back(point.clock_events);
  }
  clear_if_never_read(curve.clock_hz);
  clear_if_never_read(curve.power_w);
  clear_if_never_read(curve.temperature_c);
  return curve;
}

std::optional<measure::ReferenceResult> reference_of(const measure::CaseResult& result) {
  auto reference = result.reference;
  if (reference && result.status != measure::Status::ok) {
    reference->by_default.reset();
    reference->best.reset();
    reference->others.clear();
  }
  return reference;
}

}  // namespace

double median_of(std::vector<double> values) {
  const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), half, values.end());
  if (values.size() % 2 == 1) return *half;
  return (*std::max_element(values.begin(), half) + *half) / 2;
}

CaseRecord make_record(const plan::Case& planned) {
  const Kernel& kernel = planned.kernel->description();
  CaseRecord record;
  record.name = planned.name();
  record.kernel = kernel.name;
  record.quantity = kernel.quantity;
  record.limit = kernel.limit;
  record.parameters = planned.parameters;
  record.parameters.seed = 0;
  record.input = kernel.input;
  record.instruction = planned.instruction;
  record.iterations_per_sample = planned.iterations;
  record.device = plan::to_string(planned.device);
  for (const auto device : planned.group) record.group.push_back(plan::to_string(device));
  record.work = planned.work;
  record.reason = kNotReached;
  return record;
}

CaseRecord make_record(const measure::CaseResult& result) {
  CaseRecord record = make_record(result.planned);
  record.status = result.status;
  record.reason = result.reason;
  if (result.status == measure::Status::ok) {
    record.samples = result.samples;
    record.statistics = result.statistics;
    record.processors = processors_of(result);
    record.curve = curve_of(result);
    record.pairs = result.pairs;
  }
  if (result.status == measure::Status::wrong) record.corruption = result.corruption;
  const bool checked =
      result.status == measure::Status::ok || result.status == measure::Status::wrong;
  if (checked) record.ranks = result.ranks;
  if (result.status == measure::Status::error) record.hang = result.hang;
  record.library = result.library;
  if (!result.instruction.empty()) record.instruction = result.instruction;
  record.reference = reference_of(result);
  if (!result.stopping.rule.empty()) record.stopping = result.stopping;
  record.warm_up = if_begun(result.warm_up, result.status);
  record.elapsed = if_begun(result.elapsed, result.status);
  const auto& check = result.check;
  if (check.exact || check.before || check.after) record.check = check;
  record.telemetry = result.telemetry;
  if (result.status != measure::Status::ok || is_empty(record.telemetry.samples)) {
    record.telemetry.samples.reset();
  }
  return record;
}

bool is_unfinished(const CaseRecord& record) {
  return record.status == measure::Status::skipped &&
         (record.reason.starts_with(kNotReached) || record.reason.starts_with(kInterrupted));
}

double in_unit_of_case(const CaseRecord& record, double sample) {
  const auto iterations = static_cast<double>(record.iterations_per_sample);
  switch (record.quantity) {
    case Quantity::bandwidth:
    case Quantity::bus_bandwidth:
      return record.work.bytes * iterations / sample;
    case Quantity::throughput:
    case Quantity::rate:
      return record.work.flop * iterations / sample;
    case Quantity::latency:
      return sample / (iterations * record.work.steps);
    case Quantity::count:
    case Quantity::capacity:
      return sample;
  }
  throw std::logic_error("Quantity out of range");
}

}  // namespace assay::document
