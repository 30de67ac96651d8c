// Why does a device not pass, in one sentence?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/verdict/verdict.hpp"

namespace assay::judge {

/// Empty where it passes. The worst first: wrong answers, another part, metrics, missing.
std::string headline_of(const DeviceVerdict& verdict, bool run_incomplete);

}  // namespace assay::judge
