// What do the processes of a launcher measure between their hosts?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <vector>

#include "harness/plan/case.hpp"
#include "harness/plan/options.hpp"

namespace assay::plan {

/// One after the other, as rank 0 drives them. The cases of collective.all_reduce by MPI: all ranks
/// together at several sizes, every host with every other in a tournament of pairs, and groups of
/// hosts where there are many. Empty: no world of several ranks, or no such kernel.
std::vector<Case> world_cases(KernelTable kernels, const Options& options);

/// What `kernel` measures by NCCL over the GPUs of all ranks, those of rank 0 being
/// options.devices. Empty where no rank has one.
std::vector<Parameters> world_gpu_cases(const Kernel& kernel, const probe::Facts& facts,
                                        const Options& options);

}  // namespace assay::plan
