// Which kernels does a simulated device run? By name, work and quantity those that real devices are
// judged by, without programs: nothing is computed.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "harness/plan/case.hpp"
#include "kernels/kernel.hpp"

namespace assay::simulate {

/// In the order of the catalogue's metrics.
KernelTable simulated_kernels();

enum class Links { without, with };

/// Types, sizes and ways of every case of a kernel; none of those between devices without links.
std::vector<Parameters> parameters_of(const Kernel& kernel, plan::Level level, Links links);

}  // namespace assay::simulate
