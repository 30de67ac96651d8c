// How is a baseline laid out?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/baseline/baseline.hpp"
#include "harness/report/page.hpp"

namespace assay::report {

/// `file`: where the gates went.
Page baseline_page(const judge::Baseline& baseline, const std::string& file);

}  // namespace assay::report
