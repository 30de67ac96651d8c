// Does somebody else use a GPU that is about to be measured?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/plan/case.hpp"
#include "harness/probe/facts.hpp"

namespace assay::cli {

/// Throws Error(unavailable) that names every busy GPU of the plan, and who uses it.
void refuse_busy_gpus(const probe::Facts& facts, const plan::Plan& plan);

}  // namespace assay::cli
