// How is a plan shown that is not run?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>

#include "harness/core/seconds.hpp"
#include "harness/operate/run.hpp"
#include "harness/plan/case.hpp"

namespace assay::cli {

/// Cases, their estimated time, and that of the whole run.
std::string plan_text(const operate::Invocation& run);

/// What is not planned, where, and why: one line, not wrapped.
std::string left_out_text(const plan::LeftOut& one);

/// With the time after which each case hangs, and what is left out for a budget.
std::string plan_json(const operate::Invocation& run, std::optional<Seconds> hung_after = {});

}  // namespace assay::cli
