// Why is a clock low? The part of a cause that is about clocks.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/verdict/cause.hpp"

namespace assay::judge {

struct ClockCause {
  CauseKind kind = CauseKind::clock;
  std::string phrase;  ///< "held at 1215 MHz by its power limit of 300 W ...: raise it with ..."
};

/// `share`: the clock as a share of `reference_hz`.
ClockCause cause_of_low_clock(const catalogue::Part& part, const probe::CudaFacts* facts,
                              const measure::Telemetry& telemetry, double share);

/// "nvidia-smi -i 0000:1b:00.0 -pl 700": the index of CUDA is not that of nvidia-smi.
std::string smi_command(const probe::CudaFacts* facts, std::string_view arguments);

/// "1215 MHz".
std::string megahertz(double hertz);

}  // namespace assay::judge
