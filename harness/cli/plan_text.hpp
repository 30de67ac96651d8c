// How is a plan shown that is not run?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/plan/case.hpp"

namespace assay::cli {

/// Cases, their estimated time, and the sum.
std::string plan_text(const plan::Plan& plan);

/// What is not planned, where, and why: one line, not wrapped.
std::string left_out_text(const plan::LeftOut& one);

/// With the time after which each case hangs, and what is left out for a budget.
std::string plan_json(const plan::Plan& plan, std::optional<Seconds> hung_after = {},
                      const std::vector<std::string>& without = {});

}  // namespace assay::cli
