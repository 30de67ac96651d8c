// Why is a metric short? One sentence that an operator can act on.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>

#include "harness/catalogue/catalogue.hpp"
#include "harness/judge/evidence.hpp"

namespace assay::judge {

/// What a rate is made of, each as a share of what the part should have; absent: not known. Of
/// arithmetic the product of the three is the rate as a share of the published one.
struct Factors {
  std::optional<double> clock = {};       ///< of the SMs
  std::optional<double> processors = {};  ///< SMs that took part
  /// What is left: the rate of one SM in one clock. Of memory, of all SMs in one memory clock.
  std::optional<double> efficiency = {};
  std::optional<double> memory_clock = {};  ///< only where memory bounds the metric
};

enum class CauseKind : std::uint8_t {
  none,             ///< not short
  processors,       ///< SMs are missing
  slow_processors,  ///< an SM does less than the others
  power,            ///< the power limit holds the clock down
  heat,             ///< thermal slowdown
  slowdown,         ///< hardware slowdown or power brake
  set_clock,        ///< clocks set by somebody, or synchronised
  clock,            ///< low for a reason that was not recorded
  memory_clock,     ///< of the memory
  link,             ///< PCIe narrower or slower, NVLinks down
  errors,           ///< ECC, remapped rows, replays, NVLink errors
  slice,            ///< a MIG slice
  hardware,         ///< all of that is as it should be
  unknown,          ///< telemetry is missing
};
std::string_view to_string(CauseKind kind);

struct Cause {
  CauseKind kind = CauseKind::none;
  Factors factors = {};
  std::string sentence = {};  ///< empty where there is nothing to explain
};

/// A share below this is worth a word.
inline constexpr double kNominalShare = 0.97;

Factors factors_of(const catalogue::Part& part, const DeviceEvidence& evidence,
                   const Measurement& measurement);

/// Of a measurement that is below its lower gate; absent: what is published is missed.
Cause cause_of_shortfall(const catalogue::Part& part, const DeviceEvidence& evidence,
                         const Measurement& measurement,
                         std::optional<double> lower_gate = std::nullopt);

}  // namespace assay::judge
