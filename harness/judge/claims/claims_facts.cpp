// The CUDA runtime states less memory than nvidia-smi prints: what the driver keeps for itself.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/claims/claims_facts.hpp"

#include <fmt/format.h>

namespace assay::judge {
namespace {

constexpr double kVerifiedShare = 0.95;
// 81158 of 81559 MiB on an H100, 97285 to 97508 of 97871 MiB on an H20, as logs of both show.
constexpr double kKeptByDriver = 0.01;

SideValue stated(const Exhibit& exhibit, double value, double high, std::string_view fact) {
  return {.value = value,
          .low = value,
          .high = high,
          .ground = exhibit.ground,
          .source = exhibit.name(),
          .detail = std::string(fact) + " as the driver states it",
          .exhibit = &exhibit};
}

bool is_verified(const Exhibit& exhibit) {
  const auto* capacity = exhibit.evidence.find({.name = "memory.capacity/capacity"});
  const auto stated_bytes = static_cast<double>(exhibit.evidence.facts->memory_bytes);
  return capacity && capacity->value >= kVerifiedShare * stated_bytes;
}

ReportedFact memory_of(const Side& side) {
  ReportedFact made{.value = {},
                    .missing = fmt::format("memory.capacity/capacity on {} with at least {:.0f} % "
                                           "of its memory allocated and verified",
                                           side.label, 100 * kVerifiedShare),
                    .bound = "the total as nvidia-smi prints it: the CUDA runtime states less"};
  for (const Exhibit* exhibit : side.exhibits) {
    if (!exhibit->evidence.facts || !is_verified(*exhibit)) continue;
    const auto bytes = static_cast<double>(exhibit->evidence.facts->memory_bytes);
    made.value = stated(*exhibit, bytes, bytes * (1 + kKeptByDriver), "memory_bytes");
    made.missing.clear();
    return made;
  }
  return made;
}

ReportedFact memory_clock_of(const Side& side) {
  for (const Exhibit* exhibit : side.exhibits) {
    const auto* facts = exhibit->evidence.facts;
    if (!facts || !facts->memory_clock_hz) continue;
    const double clock = *facts->memory_clock_hz;
    return {.value = stated(*exhibit, clock, clock, "memory_clock_hz"), .missing = {}, .bound = {}};
  }
  return {.value = {},
          .missing = fmt::format("a document of {} that states memory_clock_hz", side.label),
          .bound = {}};
}

}  // namespace

bool is_known_fact(std::string_view fact) {
  return fact == "memory_bytes" || fact == "memory_clock_hz";
}

ReportedFact reported_fact(const Side& side, std::string_view fact) {
  if (fact == "memory_bytes") return memory_of(side);
  if (fact == "memory_clock_hz") return memory_clock_of(side);
  return {.value = {},
          .missing = fmt::format("{} on {}: this version knows no such fact", fact, side.label),
          .bound = {}};
}

}  // namespace assay::judge
