// assay run as one of several processes that mpirun or srun has started.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "collectives/mpi/launcher.hpp"
#include "harness/cli/run_flags.hpp"
#include "harness/cli/verbs.hpp"

namespace assay::cli {

/// Rank 0 plans, measures, prints and keeps the document; the others do as it says, in silence, and
/// end with the same exit code. Only what all ranks measure together is measured.
int run_launched(const RunFlags& flags, const Invocation& invocation, const Launched& launched);

}  // namespace assay::cli
