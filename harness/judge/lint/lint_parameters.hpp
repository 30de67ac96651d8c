// Which cases can a metric have?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/gates/gates.hpp"

namespace assay::judge {

/// Why no case of the metric can have the parameters, and the size, that the gate asks for; empty
/// where one can. "memory.read/bandwidth has no direction".
std::string impossible_parameters(const Gate& gate, const catalogue::MetricInfo& metric);

/// Arrays of that size, or times a message is sent, that one case moves at most. Zero: the metric
/// is not sized by bytes.
double arrays_moved(const catalogue::MetricInfo& metric);

}  // namespace assay::judge
