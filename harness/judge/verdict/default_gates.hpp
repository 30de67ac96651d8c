// What must a healthy device of a part reach, where nobody gave a gate?
//
// The lower gate comes from what healthy devices were seen to reach, never from the datasheet
// alone: a healthy H100 reaches 75 to 82 % of its published GEMM rate, a healthy H20 93 to 97 %.
// Where a part has no typical figure of a metric, it is given the lowest share of the published
// figure that its family, else its architecture, reaches in that metric, or itself in the like of
// it if that is lower. Figures graded inferred or unverified gate nothing.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>

#include "harness/catalogue/catalogue.hpp"
#include "harness/judge/verdict/ceiling.hpp"

namespace assay::judge {

/// Devices of one node differ by 5 % and are healthy (stas00/ml-engineering, accelerator README).
inline constexpr double kHealthySpread = 0.95;
/// Of the memory the driver states: contexts and page tables take their part.
inline constexpr double kUsableMemory = 0.95;

struct DefaultGate {
  std::optional<GateValue> lower = {}, upper = {};
  /// What the lower gate rests on, null where on nothing typical; of this or of another part.
  const catalogue::Typical* typical = nullptr;
  std::string why_no_lower = {};  ///< empty where there is a lower gate
};

/// `metric`: with the parameters that tell its cases apart, see question_of.
DefaultGate default_gate(const catalogue::Catalogue& catalogue, const catalogue::Part& part,
                         const catalogue::Metric& metric);

/// The metric as a question: without the parameters that published figures of it do not
/// distinguish, such as the element type of a memory kernel.
catalogue::Metric question_of(const catalogue::Metric& metric);

/// The typical figures of this very part; null where there are none.
const catalogue::Typical* own_typical(const catalogue::Part& part, const catalogue::Metric& metric);

}  // namespace assay::judge
