// How is a plan shown that is not run?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/plan/case.hpp"

namespace assay::cli {

/// Cases, their estimated time, and the sum.
std::string plan_text(const plan::Plan& plan);

std::string plan_json(const plan::Plan& plan);

}  // namespace assay::cli
