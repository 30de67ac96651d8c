// What a rank waited for in vain, in words.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/measure/result.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// "rank 2 waited in vain for rank 5: block 3, phase end, expected 17 and saw 16".
std::string stall_text(const Stall& stall);

/// `names` are those of all ranks, as in "cuda:5"; without them ranks are named by number.
Hang hang_of(const Stall& stall, const std::vector<std::string>& names);

}  // namespace assay::measure
