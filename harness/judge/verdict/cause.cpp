// Finds the factor that explains most, then the reason for it.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/verdict/cause.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/units.hpp"
#include "harness/judge/verdict/cause_clock.hpp"

namespace assay::judge {
namespace {

using catalogue::Part;
using Kind = catalogue::Bound;

constexpr double kAllMemory = 0.98;
constexpr double kSlowForMemory = 0.9;  // SMs a little slower still fill the memory

Kind bound_of(const Measurement& measurement) {
  const auto* info = catalogue::find_metric(measurement.metric.name);
  return info ? info->bound : Kind::none;
}

bool is_arithmetic(Kind bound) {
  return bound == Kind::tensor || bound == Kind::vector;
}

bool is_low(const std::optional<double>& share) {
  return share && *share < kNominalShare;
}

std::string processors_of(const Part& part, const DeviceEvidence& evidence) {
  return fmt::format("{:.0f} of {:.0f} SMs took part", evidence.multiprocessors().value_or(0),
                     part.value("sm_count").value_or(0));
}

// Everything on the device that went wrong during the case.
std::string errors_of(const measure::Telemetry& telemetry) {
  if (!telemetry.errors) return "";
  const auto& errors = *telemetry.errors;
  std::string list;
  const auto add = [&](const std::optional<std::uint64_t>& count, std::string_view what) {
    if (count.value_or(0) == 0) return;
    list += fmt::format("{}{} {}", list.empty() ? "" : ", ", *count, what);
  };
  add(errors.ecc_uncorrected, "uncorrected ECC errors");
  add(errors.rows_remapped, "rows remapped");
  add(errors.ecc_corrected, "corrected ECC errors");
  add(errors.pcie_replays, "PCIe replays");
  add(errors.nvlink_errors, "NVLink errors");
  return list;
}

std::string link_fault(const probe::CudaFacts* facts, Kind bound) {
  if (!facts) return "";
  const auto below = [](const auto& now, const auto& most) { return now && most && *now < *most; };
  if (bound == Kind::nvlink && below(facts->nvlink_links_active, facts->nvlink_links)) {
    return fmt::format("{} of {} NVLinks are up: see {}", *facts->nvlink_links_active,
                       *facts->nvlink_links, smi_command(facts, "nvlink -s"));
  }
  if (bound != Kind::pcie) return "";
  if (below(facts->pcie_width, facts->pcie_maximum_width)) {
    return fmt::format("PCIe runs {} of {} lanes: reseat the device, check slot and riser",
                       *facts->pcie_width, *facts->pcie_maximum_width);
  }
  if (below(facts->pcie_generation, facts->pcie_maximum_generation)) {
    return fmt::format("PCIe runs generation {} of {}: check slot, riser and firmware settings",
                       *facts->pcie_generation, *facts->pcie_maximum_generation);
  }
  return "";
}

struct Lead {
  CauseKind kind = CauseKind::none;
  std::string phrase;
};

Lead of_clock(const Part& part, const DeviceEvidence& evidence, const Measurement& measurement,
              double share) {
  const auto low = cause_of_low_clock(part, evidence.facts, measurement.record->telemetry, share);
  return {low.kind, low.phrase};
}

// Clocks and SMs are as they should be.
Lead of_the_rest(const DeviceEvidence& evidence, const Measurement& measurement, Kind bound) {
  const auto& telemetry = measurement.record->telemetry;
  if (const auto errors = errors_of(telemetry); !errors.empty()) {
    return {CauseKind::errors,
            fmt::format("{} during the case: suspect the hardware, see {}", errors,
                        smi_command(evidence.facts, "-q -d ECC,ROW_REMAPPER,PCI"))};
  }
  const bool on_links = bound == Kind::nvlink || bound == Kind::pcie;
  if (!telemetry.clock_hz && !on_links) {
    return {CauseKind::unknown,
            "telemetry is missing, so the cause is unknown; measure again where nvidia-smi works "
            "for the same user"};
  }
  const std::string clock =
      telemetry.clock_hz ? fmt::format("clock nominal ({})", megahertz(*telemetry.clock_hz)) : "";
  if (!telemetry.errors || !telemetry.clock_events) {
    return {CauseKind::unknown,
            fmt::format("{}{} not recorded: if {} shows none, suspect the hardware",
                        clock.empty() ? "" : clock + ", ",
                        telemetry.errors         ? "clock events"
                        : telemetry.clock_events ? "errors"
                                                 : "clock events and errors",
                        smi_command(evidence.facts, "-q"))};
  }
  return {CauseKind::hardware,
          fmt::format("{}no throttle, no errors: suspect the {}", clock.empty() ? "" : clock + ", ",
                      on_links ? "links or the topology" : "hardware")};
}

// With all SMs it would have reached the gate: the rest is as healthy devices have it, which run
// below the published clock and rate too.
bool missing_processors_explain(const Measurement& measurement, const Factors& factors,
                                std::optional<double> lower_gate) {
  return lower_gate && is_low(factors.processors) &&
         measurement.value / *factors.processors >= *lower_gate;
}

Lead of_arithmetic(const Part& part, const DeviceEvidence& evidence, const Measurement& measurement,
                   const Factors& factors, std::optional<double> lower_gate) {
  const double clock = factors.clock.value_or(1), processors = factors.processors.value_or(1);
  const double rest = factors.efficiency.value_or(1);
  if (missing_processors_explain(measurement, factors, lower_gate) ||
      (is_low(factors.processors) && processors <= std::min(clock, rest))) {
    return {CauseKind::processors,
            processors_of(part, evidence) + ": the others are disabled, or it is another part"};
  }
  if (is_low(factors.clock) && clock <= rest) return of_clock(part, evidence, measurement, clock);
  Lead lead = of_the_rest(evidence, measurement, Kind::tensor);
  // A healthy GEMM runs below the clock of the published rate, at its power limit: "nominal" would
  // not be true.
  if (is_low(factors.clock) && lead.kind == CauseKind::hardware) {
    lead.phrase = fmt::format(
        "clock was {}, which does not explain it, and there were no errors: "
        "suspect the hardware",
        megahertz(*measurement.clock_hz));
  }
  return lead;
}

Lead of_memory(const Part& part, const DeviceEvidence& evidence, const Measurement& measurement,
               const Factors& factors) {
  const auto& telemetry = measurement.record->telemetry;
  if (is_low(factors.memory_clock)) {
    return {CauseKind::memory_clock,
            fmt::format("memory clock was {}, {:.0f} % of the part's: look for locked clocks with "
                        "{}, release them with {}",
                        megahertz(*telemetry.memory_clock_hz), 100 * *factors.memory_clock,
                        smi_command(evidence.facts, "-q -d CLOCK"),
                        smi_command(evidence.facts, "-rmc"))};
  }
  if (is_low(factors.processors)) {
    return {CauseKind::processors,
            processors_of(part, evidence) + ", too few to keep the memory busy"};
  }
  if (factors.clock && *factors.clock < kSlowForMemory) {
    return of_clock(part, evidence, measurement, *factors.clock);
  }
  return of_the_rest(evidence, measurement, Kind::memory);
}

Lead of_capacity(const Part& part, const DeviceEvidence& evidence, const Measurement& measurement) {
  const auto* facts = evidence.facts;
  const auto stated = part.value("memory.reported");
  if (facts && stated && static_cast<double>(facts->memory_bytes) < kAllMemory * *stated) {
    return {CauseKind::hardware,
            fmt::format("the driver itself states {} of memory, and {} is what the part has: "
                        "another part",
                        format_bytes(facts->memory_bytes),
                        format_bytes(static_cast<std::uint64_t>(*stated)))};
  }
  if (facts && facts->memory_free_bytes != 0 &&
      static_cast<double>(facts->memory_free_bytes) < measurement.value / kAllMemory) {
    return {CauseKind::unknown,
            fmt::format("only {} of {} were free: other processes hold the rest",
                        format_bytes(facts->memory_free_bytes), format_bytes(facts->memory_bytes))};
  }
  return {CauseKind::hardware,
          "the memory was free and could not be used: suspect the hardware, or another part"};
}

std::string decomposition(const Factors& factors) {
  std::string list;
  const auto add = [&](std::string_view what, const std::optional<double>& share) {
    if (share) list += fmt::format("{}{} x {:.2f}", list.empty() ? "" : ", ", what, *share);
  };
  add("memory clock", factors.memory_clock);
  add("SMs", factors.processors);
  add("clock", factors.clock);
  add(factors.memory_clock ? "rest" : "per SM per clock", factors.efficiency);
  return list.empty() ? "" : fmt::format(" [of published: {}]", list);
}

// What else is not as it should be, beside what leads. Where that explains all, a clock below the
// published one is a healthy device's.
std::string besides(const Part& part, const DeviceEvidence& evidence,
                    const Measurement& measurement, const Factors& factors, CauseKind lead,
                    bool explains_all) {
  std::string list;
  const bool by_clock = explains_all || lead == CauseKind::power || lead == CauseKind::heat ||
                        lead == CauseKind::slowdown || lead == CauseKind::set_clock ||
                        lead == CauseKind::clock;
  if (lead != CauseKind::processors && is_low(factors.processors)) {
    list += "; also " + processors_of(part, evidence);
  }
  if (!by_clock && lead != CauseKind::hardware && lead != CauseKind::unknown &&
      is_low(factors.clock)) {
    list += "; also " + of_clock(part, evidence, measurement, *factors.clock).phrase;
  }
  if (lead != CauseKind::errors) {
    const auto errors = errors_of(measurement.record->telemetry);
    if (!errors.empty()) list += fmt::format("; also {} during the case", errors);
  }
  return list;
}

Lead lead_of(const Part& part, const DeviceEvidence& evidence, const Measurement& measurement,
             const Factors& factors, std::optional<double> lower_gate) {
  const Kind bound = bound_of(measurement);
  if (evidence.facts && evidence.facts->mig.value_or(false)) {
    return {CauseKind::slice, "this is a MIG slice, which has a part of the whole only"};
  }
  if (const auto fault = link_fault(evidence.facts, bound); !fault.empty()) {
    return {CauseKind::link, fault};
  }
  if (bound == Kind::count) {
    return {CauseKind::processors,
            processors_of(part, evidence) + ": the others are disabled, or it is another part"};
  }
  if (bound == Kind::capacity) return of_capacity(part, evidence, measurement);
  if (is_arithmetic(bound)) {
    return of_arithmetic(part, evidence, measurement, factors, lower_gate);
  }
  if (bound == Kind::memory) return of_memory(part, evidence, measurement, factors);
  return of_the_rest(evidence, measurement, bound);
}

}  // namespace

Cause cause_of_shortfall(const Part& part, const DeviceEvidence& evidence,
                         const Measurement& measurement, std::optional<double> lower_gate) {
  Cause cause{.factors = factors_of(part, evidence, measurement)};
  Lead lead = lead_of(part, evidence, measurement, cause.factors, lower_gate);
  cause.kind = lead.kind;
  const bool explains_all = lead.kind == CauseKind::processors &&
                            missing_processors_explain(measurement, cause.factors, lower_gate);
  cause.sentence = lead.phrase +
                   besides(part, evidence, measurement, cause.factors, lead.kind, explains_all) +
                   decomposition(cause.factors);
  return cause;
}

}  // namespace assay::judge
