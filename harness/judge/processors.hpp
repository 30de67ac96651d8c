// Does one SM do less than the others? Each counts its arithmetic in cycles of its own, so that
// neither clock nor power limit can be the reason.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/document/record.hpp"

namespace assay::judge {

/// All SMs of a device are built alike and a healthy one reads within 1 % of what they do: below
/// this share of their median it is slow.
inline constexpr double kHealthyProcessorShare = 0.99;

struct SlowProcessor {
  std::uint64_t number = 0;
  double flop_per_clock = 0;
};

/// How alike the SMs of a device are, in one case.
struct ProcessorSpread {
  double median = 0, minimum = 0, maximum = 0;  ///< FLOP a cycle, op of integers
  std::string unit;                             ///< "FLOP", "op"
  std::vector<SlowProcessor> slow = {};         ///< the slowest first
};

/// Empty where the case did not look at each SM by itself.
std::optional<ProcessorSpread> spread_of(const document::CaseRecord& record);

/// "SM 57 does 4000 of 4096 FLOP per clock"; of many the slowest few and how many. Empty where none
/// is slow.
std::string slow_sentence(const ProcessorSpread& spread);

}  // namespace assay::judge
