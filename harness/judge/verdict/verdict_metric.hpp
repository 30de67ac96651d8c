// How does one metric of a device fare?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "harness/judge/verdict/verdict.hpp"

namespace assay::judge {

/// What every metric of a device is held against.
struct VerdictStandard {
  const catalogue::Catalogue& catalogue;
  const catalogue::Part* part = nullptr;  ///< null: nothing
  const GatesFile* gates = nullptr;       ///< null: none, or it is for another part
};

/// One verdict for each metric with a case in the document, and for each gate, in the order of
/// catalogue::metrics().
std::vector<MetricVerdict> judge_metrics(const VerdictStandard& standard,
                                         const document::Document& document,
                                         const DeviceEvidence& evidence);

}  // namespace assay::judge
