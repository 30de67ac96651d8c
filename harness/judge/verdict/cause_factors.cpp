// Takes a rate apart, and names the kinds of causes.
// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "harness/judge/verdict/cause.hpp"

namespace assay::judge {
namespace {

using catalogue::Part;
using Kind = catalogue::Bound;

std::optional<double> quotient(std::optional<double> above, std::optional<double> below) {
  if (!above || !below || *below == 0) return std::nullopt;
  return *above / *below;
}

// The clock that the published rate assumes. What explains may be inferred; what judges may not.
std::optional<double> reference_clock(const Part& part, const DeviceEvidence& evidence,
                                      Kind bound) {
  const char* path = bound == Kind::tensor ? "clocks.tensor_peak" : "clocks.vector_peak";
  for (const char* one : {path, "clocks.maximum", "clocks.tensor_peak"}) {
    if (const auto value = part.value(one)) return value;
  }
  return evidence.facts ? evidence.facts->maximum_clock_hz : std::nullopt;
}

std::optional<double> published_per_sm_clock(const Part& part, const std::string& figure,
                                             std::optional<double> clock_hz) {
  if (const auto stated = part.value(figure.substr(0, figure.rfind('.')) + ".per_sm_per_clock")) {
    return stated;
  }
  return quotient(quotient(part.gating(figure), part.value("sm_count")), clock_hz);
}

}  // namespace

std::string_view to_string(CauseKind kind) {
  switch (kind) {
    case CauseKind::none:
      return "none";
    case CauseKind::processors:
      return "processors";
    case CauseKind::slow_processors:
      return "slow_processors";
    case CauseKind::power:
      return "power";
    case CauseKind::heat:
      return "heat";
    case CauseKind::slowdown:
      return "slowdown";
    case CauseKind::set_clock:
      return "set_clock";
    case CauseKind::clock:
      return "clock";
    case CauseKind::memory_clock:
      return "memory_clock";
    case CauseKind::link:
      return "link";
    case CauseKind::errors:
      return "errors";
    case CauseKind::slice:
      return "slice";
    case CauseKind::hardware:
      return "hardware";
    case CauseKind::unknown:
      return "unknown";
  }
  throw std::logic_error("CauseKind out of range");
}

Factors factors_of(const Part& part, const DeviceEvidence& evidence,
                   const Measurement& measurement) {
  Factors factors;
  const auto* info = catalogue::find_metric(measurement.metric.name);
  const Kind bound = info ? info->bound : Kind::none;
  const bool arithmetic = bound == Kind::tensor || bound == Kind::vector;
  const auto reference = reference_of(measurement.metric);
  if (!reference || (!arithmetic && bound != Kind::memory)) return factors;
  const auto clock_hz = reference_clock(part, evidence, bound);
  factors.clock = quotient(measurement.clock_hz, clock_hz);
  factors.processors = quotient(evidence.multiprocessors(), part.value("sm_count"));
  if (bound == Kind::memory) {
    factors.memory_clock =
        quotient(measurement.record->telemetry.memory_clock_hz, part.value("memory.clock"));
    const auto share = quotient(measurement.value, part.gating("memory.bandwidth"));
    factors.efficiency = quotient(share, factors.memory_clock.value_or(1));
    return factors;
  }
  factors.efficiency = quotient(evidence.per_sm_clock(measurement),
                                published_per_sm_clock(part, reference->figure, clock_hz));
  return factors;
}

}  // namespace assay::judge
