// Which metrics does a verdict on a device list, and which gate of a file is for which of them?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/document/document.hpp"
#include "harness/judge/evidence.hpp"
#include "harness/judge/gates/gates.hpp"

namespace assay::judge {

/// One question to the evidence, and the gates that were given for it.
struct VerdictRow {
  catalogue::Metric question;
  std::optional<std::uint64_t> bytes = {};  ///< of the case; absent: of whichever stands for it
  std::vector<const Gate*> gates = {};      ///< all of them must hold
  bool in_document = true;                  ///< false: a gate that matches no case
};

/// Every metric that has a case, and every gate that has none; in the order of
/// catalogue::metrics(), others behind. `gates` may be null.
std::vector<VerdictRow> rows_of(const document::Document& document, const DeviceEvidence& evidence,
                                const GatesFile* gates);

/// Whether a case of the device is one that the row asks for.
bool is_about(const VerdictRow& row, const document::CaseRecord& record);

}  // namespace assay::judge
