// From a measured or planned case to its record.
#include "harness/document/record.hpp"

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

}  // namespace

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
  record.iterations_per_sample = planned.iterations;
  record.device = plan::to_string(planned.device);
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
  }
  if (!result.stopping.rule.empty()) record.stopping = result.stopping;
  record.warm_up = if_begun(result.warm_up, result.status);
  record.elapsed = if_begun(result.elapsed, result.status);
  if (result.check.before || result.check.after) record.check = result.check;
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
