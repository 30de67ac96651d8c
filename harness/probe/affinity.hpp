// On which processors may this process run?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <vector>

namespace assay::probe {

/// Ascending; the kernel has already applied the cpuset. Throws Error(unavailable) if it does not
/// answer.
std::vector<int> process_affinity();

}  // namespace assay::probe
