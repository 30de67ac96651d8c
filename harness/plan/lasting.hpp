// How long must each case be sampled for a whole plan to take a given time?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/plan/plan.hpp"

namespace assay::plan {

/// As make_plan(), with all cases that are sampled for a time sampled equally long, and for as long
/// that the estimate of the plan is `time`. What has a time of its own, such as a burst, keeps it.
/// Throws Error(usage) where the cases take longer than that at the least, or where a day of each
/// does not take so long. Pure: a supervisor and its workers find the same.
Plan lasting_plan(const probe::Facts& facts, KernelTable kernels, Options options, Seconds time);

}  // namespace assay::plan
