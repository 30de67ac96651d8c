// Do the sizes of --bytes and --shape mean something, and can they be measured?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/plan/case.hpp"
#include "harness/plan/options.hpp"
#include "harness/probe/facts.hpp"

namespace assay::plan {

/// Throws Error(usage) where a size was asked for that no case of the plan has, that a device has
/// no room for, or that its kernel refuses; it names the nearest that works.
void require_usable_sizes(const Plan& plan, const probe::Facts& facts, const Options& options);

}  // namespace assay::plan
