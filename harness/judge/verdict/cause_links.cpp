// Asks the facts of every device that took part, then the pattern of slow pairs.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/verdict/cause_links.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/units.hpp"
#include "harness/document/standing.hpp"
#include "harness/judge/verdict/cause_clock.hpp"
#include "harness/judge/verdict/verdict_pairs.hpp"

namespace assay::judge {
namespace {

using catalogue::Part;

std::string id_of(const probe::CudaFacts& facts) {
  return fmt::format("cuda:{}", facts.index);
}

std::string too_few(const Part& part, const probe::CudaFacts& facts) {
  const auto stated = part.value("nvlink.links");
  const double has =
      std::max(stated.value_or(0), static_cast<double>(facts.nvlink_links.value_or(0)));
  if (!facts.nvlink_links_active || *facts.nvlink_links_active >= has) return "";
  return fmt::format("{} of {:.0f} NVLinks of {} are up: see {}", *facts.nvlink_links_active, has,
                     id_of(facts), smi_command(&facts, "nvlink -s"));
}

std::string too_slow(const Part& part, const probe::CudaFacts& facts) {
  const auto together = part.value("nvlink.rate_per_direction"), count = part.value("nvlink.links");
  if (!facts.nvlinks || !together || !count || *count == 0) return "";
  const double each = *together / *count;
  for (const auto& link : *facts.nvlinks) {
    if (!link.active || !link.rate || *link.rate >= kNominalShare * each) continue;
    return fmt::format("NVLink {} of {} runs at {} of {}: see {}", link.link, id_of(facts),
                       format_quantity(*link.rate, "B/s"), format_quantity(each, "B/s"),
                       smi_command(&facts, "nvlink -s"));
  }
  return "";
}

std::string errors_during(const document::CaseRecord& record, const probe::CudaFacts* facts) {
  const auto& errors = record.telemetry.errors;
  const auto count = errors ? errors->nvlink_errors.value_or(0) : 0;
  if (count == 0) return "";
  return fmt::format("{} NVLink errors during the case: suspect a link or its connector, see {}",
                     count, smi_command(facts, "nvlink -e"));
}

// Each device that took part, this one first; those the document does not describe left out.
std::vector<const probe::CudaFacts*> devices_of(const document::Document& document,
                                                const DeviceEvidence& evidence,
                                                const document::CaseRecord& record) {
  std::vector<const probe::CudaFacts*> list;
  const auto add = [&](const probe::CudaFacts* facts) {
    if (facts && std::find(list.begin(), list.end(), facts) == list.end()) list.push_back(facts);
  };
  add(evidence.facts);
  for (const auto& device : record.group) add(document::facts_of(document, device));
  if (record.parameters.peer >= 0) {
    add(document::facts_of(document, fmt::format("cuda:{}", record.parameters.peer)));
  }
  return list;
}

}  // namespace

std::string fault_of_links(const Part& part, const probe::CudaFacts& facts) {
  auto fault = too_few(part, facts);
  return fault.empty() ? too_slow(part, facts) : fault;
}

Cause cause_of_slow_links(const Part& part, const document::Document& document,
                          const DeviceEvidence& evidence, const Measurement& measurement,
                          double lower_gate) {
  Cause cause;
  const auto add = [&](const std::string& sentence, CauseKind kind) {
    if (sentence.empty()) return;
    if (cause.kind == CauseKind::none) cause.kind = kind;
    cause.sentence += (cause.sentence.empty() ? "" : "; ") + sentence;
  };
  for (const auto* facts : devices_of(document, evidence, *measurement.record)) {
    if (facts->mig.value_or(false)) {
      add(fmt::format("{} is a MIG slice, which has a part of the whole only", id_of(*facts)),
          CauseKind::slice);
    }
    add(fault_of_links(part, *facts), CauseKind::link);
  }
  add(errors_during(*measurement.record, evidence.facts), CauseKind::errors);
  const auto where = where_pairs_are_slow(document, *measurement.record, lower_gate);
  if (cause.kind == CauseKind::none) {
    cause = cause_of_shortfall(part, evidence, measurement, lower_gate);
  }
  add(where, cause.kind);
  return cause;
}

}  // namespace assay::judge
