// Which cases does a run measure, in which order, and how long will it take?
//
// Pure: the same facts, kernels and options give the same plan; no driver, clock or random source
// is asked.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/plan/case.hpp"
#include "harness/plan/options.hpp"
#include "harness/probe/facts.hpp"
#include "kernels/kernel.hpp"

namespace assay::plan {

/// Cases by device, then kernel, type and size. A device that cannot be measured still gets its
/// cases, with `unavailable` set. Throws Error(usage) where a filter matches nothing or sizes do
/// not fit.
Plan make_plan(const probe::Facts& facts, KernelTable kernels, const Options& options);

}  // namespace assay::plan
