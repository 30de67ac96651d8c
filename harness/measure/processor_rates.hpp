// How much does each processor compute in a cycle of its own?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <span>
#include <vector>

#include "harness/measure/result.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// In the order of the processors, each once: what was counted on one of them more than once is
/// taken together. Entries without a cycle say nothing and are left out.
std::vector<ProcessorRate> rates_of(std::span<const ProcessorWork> work);

}  // namespace assay::measure
