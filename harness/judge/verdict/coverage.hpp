// Was everything measured that a verdict needs, and if not, how is it measured?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <vector>

#include "harness/document/document.hpp"
#include "harness/judge/evidence.hpp"

namespace assay::judge {

/// Something without which nothing can be said.
struct Missing {
  std::string what;    ///< "tensor.rate of a 16-bit type", or the name of a case
  std::string reason;  ///< "not in the document", "skipped: ..."
  std::string remedy;  ///< command or step; empty where the reason says it
};

struct Coverage {
  std::uint64_t planned = 0;     ///< cases of the device in the document
  std::uint64_t measured = 0;    ///< of them, with a result
  std::vector<Missing> missing;  ///< empty: nothing is missing

  bool complete() const { return missing.empty(); }
};

/// One thing every verdict on a part needs: any one of these metrics.
struct Requirement {
  std::string what;
  std::vector<catalogue::Metric> any_of;
};

/// What identity and rates need, of every part.
const std::vector<Requirement>& requirements();

/// Null unless a verdict needs this metric.
const Requirement* requirement_for(const catalogue::Metric& metric);

/// Of one device: the requirements, and every planned case of it.
Coverage coverage_of(const document::Document& document, const DeviceEvidence& evidence);

/// Of the document as a whole: an incomplete run, an empty case list.
std::vector<Missing> missing_of_run(const document::Document& document);

}  // namespace assay::judge
